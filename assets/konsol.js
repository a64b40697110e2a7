// konsol.js - keys for the staff. Every key presses a button or link that stands on the page, so nothing here is needed.
(function(){
  var typing=/^(INPUT|TEXTAREA|SELECT)$/,rows=function(){return [].slice.call(document.querySelectorAll(".inbox a"))},at=-1,g=0;
  function go(step){
    var list=rows();if(!list.length)return;
    if(at<0)at=list.findIndex(function(a){return a.getAttribute("aria-current")||a===document.activeElement});
    at=Math.max(0,Math.min(list.length-1,at+step));list[at].focus();
  }
  document.addEventListener("keydown",function(e){
    if(e.ctrlKey&&e.key==="Enter"&&e.target.form){e.target.form.requestSubmit();return}
    if(e.ctrlKey||e.altKey||e.metaKey||typing.test(e.target.tagName)&&e.target.type!=="checkbox"&&e.target.type!=="radio")return;
    if(g&&Date.now()-g<1500){
      g=0;
      var desk={k:"/petugas",v:"/petugas/verifikasi",c:"/cetak",b:"/blangko",r:"/antaran/rencana"}[e.key];
      if(desk){e.preventDefault();location.href=desk}
      return;
    }
    if(e.key==="g"){g=Date.now();return}
    if(e.key==="j"||e.key==="k"){e.preventDefault();go(e.key==="j"?1:-1);return}
    if(e.key==="Enter"&&e.target!==document.body)return;
    var row=e.target.getAttribute&&e.target.getAttribute("data-nomor"),take=document.getElementById("ambil-nomor");
    if(e.key==="a"&&row&&take){take.value=row;take.form.submit();return}
    if(e.key==="/"){var find=document.getElementById("cari");if(find){e.preventDefault();find.focus()}return}
    var tick=/^[1-9]$/.test(e.key)&&document.querySelectorAll("input[id^=cek-]")[e.key-1];if(tick){tick.click();tick.focus();return}
    var act=document.querySelector('[data-key="'+(e.key==='"'||e.key==="\\"?"":e.key)+'"]');
    if(act){e.preventDefault();act.click()}
  });
  // A talk is read from its end.
  var said=document.querySelector("main>.chat li:last-child");if(said)said.scrollIntoView({block:"end"});
  // A scanner types where the cursor is.
  var scan=document.querySelector("input[name=blangko]");if(scan&&!document.querySelector(".errors"))scan.focus();
  [].forEach.call(document.querySelectorAll("[data-print]"),function(b){b.hidden=false;b.addEventListener("click",function(){print()})});
})();
