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
      var desk={k:"/petugas",v:"/petugas/verifikasi",t:"/petugas/percakapan",c:"/cetak",b:"/blangko",r:"/antaran/rencana"}[e.key];
      if(desk){e.preventDefault();location.href=desk}
      return;
    }
    if(e.key==="g"){g=Date.now();return}
    if(e.key==="j"||e.key==="k"){e.preventDefault();go(e.key==="j"?1:-1);return}
    if(e.key==="Enter"&&e.target!==document.body)return;
    var row=e.target.getAttribute&&e.target.getAttribute("data-nomor"),take=document.getElementById("ambil-nomor");
    if(e.key==="a"&&row&&take){take.value=row;take.form.submit();return}
    if(e.key==="/"){var find=document.getElementById("cari");if(find){e.preventDefault();find.focus();return}}
    var tick=/^[1-9]$/.test(e.key)&&document.querySelectorAll("input[id^=cek-]")[e.key-1];if(tick){tick.click();tick.focus();return}
    if(e.key==="r"){var reply=document.querySelector("[data-talk] textarea");if(reply){e.preventDefault();reply.focus();return}}
    var act=document.querySelector('[data-key="'+(e.key==='"'||e.key==="\\"?"":e.key)+'"]');
    if(act){
      e.preventDefault();
      act.click();
      // What a key opened is gone on with at once.
      var first=act.tagName==="SUMMARY"&&act.parentNode.open&&act.parentNode.querySelector("a,select,input:not([type=hidden]),textarea");if(first)first.focus();
    }
  });
  // The line to the server: while it is down nothing can be sent, and the page says of when it is.
  var line=document.getElementById("luring"),down=false,root=document.documentElement,nav=navigator.serviceWorker;
  if(line){
    var shut=function(is){
      if(is===down)return;down=is;line.hidden=!is;
      [].forEach.call(document.querySelectorAll("button"),function(b){if(is&&!b.disabled){b.disabled=true;b.setAttribute("data-shut","")}else if(!is&&b.hasAttribute("data-shut")){b.disabled=false;b.removeAttribute("data-shut")}});
    };
    var ask=function(){if(document.hidden)return;fetch("/sehat",{cache:"no-store"}).then(function(r){shut(r.status===502||r.status===504)},function(){shut(true)})};
    document.addEventListener("submit",function(e){if(down)e.preventDefault()},true);
    addEventListener("offline",function(){shut(true)});addEventListener("online",ask);document.addEventListener("visibilitychange",ask);setInterval(ask,15000);
  }
  if(root.hasAttribute("data-daftar")&&nav)nav.register("/luring.js").then(function(){return nav.ready}).then(function(r){
    r.active.postMessage([location.pathname+location.search].concat([].map.call(document.querySelectorAll(".kbar nav a"),function(a){return a.getAttribute("href")})));
  });
  // A courier's acts that wait would go with the sign-out: the page where they are sent comes first (antar.js).
  var leave=document.querySelector(".kbar .who+form");
  if(leave&&window.indexedDB&&document.querySelector('.kbar a[href="/antar"]'))leave.addEventListener("submit",function(e){
    if(e.defaultPrevented)return;
    var r=indexedDB.open("antar",1),go=function(){leave.submit()};e.preventDefault();r.onerror=go;
    r.onupgradeneeded=function(){["x","antri"].forEach(function(s){r.result.createObjectStore(s)})};
    r.onsuccess=function(){
      var t=r.result.transaction(["x","antri"]),h=t.objectStore("x").get("#"),q=t.objectStore("antri").getAll();
      t.onabort=go;t.oncomplete=function(){r.result.close();if(q.result.some(function(a){return !h.result||a.siapa===h.result.siapa}))location.href="/antar/jalan";else go()};
    };
  });
  // Who else is writing in this talk, and whether something new came; typing keeps the talk with whoever holds it.
  var talk=document.querySelector("[data-talk]"),sign=document.getElementById("tanda");
  if(talk&&sign){
    var area=talk.querySelector("textarea"),token=talk.querySelector("input[name=bukti]"),heard=0,typed=0,before="";
    var tell=function(){
      if(document.hidden||down)return;
      var f=new URLSearchParams();f.set(token.name,token.value);f.set("ketik",Date.now()-typed<15000?"ya":"");
      fetch(talk.getAttribute("data-talk")+"/tanda",{method:"POST",body:f}).then(function(r){return r.ok?r.json():null}).then(function(j){
        if(!j)return;heard=heard||j.dengar;
        var say=j.tanda||(j.dengar>heard?j.baru:"");if(say!==before){before=say;sign.textContent=say;sign.hidden=!say}
      },function(){});
    };
    area.addEventListener("input",function(){var first=Date.now()-typed>8000;typed=Date.now();if(first)tell()});
    setInterval(tell,8000);tell();
  }
  // A talk is read from its end.
  var said=document.querySelector("main>.chat li:last-child");if(said)said.scrollIntoView({block:"end"});
  // A scanner types where the cursor is.
  var scan=document.querySelector("input[name=blangko]");if(scan&&!document.querySelector(".errors"))scan.focus();
  [].forEach.call(document.querySelectorAll("[data-print]"),function(b){b.hidden=false;b.addEventListener("click",function(){print()})});
})();
