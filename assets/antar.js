/* antar.js - the courier's phone, from loading to closing without a line.
   The sheet of the run and the acts that wait lie in this browser sealed with a key that it does not hand out. The sheet goes when the run is
   counted, at sign-out, when another session is seen (luring.js hears it too), and when its day ends; an act goes when the office answered it. */
(d => {
  const one = (s, r) => (r || d).querySelector(s), main = one('#isi'), app = main && main.dataset.antar === 'jalan', nav = navigator;
  const TRIES = 3, SLOW = 20000, MOST = 10;
  let db, key, head, sheet, queue = [], me, down = !nav.onLine, out = 0, running, clock = '', shelled, asked, form, leaving;

  // ---- what is kept: 'x' holds '#' (whose and until when), 'kunci', 'lembar'; 'antri' one act a stop, under the stop's id
  const open = () => db || (db = new Promise((ok, no) => {
    const r = indexedDB.open('antar', 1);
    r.onupgradeneeded = () => ['x', 'antri'].forEach(s => r.result.createObjectStore(s));
    r.onsuccess = () => ok(r.result);
    r.onerror = () => { db = 0; no(r.error); };
  }));
  const tx = async (f, mode) => {
    const t = (await open()).transaction(['x', 'antri'], mode || 'readwrite', { durability: 'strict' }), r = f(t.objectStore('x'), t.objectStore('antri'));
    return new Promise((ok, no) => { t.oncomplete = () => ok(r && r.result); t.onerror = t.onabort = () => no(t.error); });
  };
  const look = f => tx(f, 'readonly');
  const enc = s => new TextEncoder().encode(s), dec = b => JSON.parse(new TextDecoder().decode(b));
  const my_key = async () => {
    key = await look(x => x.get('kunci'));
    if (key) return key;
    const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    await tx(x => { const r = x.get('kunci'); r.onsuccess = () => r.result || x.put(made, 'kunci'); });
    return key = await look(x => x.get('kunci'));
  };
  const seal = async v => {
    const iv = crypto.getRandomValues(new Uint8Array(12)), bytes = v instanceof ArrayBuffer ? v : enc(JSON.stringify(v));
    return { iv, isi: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key || await my_key(), bytes) };
  };
  const unseal = async s => crypto.subtle.decrypt({ name: 'AES-GCM', iv: s.iv }, key || await my_key(), s.isi);
  const wipe = async () => {
    sheet = head = null;
    await tx((x, q) => { x.delete('#'); x.delete('lembar'); const r = q.count(); r.onsuccess = () => { if (!r.result) { x.delete('kunci'); key = null; } }; });
    await caches.delete('antar'); shelled = 0;
  };
  const load = async () => {
    key = await look(x => x.get('kunci'));
    head = await look(x => x.get('#'));
    if (head && Date.now() >= head.sampai) await wipe();
    const s = head && key && await look(x => x.get('lembar'));
    sheet = s ? dec(await unseal(s)) : null;
    queue = [];
    for (const r of key ? await look((x, q) => q.getAll()) : []) queue.push({ r, act: dec(await unseal(r.s)), no: r.t && dec(await unseal(r.t)) });
    queue.sort((a, b) => a.act.pukul - b.act.pukul);
  };
  // Not after another tab, luring.js or the sign-out took it away: an answer that was still under way brings nothing back.
  const keep_sheet = async first => {
    if (first) key = null;
    const s = await seal(sheet), h = head;
    await tx(x => {
      const r = x.get('#'), put = () => { x.put(h, '#'); x.put(s, 'lembar'); };
      if (!leaving) r.onsuccess = () => (r.result ? r.result.tanda === h.tanda : first) && put();
    });
  };
  const id_of = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16)))).replace(/=/g, '').replace(/\+/g, '-').replace(/\//g, '_');
  // Before the tick shows: written through to the disk. A second act for the same stop is refused by the store itself.
  const keep = async (act, photo) => {
    act = { id: id_of(), rute: sheet.rute, pukul: Date.now(), ...act, foto: !!photo };
    const r = { siapa: head.siapa, s: await seal(act) };
    if (photo) r.p = await seal(photo);
    await tx((x, q) => q.add(r, act.titik));
    queue.push({ r, act });
  };

  // ---- the line
  const ask = async (path, more) => {
    const c = new AbortController(), t = setTimeout(() => c.abort(), more ? 6 * SLOW : SLOW);  // A photo on a thin line takes its time.
    try { return await fetch(path, { credentials: 'same-origin', redirect: 'manual', cache: 'no-store', signal: c.signal, ...more }); } finally { clearTimeout(t); }
  };
  const json_of = async r => {
    if (r.type === 'opaqueredirect') { out = 1; me = null; await wipe(); throw 0; }
    if (!r.ok) throw 0;
    out = 0;
    return r.json();
  };
  // The page itself and what it is drawn with, so that it opens without a line.
  const keep_shell = async () => {
    if (shelled) return;
    const r = await ask('/antar/jalan');
    if (!r.ok || leaving) return;
    const c = await caches.open('antar'), text = await r.clone().text();
    for (const m of text.matchAll(/(?:href|src)="(\/aset\/[^"]+)"/g)) if (!await c.match(m[1])) await c.add(m[1]);
    await c.put('/antar/jalan', r);
    shelled = 1;
    if (!await look(x => x.get('#'))) await wipe();
  };
  const refresh = async () => {
    const have = sheet && head, j = await json_of(await ask('/antar/lembar' + (have ? '?punya=' + encodeURIComponent(sheet.versi) : '')));
    me = j;
    if (have && head.tanda !== j.tanda) { await wipe(); return refresh(); }
    if (!j.rute) return sheet || head ? wipe() : 0;
    head = { tanda: j.tanda, sampai: j.sampai, siapa: j.siapa };
    const before = j.titik && sheet && sheet.rute === j.rute ? sheet : {};
    if (j.titik) sheet = { rute: j.rute, versi: j.versi, ambil: !!j.ambil, putaran: j.putaran, titik: j.titik, salah: before.salah || {}, dulu: before.dulu, rehat: j.rehat };
    await keep_sheet(!have);
    // Asked again after it was written: whoever signed out meanwhile is heard now, or finds it to take away.
    if (!have) return refresh();
    await keep_shell();
  };
  const waiting = () => queue.filter(q => !q.no);
  const send = async () => {
    for (;;) {
      const mine = waiting().filter(q => q.r.siapa === me.siapa), some = [];
      for (const q of mine) {
        if (q.act.rute !== mine[0].act.rute || some.length >= MOST) break;
        some.push(q);
        if (q.r.p) break;  // One photo at a time.
      }
      if (!some.length) return;
      const f = new FormData();
      f.append('bukti', me.bukti);
      f.append('isi', JSON.stringify({ rute: some[0].act.rute, jam: Date.now(), catatan: some.map(q => q.act) }));
      for (const q of some) if (q.r.p) f.append('foto-' + q.act.id, new Blob([await unseal(q.r.p)], { type: 'image/jpeg' }), 'pintu.jpg');
      const j = await json_of(await ask('/antar/sinkron', { method: 'POST', body: f }));
      clock = j.jam || '';
      let later = j.jawaban.length < some.length;
      for (const a of j.jawaban) {
        const q = some.find(q => q.act.id === a.id);
        if (!q || a.hasil === 'nanti') { later = 1; continue; }
        if (a.hasil === 'tidak') {
          q.no = a.kata;
          const r = q.r = { siapa: q.r.siapa, s: q.r.s, t: await seal(a.kata) };
          await tx((x, s) => s.put(r, q.act.titik));
          continue;
        }
        const t = sheet && sheet.titik.find(t => t.id === q.act.titik), i = sheet && sheet.titik.indexOf(t);
        if (t) sheet.titik[i] = { id: t.id, selesai: q.act.jenis, pukul: q.act.pukul };
        const r = sheet && sheet.rehat, when = { rehat: 'mulai', usai: 'usai' }[q.act.jenis];
        if (r && when) r[when] = q.act.pukul;
        const s = (t || r && when) && await seal(sheet);
        await tx((x, store) => { if (s) x.put(s, 'lembar'); store.delete(q.act.titik); });
        queue = queue.filter(o => o !== q);
      }
      if (later) throw 0;
    }
  };
  const sync = async () => {
    if (running) { asked = 1; return; }
    running = 1;
    try {
      await refresh();
      if (waiting().length) { await send(); await refresh(); }
      down = false;
    } catch (e) { down = !out; }
    running = 0;
    if (asked) { asked = 0; return sync(); }
    app && draw();
  };

  // ---- proofs: what was typed or scanned against what the sheet has of it
  const plain = s => { s = s.toUpperCase(); return s.slice(s.lastIndexOf(':') + 1).replace(/[^A-Z]/g, ''); };
  const b64 = b => btoa(String.fromCharCode(...new Uint8Array(b))), same = (a, b) => a.replace(/=/g, '') === b.replace(/=/g, '');
  const fast = async (t, s, right) => same(b64(await crypto.subtle.digest('SHA-256', enc(t.garam + s))), right);
  const slow = async (t, s) => same(b64(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: enc(t.garam), iterations: sheet.putaran },
    await crypto.subtle.importKey('raw', enc(s), 'PBKDF2', false, ['deriveBits']), 256)), t.huruf);

  // ---- what is seen
  const part = id => one('#' + id).content.cloneNode(true), show = (e, is) => { if (e) e.hidden = !is; };
  const say = (k, w) => one('[data-k=' + k + ']', one('#kata').content).textContent.replace(/\{(\w+)\}/g, (m, n) => w && n in w ? w[n] : m);
  const state_of = t => { const q = queue.find(q => q.act.titik === t.id); return t.selesai ? { is: t.selesai, at: t.pukul } : q && !q.no ? { is: q.act.jenis, at: q.act.pukul, waits: 1 } : null; };
  const oclock = ms => { const t = new Date(ms); return ('0' + t.getHours()).slice(-2) + '.' + ('0' + t.getMinutes()).slice(-2); };
  const strip = () => {
    const n = waiting().length, e = one('#garis');
    e.textContent = [out ? say('keluar') : down ? say('putus', { n }) : n ? say('menunggu', { n }) : '', clock].filter(Boolean).join(' ');
    show(e, e.textContent);
    const all = sheet ? sheet.titik : [];
    one('#maju').textContent = all.length ? say('maju', { selesai: all.filter(state_of).length, semua: all.length }) : '';
  };
  const put = node => { d.body.classList.remove('merah'); main.replaceChildren(node); scrollTo(0, 0); };
  // As planned, except what the courier puts first: who rides knows the road of the hour.
  const in_order = () => {
    const first = sheet && sheet.dulu || [], at = t => (first.indexOf(t.id) + 1 || first.length + 1);
    return sheet ? sheet.titik.slice().sort((a, b) => at(a) - at(b)) : [];
  };
  const put_first = async t => { sheet.dulu = [t.id].concat((sheet.dulu || []).filter(id => id !== t.id)); await keep_sheet(); draw(); one('#kini').scrollIntoView(); one('#ke-serah').focus(); };
  // The break: as planned, begun, or over. Its act stands under a name of its own for each run.
  const tap = async kind => { try { await keep({ jenis: kind, titik: kind + '-' + sheet.rute }); } catch (e) { await load(); } draw(); sync(); };
  const break_row = () => {
    const r = sheet.rehat, at = kind => (queue.find(q => q.act.titik === kind + '-' + sheet.rute && !q.no) || { act: {} }).act.pukul, waits = at('rehat') || at('usai');
    const from = r.mulai || at('rehat'), to = r.usai || at('usai'), li = part('t-rehat').firstChild, span = one('span', li), b = one('button', li);
    span.textContent = !from ? say('rehat', r) : to ? say('rehat-sudah', { dari: oclock(from), sampai: oclock(to) }) : say('rehat-sejak', { dari: oclock(from) });
    if (waits) span.appendChild(d.createElement('small')).textContent = say('tunda');
    if (to) { li.className += ' done'; b.remove(); return li; }
    b.textContent = say(from ? 'rehat-selesai' : 'rehat-mulai');
    b.id = 'rehat';
    b.onclick = () => { b.disabled = 1; tap(from ? 'usai' : 'rehat'); };
    return li;
  };
  const list = () => {
    form = 0;
    const p = part('t-daftar'), all = in_order(), next = all.find(t => !state_of(t) && !t.pergi) || all.find(t => !state_of(t)), ol = one('ol', p), card = one('#kini', p);
    for (const q of queue.filter(q => q.no)) {
      const b = part('t-bentrok'), t = all.find(t => t.id === q.act.titik), [title, words] = b.querySelectorAll('p');
      title.firstChild.textContent = say('tolak') + (t && t.nomor ? ': ' + t.nomor : '') + ' (' + oclock(q.act.pukul) + ')';
      words.textContent = q.no;
      one('button', b).onclick = async () => { await tx((x, s) => s.delete(q.act.titik)); queue = queue.filter(o => o !== q); draw(); sync(); };
      one('#bentrok', p).append(b);
    }
    all.forEach((t, i) => {
      if (sheet.rehat && t.id === sheet.rehat.sebelum) ol.append(break_row());
      const li = d.createElement('li'), is = state_of(t), row = li.appendChild(d.createElement(is ? 'span' : 'a'));
      row.innerHTML = t.baris || '';  // Drawn and escaped by the server.
      if (!t.baris) row.textContent = say('titik', { n: i + 1 });
      const small = one('small', row) || row.appendChild(d.createElement('small')), add = s => { small.append((small.textContent ? ' \u00b7 ' : '') + s); };
      if (is) { li.className = 'done'; row.className = 'grow'; add(say(is.is) + (is.at ? ' ' + oclock(is.at) : '')); if (is.waits) add(say('tunda')); }
      else { row.href = '#serah/' + t.id; if (t === next) add(say('kini')); else if (t.km) add(t.km); }
      if (!is && t !== next) {
        const b = li.appendChild(part('t-dulu').firstChild);
        b.setAttribute('aria-label', b.textContent + ': ' + say('titik', { n: i + 1 }));
        b.onclick = () => put_first(t);
      }
      ol.append(li);
    });
    if (sheet && sheet.rehat && !all.some(t => t.id === sheet.rehat.sebelum)) ol.append(break_row());
    show(ol.previousElementSibling, all.length);
    show(card, next);
    if (next) {
      one('.step', card).textContent = say('titik', { n: all.indexOf(next) + 1 }) + (next.km ? ' \u00b7 ' + next.km : '');
      one('.kartu', card).innerHTML = next.kartu;
      one('#ke-serah', p).href = '#serah/' + next.id;
      one('#ke-gagal', p).href = '#gagal/' + next.id;
    }
    show(one('#ambil', p), sheet && sheet.ambil);
    const end = one('#semua', p);
    show(end, !next);
    one('p', end).textContent = all.length ? say('semua', { n: all.filter(t => (state_of(t) || {}).is !== 'serah').length }) : out ? say('keluar') : down ? say('tiada') : say('kosong');
    one('#kirim', p).onclick = () => out ? location.assign('/masuk?ke=%2Fantar%2Fjalan') : sync();
    show(one('#kirim', p), out || down || waiting().length);
    put(p);
  };
  const wrong = (id, words) => { const e = one('#' + id + '-e'); e.textContent = words || ''; show(e, words); const i = one('#' + id); if (i) i.toggleAttribute('aria-invalid', !!words); if (words) (i || e).focus(); return words; };
  const red = again => { put(part('t-merah')); d.body.classList.add('merah'); const b = one('.stopsign button'); b.onclick = again; b.focus(); };
  const scan = async input => {
    const p = part('t-kamera'), box = p.firstChild, video = one('video', p);
    let stream, on = 1;
    const stop = () => { on = 0; stream && stream.getTracks().forEach(t => t.stop()); box.remove(); };
    one('button', p).onclick = stop;
    d.body.append(p);
    try {
      const eye = new BarcodeDetector({ formats: ['qr_code'] });
      stream = await nav.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      video.srcObject = stream;
      await video.play();
      while (on) {
        const seen = (await eye.detect(video)).find(c => c.rawValue.startsWith('OPAK:'));
        if (seen) { input.value = seen.rawValue; stop(); input.dispatchEvent(new Event('change')); } else await new Promise(ok => setTimeout(ok, 200));
      }
    } catch (e) { stop(); }
  };
  // Where the courier stands, for finding the door the next time: only if the phone knows it well, and nobody waits for it.
  let here = 0, eye_on_way;
  const look_where = () => {
    if (eye_on_way || !nav.geolocation) return;
    here = 0;
    eye_on_way = nav.geolocation.watchPosition(p => { if (p.coords.accuracy <= 50) here = p.coords.latitude.toFixed(5) + ',' + p.coords.longitude.toFixed(5); }, () => {}, { enableHighAccuracy: true, maximumAge: 10000 });
  };
  const look_no_more = () => { if (eye_on_way) nav.geolocation.clearWatch(eye_on_way); eye_on_way = here = 0; };
  // A press that is still being carried out is not a second one.
  const on_submit = (f, work) => f.onsubmit = async e => {
    e.preventDefault();
    if (f.dataset.jalan) return;
    f.dataset.jalan = 1;
    try { await work(); } finally { delete f.dataset.jalan; }
  };
  // Perhaps another tab has noted this stop; then it stands there as done.
  const elsewhere = t => load().then(() => !queue.some(q => q.act.titik === t.id), () => 1);
  const done = () => { location.hash = ''; draw(); sync(); };
  const hand_over = t => {
    const p = part('t-serah'), f = one('form', p), val = n => plain(one('#' + n).value), tick = n => one('#' + n).checked;
    one('.step', p).textContent = t.nomor;
    one('.kartu', p).innerHTML = t.kartu;
    const name = one('h2', p);
    one('h1', p).textContent = name.textContent;
    name.remove();
    f.querySelectorAll('[name=penerima]').forEach(i => t.penerima.includes(i.value) || i.parentNode.remove());
    if (!t.lama) { one('#lama', p).parentNode.remove(); one('#bingkai-foto-lama', p).remove(); }
    let without;  // Asked for once: a broken camera keeps nobody's card back.
    f.querySelectorAll('.pindai').forEach(b => { show(b, self.BarcodeDetector && nav.mediaDevices); b.onclick = () => scan(one('#' + b.dataset.ke)); });
    const typed = () => ['amplop', 'kode'].map(n => one('#' + n).value);
    const right_envelope = async () => {
      if (await fast(t, val('amplop'), t.amplop)) return true;
      const [, code] = typed();
      red(() => { hand_over(t); one('#kode').value = code; one('#amplop').focus(); });
    };
    one('#amplop', p).onchange = async () => { wrong('amplop'); if (val('amplop').length > 5) await right_envelope(); };
    on_submit(f, async () => {
      ['amplop', 'kode', 'serah'].forEach(n => wrong(n));
      if (!val('amplop')) return wrong('amplop', say('amplop'));
      if (!await right_envelope()) return;
      const code = val('kode'), qr = code.length > 6, tried = sheet.salah[t.id] || 0;
      if (!code) return wrong('kode', say('kode'));
      if (!qr && tried >= TRIES) return wrong('kode', say('habis'));
      if (!(qr ? await fast(t, code, t.rahasia) : await slow(t, code))) {
        if (qr) return wrong('kode', say('salah', { sisa: TRIES - tried }));
        sheet.salah[t.id] = tried + 1;
        await keep_sheet();
        return wrong('kode', tried + 1 < TRIES ? say('salah', { sisa: TRIES - tried - 1 }) : say('habis'));
      }
      if (!tick('wajah')) return wrong('serah', say('wajah'));
      if (t.lama && !tick('lama')) return wrong('serah', say('lama'));
      const file = t.lama && one('#foto-lama').files[0];
      let photo;
      if (t.lama) wrong('foto-lama');
      try { photo = file && await shrunk(file); } catch (e) { one('#foto-lama').value = ''; return wrong('foto-lama', say('foto')); }
      if (t.lama && !photo && !without) { without = 1; return wrong('foto-lama', say('foto-lama')); }
      const [amplop, kode] = typed();
      try {
        await keep({ jenis: 'serah', titik: t.id, amplop: amplop.trim(), kode: kode.trim(), cara: qr ? 'qr' : 'huruf', penerima: one('[name=penerima]:checked').value, lama: t.lama, wajah: true, tempat: here || undefined }, photo);
      } catch (e) { if (await elsewhere(t)) return wrong('serah', say('simpan')); }
      done();
    });
    put(p);
  };
  // A photo of some megabytes becomes a hundred kilobytes or two.
  const shrunk = async file => {
    const b = await createImageBitmap(file, { imageOrientation: 'from-image' }), k = Math.min(1, 1280 / Math.max(b.width, b.height)), c = d.createElement('canvas');
    c.width = b.width * k; c.height = b.height * k; c.getContext('2d').drawImage(b, 0, 0, c.width, c.height);
    return (await new Promise(ok => c.toBlob(ok, 'image/jpeg', .7))).arrayBuffer();
  };
  const failed = t => {
    const p = part('t-gagal'), f = one('form', p);
    one('.kartu', p).innerHTML = t.kartu;
    on_submit(f, async () => {
      wrong('gagal');
      const why = one('[name=alasan]:checked'), file = one('#foto').files[0];
      if (!why) return wrong('gagal', say('alasan'));
      let photo;
      try { photo = file && await shrunk(file); } catch (e) { one('#foto').value = ''; return wrong('gagal', say('foto')); }
      try { await keep({ jenis: 'gagal', titik: t.id, alasan: why.value }, photo); } catch (e) { if (await elsewhere(t)) return wrong('gagal', say('simpan')); }
      done();
    });
    put(p);
  };
  const draw = () => {
    const [what, id] = location.hash.slice(1).split('/'), t = id && sheet && sheet.titik.find(t => t.id === id);
    strip();
    if (t && !state_of(t) && t.kartu) {
      if (form === location.hash) return;  // Somebody is typing there.
      form = location.hash;
      if (what !== 'gagal') look_where();
      return what === 'gagal' ? failed(t) : hand_over(t);
    }
    look_no_more();
    list();
  };

  // ---- the beginning
  if (!main || !self.crypto || !crypto.subtle || !self.indexedDB || !nav.serviceWorker) return;
  const begin = async () => {
    await load();
    if (app) draw();
    nav.serviceWorker.register('/luring.js').catch(() => {});
    if (nav.storage && nav.storage.persist) nav.storage.persist().catch(() => {});
    const waited = waiting().length;
    await sync();
    if (app) return;
    if (waited > waiting().length) return location.reload();  // What this page shows was of before.
    if (sheet && shelled) { await nav.serviceWorker.ready; show(one('#jalan'), 1); }
  };
  begin().catch(e => console.error(e));
  d.addEventListener('submit', e => { if (e.target.getAttribute('action') === '/keluar') leaving = 1; });
  if (!app) return;
  const look_again = () => load().then(() => { if (!d.hidden) draw(); return sync(); }).catch(() => {});
  addEventListener('hashchange', draw);
  addEventListener('online', sync);
  addEventListener('offline', () => { down = true; draw(); });
  addEventListener('pageshow', e => e.persisted && look_again());
  d.addEventListener('visibilitychange', () => d.hidden || look_again());
  setInterval(() => { if (head && Date.now() >= head.sampai) wipe().then(draw); else if (!out && (down || waiting().length)) sync(); }, 15000);
})(document);
