/* luring.js - a service worker: the officers' lists of the day, readable while the server cannot be reached.
   Only where somebody ticked so when signing in. A list is kept without forms, tokens and scripts, sealed with a key that this browser does
   not hand out; all of it goes when its officer signs out, when another session is seen, and when its day is over.
   A courier's run (assets/antar.js) opens from here without a line, and its sheet goes by the same rules. */
(() => {
  const LISTS = /^\/(petugas|cetak|blangko|antar(?:an)?|loket|pimpinan|atur|akun|masuk)(\/|$)/, MOST = 40, SLOW = 8000;
  let db, turn = Promise.resolve(), wiped = 0;

  const open = () => db || (db = new Promise((ok, no) => {
    const r = indexedDB.open('daftar', 1);
    r.onupgradeneeded = () => r.result.createObjectStore('hal');
    r.onsuccess = () => ok(r.result);
    r.onerror = () => { db = 0; no(r.error); };
  }));
  const act = async (mode, f) => {
    const t = (await open()).transaction('hal', mode), r = f(t.objectStore('hal'));
    return new Promise((ok, no) => { t.oncomplete = () => ok(r && r.result); t.onerror = t.onabort = () => no(t.error); });
  };
  const get = k => act('readonly', s => s.get(k)), put = (k, v) => act('readwrite', s => s.put(v, k)), keys = () => act('readonly', s => s.getAllKeys());
  const wipe = () => { ++wiped; return Promise.all([act('readwrite', s => s.clear()), caches.delete('aset')]); };
  const head = async () => { const h = await get('#'); if (!h || Date.now() < h.until) return h; await wipe(); };
  // One after the other: what is wiped must not be written again by somebody who began before.
  const in_turn = f => turn = turn.then(f, f).catch(() => {});
  const path_of = u => { u = new URL(u, location.origin); return u.pathname + u.search; };

  const bare = h => h.replace(/<script\b[\s\S]*?<\/script>/g, '').replace(/<input\b[^>]*type="hidden"[^>]*>/g, '').replace(/<form\b[^>]*>/g, '<form>')
    .replace(/<(button|input|select|textarea)\b/g, '<$1 disabled').replace(/(<p id="luring"[^>]*?) hidden/, '$1').replace(/ data-(live|daftar)="[^"]*"/g, '');

  // What an answer of the server says about keeping: "hapus", or whose session it is and, for a list, until when.
  const heard = async (path, answer, since) => {
    const said = answer.headers.get('X-Daftar');
    if (!said || since !== wiped) return;
    if (said === 'hapus') return wipe();
    const [tag, until] = said.split(' ');
    let h = await head();
    if (!h || h.tag !== tag) {
      await wipe();
      if (!until) return;
      h = { tag, until: +until, key: await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']) };
      await put('#', h);
    }
    if (!until || (await keys()).length > MOST) return;
    const html = bare(await answer.text()), iv = crypto.getRandomValues(new Uint8Array(12));
    await put(path, { iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, h.key, new TextEncoder().encode(html)) });
    const c = await caches.open('aset');
    for (const m of html.matchAll(/href="(\/aset\/[^"]+\.css)"/g)) if (!await c.match(m[1])) await c.add(m[1]);
  };

  const kept = async path => {
    const h = await head(), all = h ? (await keys()).filter(k => k !== '#') : [];
    if (!all.length) return;
    const one = await get(path);
    if (!one) return Response.redirect(all.includes('/petugas') ? '/petugas' : all[0], 302);
    const html = new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: one.iv }, h.key, one.sealed));
    // Only what is kept leads anywhere; the line's own link asks for this page again.
    const page = html.replace(/<a ([^>]*?)href="([^"]*)"/g, (whole, more, to) => to === '' || to[0] === '#' || all.includes(to.replace(/&amp;/g, '&')) ? whole : '<a ' + more)
      // Without its links a list that scrolls needs a place for the keyboard.
      .replace(/<(nav|main|aside|div) class="pane/g, '<$1 tabindex="0" class="pane');
    return new Response(page, { headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" } });
  };

  // The courier's sheet: 'x' holds it and whose it is, 'antri' the acts that wait, which stay until the office answered.
  const road = async f => {
    const b = await new Promise((ok, no) => {
      const r = indexedDB.open('antar', 1);
      r.onupgradeneeded = () => ['x', 'antri'].forEach(s => r.result.createObjectStore(s));
      r.onsuccess = () => ok(r.result);
      r.onerror = () => no(r.error);
    });
    try {
      const t = b.transaction(['x', 'antri'], 'readwrite'), x = t.objectStore('x'), q = t.objectStore('antri'), h = x.get('#'), n = q.count();
      n.onsuccess = () => f(x, h.result, n.result);
      await new Promise((ok, no) => { t.oncomplete = ok; t.onerror = t.onabort = () => no(t.error); });
    } finally { b.close(); }
  };
  const road_heard = async answer => {
    const said = answer.headers.get('X-Antar');
    let gone = 0;
    if (said) await road((x, h, waits) => {
      if (!h || h.tanda === said && Date.now() < h.sampai) return;
      gone = 1;
      ['#', 'lembar'].concat(waits ? [] : 'kunci').forEach(k => x.delete(k));
    });
    if (gone) await caches.delete('antar');
  };
  const road_shell = async () => {
    let is = 0;
    const page = await caches.match('/antar/jalan', { cacheName: 'antar' });
    if (page) await road((x, h, waits) => { is = waits || h && Date.now() < h.sampai; });
    return is && page;
  };

  const go = async (e, path) => {
    const on_road = /^\/antar(\/(?!hitungan)|\?|$)/.test(path), jalan = /^\/antar\/jalan/.test(path);
    if (jalan) { const page = await road_shell().catch(() => 0); if (page) return page; }
    const since = wiped, old = async () => on_road && !jalan && await road_shell().catch(() => 0) ? Response.redirect('/antar/jalan', 302) : kept(path).catch(() => 0);
    try {
      const asked = fetch(e.request);
      let answer = await Promise.race([asked, new Promise(ok => setTimeout(ok, SLOW))]);
      if (!answer) answer = await old() || await asked;
      if (answer.status !== 502 && answer.status !== 504) {
        const copy = answer.clone();
        e.waitUntil(in_turn(async () => { await road_heard(copy).catch(() => {}); await heard(path, copy, since); }));
        return answer;
      }
      return await old() || answer;
    } catch (x) {
      return await old() || Response.error();
    }
  };

  self.addEventListener('install', () => self.skipWaiting());
  self.addEventListener('activate', e => e.waitUntil(Promise.all([self.clients.claim(), head().catch(() => 0)])));
  self.addEventListener('fetch', e => {
    const u = new URL(e.request.url);
    if (u.origin !== location.origin || e.request.method !== 'GET') return;
    if (u.pathname.startsWith('/aset/') && /\.(css|js)$/.test(u.pathname)) return e.respondWith(caches.match(e.request).then(r => r || fetch(e.request)));
    if (e.request.mode === 'navigate' && LISTS.test(u.pathname)) e.respondWith(go(e, path_of(u)));
  });
  // The desks in the bar, of an officer whose page is open: each is fetched once, so that it is there when the line goes.
  self.addEventListener('message', e => e.waitUntil(in_turn(async () => {
    for (const path of e.data.filter(p => LISTS.test(p.split('?')[0]))) {
      if (await head() && await get(path)) continue;
      const since = wiped;
      // Under the address in the bar, wherever that leads; one that fails does not keep the others from being fetched.
      await fetch(path, { credentials: 'same-origin' }).then(answer => heard(path, answer, since)).catch(() => {});
    }
  })));
})();
