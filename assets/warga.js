/* warga.js - every page is whole without it. */
(d => {
  const on = (e, t, f) => e.addEventListener(t, f), all = (s, f) => d.querySelectorAll(s).forEach(f);

  // a page that came back with errors: read the summary first
  const bad = d.querySelector('.errors'); if (bad) bad.focus();

  // one press sends once; the server's key is the real guard
  all('form', f => on(f, 'submit', e => {
    if (f.dataset.sent) return e.preventDefault();
    f.dataset.sent = 1; setTimeout(() => delete f.dataset.sent, 8e3);
  }));
  on(window, 'pageshow', () => all('form', f => delete f.dataset.sent));

  // a phone's photo of 3-6 MB becomes 200-400 kB before it goes out; if anything fails the original is sent
  all('input[type=file][data-shrink]', i => on(i, 'change', async () => {
    const px = +i.dataset.shrink || 1600;
    try {
      const dt = new DataTransfer();
      for (const f of i.files) {
        if (!/^image\/(jpe?g|png|webp)$/.test(f.type) || f.size < 4e5) { dt.items.add(f); continue; }
        const b = await createImageBitmap(f, { imageOrientation: 'from-image' }), k = Math.min(1, px / Math.max(b.width, b.height)), c = d.createElement('canvas');
        c.width = b.width * k; c.height = b.height * k; c.getContext('2d').drawImage(b, 0, 0, c.width, c.height);
        const o = await new Promise(r => c.toBlob(r, 'image/jpeg', .82));
        dt.items.add(o && o.size < f.size ? new File([o], 'foto.jpg', { type: 'image/jpeg' }) : f);
      }
      i.files = dt.files;
    } catch (e) { /* old browser: send as it is */ }
    const s = d.getElementById(i.id + '-size');
    if (s) s.textContent = Math.max(1, Math.round([...i.files].reduce((a, f) => a + f.size, 0) / 1024)) + ' kB';
  }));

  // where one stands, into the field beside: only on a press, and it is sent with the form like what was typed
  const geo = navigator.geolocation;
  all('[data-lokasi]', b => {
    if (!geo) return;
    b.hidden = 0;
    on(b, 'click', () => {
      const lost = b.parentNode.nextElementSibling, done = no => { b.disabled = 0; lost.hidden = !no; };
      b.disabled = 1;
      geo.getCurrentPosition(p => { done(); d.getElementById(b.dataset.lokasi).value = p.coords.latitude.toFixed(5) + ', ' + p.coords.longitude.toFixed(5); }, () => done(1), { enableHighAccuracy: true, timeout: 2e4 });
    });
  });

  // live: each message is an element's id, a line break, and that element's new HTML; data-v tells whether it changed
  all('[data-live]', e => {
    if (!window.EventSource) return;
    let s; const say = d.getElementById('kabar');
    const go = () => { if (s) return; s = new EventSource(e.dataset.live); s.onmessage = m => {
      const i = m.data.indexOf('\n'), t = d.getElementById(m.data.slice(0, i)), n = d.createElement('template');
      n.innerHTML = m.data.slice(i + 1);
      const w = n.content.firstElementChild; if (!t || !w || t.innerHTML === w.innerHTML) return;
      t.replaceWith(w); if (say) say.textContent = e.dataset.liveSay || ''; };
      on(s, 'selesai', () => { s.close(); s = 0; e.removeAttribute('data-live'); }); };
    const stop = () => { s && s.close(); s = 0; };
    on(d, 'visibilitychange', () => d.hidden ? stop() : e.dataset.live && go());  // no stream in a pocket: battery and server
    if (!d.hidden) go();
  });
})(document);
