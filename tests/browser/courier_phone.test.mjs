// K2 to K4 on a phone whose line is gone from loading to closing: acts are kept, survive the phone's death, are sent once, and what the
// phone knew is gone when the run is counted, at sign-out, and for the next person.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { expect_accessible } from './axe.mjs';
import { open_house, phone_size } from './harness.mjs';
import { expect_no_sideways_scroll } from './noscroll.mjs';
import { answered, as_file, choose, close_run, count_cards, fill, officer, phone_of, photo_of_letter, press, status_words, until } from './walk.mjs';

// ./test quick lives the road itself; how what is kept comes to its end at every turn is looked at in full, and by hand.
const in_full = { timeout: 60_000, skip: process.env.OPAK_TEST_DEPTH === 'quick' && 'only in full' };
let house, agus;
before(async () => {
  house = await open_house();
  agus = await officer(house, 'Agus', { viewport: phone_size, hasTouch: true, isMobile: true, deviceScaleFactor: 2, permissions: ['geolocation'], geolocation: { latitude: -6.1140, longitude: 106.1900, accuracy: 12 } });
}, { timeout: 180_000 });
after(async () => { await house?.close(); });

const picture = async (page, name) => { if (process.env.OPAK_PICTURES) await page.screenshot({ path: join(process.env.OPAK_PICTURES, `${name}.png`) }); };
// Some cards for Agus, whatever the example city left him with.
async function load_a_run() {
  for (let n = 0; n < 8; ++n) {
    await agus.goto(house.base + '/antar');
    if (await agus.locator('[name=dihitung]').count()) {
      await count_cards(agus, 'dihitung', /\d+/.exec(await agus.locator('.stop').innerText())[0]);
      if ((await agus.locator('.route li:not(.rehat)').count()) >= 4) return;
    }
    if (await agus.locator('[name=sisa]').count()) {
      await agus.goto(house.base + '/antar');
      await close_run(house, agus);
      continue;
    }
    const ratna = await officer(house, 'Ratna');
    await ratna.goto(house.base + '/antaran/rencana');
    for (const box of await ratna.locator('input[name^="k-"]').all()) await choose(ratna, box, (await ratna.locator(`label[for="${await box.getAttribute('id')}"]`).innerText()).includes('Agus'));
    await fill(ratna, { paling: '200' });
    await press(ratna, /Susun rute/);
    await press(ratna, /Tetapkan/);
    if (await ratna.locator('button[name=kapan]').count()) await press(ratna, /Berangkat sekarang/);
    await ratna.context().close();
  }
  assert.fail('no run of four stops for Agus');
}

// What lies in the browser for the road, as somebody finds it who opens its files: whether any of these words can be read there.
const readable = (page, words) => page.evaluate(async (sought) => {
  const db = await new Promise((ok) => { const r = indexedDB.open('antar'); r.onsuccess = () => ok(r.result); });
  let text = '', rows = 0;
  const look = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) text += new TextDecoder('latin1').decode(value);
    else if (value instanceof CryptoKey) text += value.extractable ? sought[0] : '';
    else if (value && typeof value === 'object') Object.entries(value).forEach(([name, one]) => { text += name; look(one); });
    else text += String(value);
  };
  for (const name of db.objectStoreNames) {
    const all = await new Promise((ok) => { const r = db.transaction(name).objectStore(name).getAll(); r.onsuccess = () => ok(r.result); });
    rows += all.length;
    look(all);
  }
  db.close();
  for (const name of await caches.keys()) for (const answer of await (await caches.open(name)).matchAll()) text += await answer.text();
  return { rows, found: sought.filter((word) => text.includes(word)) };
}, words);
const kept_rows = async (page) => (await readable(page, ['-'])).rows;

const queue_is = (page, n) => until(page, async (wanted) => {
  const db = await new Promise((ok) => { const r = indexedDB.open('antar'); r.onsuccess = () => ok(r.result); });
  const all = await new Promise((ok) => { const r = db.transaction('antri').objectStore('antri').count(); r.onsuccess = () => ok(r.result); });
  db.close();
  return all === wanted;
}, n);

// Both sets of letters of the stop that is open: the envelope's from its label, the resident's from their status page.
async function letters_of(page) {
  const number = (await page.locator('main .step').innerText()).trim(), phone = (await page.locator('main a[href^="tel:"]').getAttribute('href')).slice(4);
  const joko = await officer(house, 'Joko');
  await joko.goto(`${house.base}/cetak/${number}/label`);
  const envelope = (await joko.locator('.label .letters').innerText()).replace(/\s/g, '');
  await joko.context().close();
  const told = await phone_of(house, await house.phone(), phone);
  await told.say('status', new RegExp(number));
  const resident = told.page;
  await resident.goto(house.base + await told.link());
  return { number, envelope, secret: (await resident.locator('.letters .code').innerText()).replace(/\s/g, ''), resident };
}

test('a run is loaded, the line goes, one card is handed over, one is not, the phone dies, and the line comes back', { timeout: 170_000 }, async () => {
  const photo = await photo_of_letter(house);
  await load_a_run();
  await agus.locator('#jalan').waitFor();
  await picture(agus, 'antar-siap');
  await agus.getByRole('link', { name: 'Mulai jalan' }).click();
  await agus.locator('#kini').waitFor();
  const stops = await agus.locator('.route li:not(.rehat)').count();
  assert.ok(stops >= 3, `${stops} stops`);
  const name = await agus.locator('#kini h2').innerText(), street = (await agus.locator('#kini .kartu p').first().innerText()).split(',')[0];
  assert.match(name, /^\S+( \S\.)?$/, 'a first name and an initial');
  await expect_accessible(agus);
  await expect_no_sideways_scroll(agus);
  await picture(agus, 'antar-jalan');
  await agus.locator('#ke-serah').click();
  const first = await letters_of(agus);
  const before_words = await status_words(first.resident);

  const context = agus.context();
  // What the phone sends, as the page gives it to the browser: a body with a photo in it is not told to who only listens.
  await context.addInitScript(() => {
    const really = globalThis.fetch;
    globalThis.sent = [];
    globalThis.fetch = (to, more) => { if (String(to).endsWith('/antar/sinkron')) globalThis.sent.push(more.body.get('isi')); return really(to, more); };
  });
  await context.setOffline(true);
  await agus.reload();
  await agus.locator('#amplop').waitFor();
  await agus.getByText(/Tanpa sinyal\. 0 catatan/).waitFor();
  await expect_accessible(agus);
  await picture(agus, 'antar-serah');
  const press_done = () => agus.getByRole('button', { name: 'Selesai, diserahkan' }).click();
  await agus.fill('#amplop', 'BBBBBB');
  await agus.locator('#amplop').blur();
  await agus.getByText('Amplop ini bukan untuk alamat ini').waitFor();
  await expect_accessible(agus);
  await picture(agus, 'antar-merah');
  await agus.getByRole('button', { name: 'Pindai amplop lain' }).click();
  await agus.fill('#amplop', `opak:e:${first.envelope.toLowerCase()}`);
  await agus.fill('#kode', 'ZZZZZZ');
  await press_done();
  await agus.getByText(/Sisa percobaan: 2/).waitFor();
  await agus.reload();
  await agus.fill('#amplop', first.envelope);
  await agus.fill('#kode', 'ZZZZZZ');
  await press_done();
  await agus.getByText(/Sisa percobaan: 1/).waitFor();  // A reload gives no try back.
  await agus.fill('#kode', first.secret);
  await press_done();
  await agus.getByText(/Cocokkan wajah dulu/).waitFor();
  await choose(agus, agus.locator('#wajah'));
  const old_card = agus.locator('#lama');
  if (await old_card.count()) {
    await choose(agus, old_card);
    await agus.locator('#foto-lama').setInputFiles(as_file(photo));
  }
  await agus.locator('form button.big').evaluate((button) => { button.click(); button.click(); });  // A nervous thumb.
  await agus.getByText(/Tanpa sinyal\. 1 catatan/).waitFor();
  assert.equal(await agus.locator('.route li.done:not(.rehat)').count(), 1);

  // Who rides knows the road of the hour: another stop first, also after the phone was dead, and back again.
  const next = () => agus.locator('#kini h2').innerText();
  const next_is = (wanted) => until(agus, (name) => document.querySelector('#kini h2')?.innerText === name, wanted);
  const planned = await next(), other = agus.locator('.route li:not(.rehat)').last();
  const wanted = (await other.locator('a').innerText()).split('\n')[0];
  await other.getByRole('button', { name: 'Dulukan' }).click();
  await next_is(wanted);
  await agus.reload();
  await next_is(wanted);
  await expect_accessible(agus);
  await picture(agus, 'antar-dulukan');
  await agus.locator('.route li', { hasText: planned }).getByRole('button', { name: 'Dulukan' }).first().click();
  await next_is(planned);

  await agus.locator('#ke-gagal').click();
  await agus.getByLabel('Tidak di rumah').check();
  await agus.locator('#foto').setInputFiles(as_file(photo));
  await expect_accessible(agus);
  await picture(agus, 'antar-gagal');
  await agus.getByRole('button', { name: 'Catat' }).click();
  await agus.getByText(/Tanpa sinyal\. 2 catatan/).waitFor();

  // The phone dies, and is opened again at the address that the courier knows.
  await agus.close({ runBeforeUnload: false });
  agus = await context.newPage();
  await agus.goto(house.base + '/antar');
  await agus.getByText(/Tanpa sinyal\. 2 catatan/).waitFor();
  assert.equal(await agus.locator('.route li.done:not(.rehat)').count(), 2);
  await picture(agus, 'antar-terputus');
  const kept = await readable(agus, [name, street, first.envelope, first.secret, '"jenis"', '"garam"', 'JFIF', '-6.11400']);
  assert.ok(kept.rows >= 5, 'the sheet, its key, whose it is, two acts');
  assert.deepEqual(kept.found, [], 'none of it can be read');
  await first.resident.reload();
  assert.equal(await status_words(first.resident), before_words, 'the office knows nothing yet');

  await context.setOffline(false);
  await agus.evaluate(() => dispatchEvent(new Event('online')));
  await queue_is(agus, 0);
  await agus.locator('#garis').waitFor({ state: 'hidden' });
  // The place goes with the card that was handed over, and not with the door where nobody was.
  const sent = await agus.evaluate(() => globalThis.sent.at(-1));
  assert.equal(sent.split('-6.11400,106.19000').length - 1, 1, 'where the courier stood is told once');
  await first.resident.reload();
  assert.match(await status_words(first.resident), /sudah diterima/);
  await agus.reload();
  await agus.locator('.route li.done:not(.rehat)').nth(1).waitFor();
  assert.equal(await agus.locator('.route li:not(.rehat)').count(), stops);
  await picture(agus, 'antar-terkirim');
  assert.deepEqual(house.foreign_requests, []);
});

// On a second phone of the same courier, whose office is a pretended one from the line on: the day's hour decides whether a real sheet has a break, and
// the example city whether the next stop has an old card.
test('the break and the photo of an old card are kept without a line, sealed, and sent once', { timeout: 90_000 }, async () => {
  const photo = await photo_of_letter(house);
  const page = await officer(house, 'Agus', { viewport: phone_size, hasTouch: true, isMobile: true }), context = page.context();
  await context.addInitScript(() => {
    const really = globalThis.fetch;
    globalThis.sent = [];
    globalThis.fetch = async (to, more) => {
      if (String(to).includes('/antar/lembar')) {
        const sheet = await (await really('/antar/lembar', more)).json(), open = (sheet.titik ?? []).filter((stop) => stop.kartu);
        for (const stop of open) stop.lama = true;
        if (open.length) sheet.rehat = { sebelum: open[0].id, dari: '12.10', sampai: '12.40' };
        return new Response(JSON.stringify(sheet));
      }
      if (!String(to).endsWith('/antar/sinkron')) return really(to, more);
      if (!navigator.onLine) throw new TypeError('no line');
      const acts = JSON.parse(more.body.get('isi')).catatan;
      for (const act of acts) globalThis.sent.push({ ...act, bytes: more.body.get(`foto-${act.id}`)?.size ?? 0 });
      return new Response(JSON.stringify({ jawaban: acts.map((act) => ({ id: act.id, hasil: 'selesai' })) }));
    };
  });
  await page.goto(house.base + '/antar/jalan');
  const row = page.locator('.route li.rehat');
  await row.getByText('Istirahat 12.10–12.40').waitFor();
  const stops = await page.locator('.route li:not(.rehat)').count();
  await expect_accessible(page);
  await expect_no_sideways_scroll(page);
  await picture(page, 'antar-istirahat');
  await page.locator('#ke-serah').click();
  const told = await letters_of(page);
  await page.goto(house.base + '/antar/jalan');
  await page.locator('#ke-serah').waitFor();
  await context.setOffline(true);
  await page.locator('#rehat').evaluate((button) => { button.click(); button.click(); });
  await row.getByText(/Istirahat sejak \d\d\.\d\d/).waitFor();
  await page.getByText(/Tanpa sinyal\. 1 catatan/).waitFor();
  await page.reload();
  await row.getByText('menunggu dikirim').waitFor();  // Also after the phone was dead.
  await page.getByRole('button', { name: 'Selesai istirahat' }).click();
  await row.getByText(/Istirahat \d\d\.\d\d–\d\d\.\d\d selesai/).waitFor();
  assert.equal(await page.locator('#rehat').count(), 0, 'one break a day');

  await page.locator('#ke-serah').click();
  await page.fill('#amplop', told.envelope);
  await page.fill('#kode', told.secret);
  await choose(page, page.locator('#wajah'));
  await choose(page, page.locator('#lama'));
  const send = () => page.getByRole('button', { name: 'Selesai, diserahkan' }).click();
  await send();
  await page.getByText(/Foto KTP lama belum ada/).waitFor();
  await expect_accessible(page);
  await expect_no_sideways_scroll(page);
  await picture(page, 'antar-foto-lama');
  await page.locator('#foto-lama').setInputFiles(as_file(photo));
  await send();
  await page.getByText(/Tanpa sinyal\. 3 catatan/).waitFor();
  const kept = await readable(page, ['"jenis"', 'JFIF', told.envelope, told.secret]);
  assert.deepEqual(kept.found, [], 'none of it can be read');
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await queue_is(page, 0);
  const sent = await page.evaluate(() => globalThis.sent);
  assert.deepEqual(sent.map((act) => act.jenis), ['rehat', 'usai', 'serah'], 'in the order in which it was done, once');
  assert.ok(sent[0].pukul <= sent[1].pukul && sent[1].pukul <= sent[2].pukul);
  assert.ok(sent[2].foto && sent[2].bytes > 1000 && sent[2].bytes < 400_000, `the photo goes along, ${sent[2].bytes} bytes`);
  assert.equal(sent[0].bytes + sent[1].bytes, 0);
  assert.equal(await page.locator('.route li:not(.rehat)').count(), stops);
  await context.close();
});

// Headless Chromium has no engine that reads a QR, and no camera. What stands in for both here gives the texts this test holds before it; so
// this tries the buttons, the fields and the camera's end, and says nothing of reading a real picture.
test('scanning fills the field it was pressed for, from our own codes only, and lets the camera go', { timeout: 60_000 }, async () => {
  const page = await agus.context().newPage();
  await page.addInitScript(() => {
    globalThis.BarcodeDetector = class { async detect() { return (globalThis.held ?? []).map((rawValue) => ({ rawValue })); } };
    Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => {
      const canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
      setInterval(() => pen.fillRect(0, 0, 10, 10), 50);
      return globalThis.camera = canvas.captureStream();
    } } });
  });
  await page.goto(house.base + '/antar/jalan');
  await page.locator('#ke-serah').click();
  const scan = async (field, held) => {
    await page.locator(`.pindai[data-ke=${field}]`).click();
    await page.locator('video').waitFor();
    await page.evaluate((texts) => { globalThis.held = texts; }, held);
  };
  await scan('kode', ['https://contoh.example/bukan-kami']);
  await page.waitForTimeout(500);
  assert.equal(await page.locator('#kode').inputValue(), '', 'somebody else\'s code is passed over');
  await page.evaluate(() => { globalThis.held = ['https://contoh.example/bukan-kami', 'OPAK:R:BCDFGHBCDFGHBCDFGHBCDFGHBCDFGHB']; });
  await until(page, () => document.querySelector('#kode').value.startsWith('OPAK:R:'));
  assert.equal(await page.locator('#amplop').inputValue(), '');
  assert.equal(await page.locator('video').count(), 0);
  assert.equal(await page.evaluate(() => globalThis.camera.getTracks().every((track) => track.readyState === 'ended')), true, 'the camera is off');
  await scan('amplop', ['OPAK:E:BBBBBB']);
  await page.getByText('Amplop ini bukan untuk alamat ini').waitFor();
  await page.close();
});

test('what the office refuses is shown until it was read, and is merged with nothing', { timeout: 60_000 }, async () => {
  await agus.goto(house.base + '/antar/jalan');
  await agus.locator('#ke-gagal').click();
  const address = agus.url();
  await agus.context().setOffline(true);
  await agus.getByLabel('Alamat tidak ketemu').check();
  await agus.getByRole('button', { name: 'Catat' }).click();
  await agus.getByText(/Tanpa sinyal\. 1 catatan/).waitFor();
  // Meanwhile the same stop is noted by the ordinary page, on another phone of the same courier.
  const other = await officer(house, 'Agus', { viewport: phone_size });
  await other.goto(`${house.base}/antar/${address.split('/').pop()}/gagal`);
  await fill(other, { alasan: 'refused' });
  await answered(other, () => other.locator('main form button.big').click());
  await other.context().close();
  await agus.context().setOffline(false);
  await agus.evaluate(() => dispatchEvent(new Event('online')));
  await agus.getByText('Kantor tidak menerima catatan ini').waitFor();
  await picture(agus, 'antar-bentrok');
  // Nobody leaves without having read it.
  await agus.goto(house.base + '/antar');
  await answered(agus, () => agus.getByRole('button', { name: 'Keluar' }).click());
  await agus.getByText('Kantor tidak menerima catatan ini').waitFor();
  assert.equal(new URL(agus.url()).pathname, '/antar/jalan');
  await agus.getByRole('button', { name: 'Sudah saya baca' }).click();
  await queue_is(agus, 0);
  assert.equal(await agus.getByText('Kantor tidak menerima catatan ini').count(), 0);
});

async function sign_in(login) {
  await agus.goto(house.base + '/masuk');
  await agus.fill('#nama', login);
  await agus.fill('#sandi', 'opak-manis-contoh');
  await answered(agus, () => agus.getByRole('button', { name: 'Masuk' }).click());
}

test('a session that ends on the road takes the sheet and no act', in_full, async () => {
  const context = agus.context();
  await agus.goto(house.base + '/antar/jalan');
  await agus.locator('#ke-gagal').click();
  await context.setOffline(true);
  await agus.getByLabel('Banjir atau jalan putus').check();
  await agus.getByRole('button', { name: 'Catat' }).click();
  await agus.getByText(/Tanpa sinyal\. 1 catatan/).waitFor();
  await context.clearCookies({ name: 'sid' });
  await context.setOffline(false);
  await agus.evaluate(() => dispatchEvent(new Event('online')));
  await agus.getByText('Anda sudah keluar.').first().waitFor();
  assert.equal(await agus.locator('.route li:not(.rehat)').count(), 0, 'no address is shown any more');
  assert.equal(await kept_rows(agus), 2, 'the act and its key');
  await sign_in('rina');  // Somebody else's session sends nothing of it.
  await agus.goto(house.base + '/petugas');
  assert.equal(await kept_rows(agus), 2);
  await context.clearCookies({ name: 'sid' });
  await sign_in('agus');
  await agus.goto(house.base + '/antar');
  await queue_is(agus, 0);
});

test('sign-out takes everything, and the next person finds nothing', { timeout: 60_000 }, async () => {
  await agus.goto(house.base + '/antar');
  await agus.locator('#jalan').waitFor();
  assert.equal(await kept_rows(agus), 3, 'whose and until when, the key, the sheet');
  await answered(agus, () => agus.getByRole('button', { name: 'Keluar' }).click());
  await until(agus, async () => !(await caches.keys()).includes('antar'));
  assert.equal(await kept_rows(agus), 0);
  await agus.context().setOffline(true);
  assert.equal(await agus.goto(house.base + '/antar/jalan').catch(() => 'not reached'), 'not reached');
  await agus.context().setOffline(false);
});

// Holds back the answers to what another tab of the same phone asks, until they are let go.
async function held_back(page, pattern) {
  let let_go, asked;
  const open = new Promise((ok) => { let_go = ok; }), seen = new Promise((ok) => { asked = ok; });
  await page.route(pattern, async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 });
    asked();
    await open;
    await route.fulfill({ response: answer }).catch(() => {});
  });
  return { let_go, seen };
}

for (const [what, pattern] of [['sheet', '**/antar/lembar*'], ['page', '**/antar/jalan']])
  test(`an answer with the ${what} that was still under way at the sign-out brings nothing back`, in_full, async () => {
    await sign_in('agus');
    const slow = await agus.context().newPage(), held = await held_back(slow, pattern);
    await slow.goto(house.base + '/antar');
    await held.seen;
    await agus.goto(house.base + '/antar');
    await answered(agus, () => agus.getByRole('button', { name: 'Keluar' }).click());
    held.let_go();
    await slow.waitForTimeout(1000);
    assert.equal(await kept_rows(agus), 0);
    assert.equal(await agus.evaluate(async () => (await caches.keys()).includes('antar')), false);
    await slow.close();
  });

test('a run that was counted, another session, and a day that is over leave nothing', { timeout: 120_000 }, async () => {
  const context = agus.context();
  const take_along = async () => {
    await agus.goto(house.base + '/antar');
    await agus.locator('#jalan').waitFor();
    assert.ok(await kept_rows(agus) >= 3);
  };
  await sign_in('agus');
  await take_along();
  await agus.evaluate(async () => {
    const db = await new Promise((ok) => { const r = indexedDB.open('antar'); r.onsuccess = () => ok(r.result); });
    const all = db.transaction('x', 'readwrite').objectStore('x');
    const head = await new Promise((ok) => { const r = all.get('#'); r.onsuccess = () => ok(r.result); });
    await new Promise((ok) => { const r = all.put({ ...head, sampai: Date.now() - 1 }, '#'); r.onsuccess = ok; });
    db.close();
  });
  await context.setOffline(true);
  await agus.goto(house.base + '/antar/jalan').catch(() => {});
  await context.setOffline(false);
  await take_along();
  // The session is taken away without a word of leaving; somebody else signs in on the same phone.
  await context.clearCookies({ name: 'sid' });
  await sign_in('rina');
  await until(agus, async () => !(await caches.keys()).includes('antar'));
  assert.equal(await kept_rows(agus), 0);
  await context.clearCookies({ name: 'sid' });
  await sign_in('agus');
  await take_along();
  await agus.goto(house.base + '/antar');
  await close_run(house, agus);
  await agus.goto(house.base + '/antar');
  await until(agus, async () => !(await caches.keys()).includes('antar'));
  assert.equal(await kept_rows(agus), 0);
});
