// The steps that residents and officers take, told once for all tests: one function a step, named after what the person does.
//
// Everything is pressed and typed as a person would: a page is left only by its own links and buttons, and words are looked
// for by what a screen reader hears. The only shortcut is the demo's own "Masuk sebagai ...".
import assert from 'node:assert/strict';
import { desktop_size } from './harness.mjs';

export const siti = {
  name: 'SITI AMINAH KOMALASARI', nik: '3673055404919901', kk: '3673051203159901',
  kelurahan: 'Panancangan', street: 'Jl. Kenanga No. 12', rt: '003', rw: '005', receiver: 'Siti Aminah',
};
export const ridwan = {
  name: 'Moh. Ridwan Suhaimi', nik: '3673050303859907', kk: '3673050303109907',
  kelurahan: 'Banjarsari', street: 'Link. Kaloran Dua No. 21', rt: '001', rw: '006', receiver: 'Ridwan',
};
export const entol = {
  name: 'ENTOL SUHAEMI', nik: '3604011112799908', kk: '3673011708149908',
  kelurahan: 'Sukawana', street: 'Gg. Delima No. 4', rt: '006', rw: '004', receiver: 'Entol',
};

// Presses or follows, and waits for the page that answers: at the same address there may be another one.
export const answered = (page, act) => Promise.all([page.waitForNavigation(), act()]);
export const press = (page, name) => answered(page, () => page.getByRole('button', { name }).first().click());
export const follow = (page, name) => answered(page, () => page.getByRole('link', { name }).first().click());

// Until what is asked of the page is so, whatever page comes meanwhile; waitForFunction takes the promise of an asynchronous function for a yes.
export async function until(page, asked, given) {
  for (const end = Date.now() + 20_000; !(await page.evaluate(asked, given).catch(() => page.waitForLoadState())); await new Promise((ok) => setTimeout(ok, 100)))
    assert.ok(Date.now() < end, `not within 20 seconds: ${asked}`);
}
export const path_of = (page) => new URL(page.url()).pathname;

export async function expect_heading(page, words) {
  await page.locator('h1', { hasText: words }).first().waitFor({ timeout: 10_000 }).catch(async () => {
    assert.fail(`expected "${words}" at ${page.url()}, but it says: ${(await page.locator('main').innerText()).slice(0, 800)}`);
  });
}

// ---- Photos

const photos = new WeakMap();  // By house: drawing one takes a moment.

// A letter on a desk, sharp and bright: what a careful person's camera makes of it.
export async function photo_of_letter(house) {
  if (!photos.has(house)) photos.set(house, draw_letter(house));
  return photos.get(house);
}

async function draw_letter(house) {
  const context = await house.desktop();
  const page = await context.newPage();
  const base64 = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 1600 });
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#b9a88a';
    pen.fillRect(0, 0, 1200, 1600);
    pen.fillStyle = '#fdfdf8';
    pen.fillRect(80, 80, 1040, 1440);
    pen.fillStyle = '#161616';
    pen.font = 'bold 40px sans-serif';
    pen.fillText('SURAT TANDA PENERIMAAN LAPORAN KEHILANGAN', 110, 180, 980);
    pen.font = '30px sans-serif';
    for (let line = 0; line < 24; ++line) pen.fillText(`${line + 1}. Barang hilang: satu kartu, nomor contoh ${line * 7919}`, 130, 260 + line * 50, 940);
    return canvas.toDataURL('image/jpeg', 0.85).split(',')[1];
  });
  await context.close();
  return Buffer.from(base64, 'base64');
}

export const as_file = (bytes, name = 'foto.jpg', mimeType = 'image/jpeg') => ({ name, mimeType, buffer: bytes });

// ---- The pretend phone

export class Phone {
  constructor(house, page, number) {
    Object.assign(this, { house, page, number, is_live: true });
  }

  async open() {
    await this.page.goto(`${this.house.base}/demo/hp?nomor=${encodeURIComponent(this.number)}`);
    return this;
  }

  // What the city wrote, oldest first.
  messages() {
    return this.page.locator('#obrolan > li:not(.us) .words').allInnerTexts();
  }

  // The newest message of the city that matches, waited for; `after` messages of the city are passed over.
  async hear(words, { after = 0, patience_ms = 15_000 } = {}) {
    const until = Date.now() + patience_ms;
    for (;;) {
      const said = (await this.messages()).slice(after);
      const found = said.findLast((text) => words.test(text));
      if (found) return found;
      assert.ok(Date.now() < until, `${this.number} waited for ${words}; the last messages: ${said.slice(-4).join(' | ')}`);
      await this.page.waitForTimeout(150);
      if (!this.is_live) await this.open();
    }
  }

  // Says or presses something and waits for what the city answers to it.
  async tell(act, words) {
    const before = (await this.messages()).length;
    await act();
    return this.hear(words, { after: before });
  }
  say(text, words) {
    return this.tell(async () => {
      await this.page.getByLabel('Tulis pesan').fill(text);
      await press(this.page, 'Kirim pesan');
    }, words);
  }
  press(name, words) {
    return this.tell(() => answered(this.page, () => this.page.locator('#obrolan').getByRole('button', { name }).last().click()), words);
  }
  photo(button, words) {
    return this.tell(() => press(this.page, button), words);
  }

  // Follows the newest link of that kind in the messages.
  async link(kind = /\/s\//) {
    const links = await this.page.locator('#obrolan a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    const found = links.findLast((link) => kind.test(link));
    assert.ok(found, `no link like ${kind} on the phone: ${links}`);
    return found;
  }
}

export async function phone_of(house, context, number) {
  return new Phone(house, await context.newPage(), number).open();
}

export const last_four = (number) => number.slice(-4);

// ---- The resident on the web

// A choice is made on its label, which covers the whole box: that is where a thumb lands.
export async function choose(page, box, wanted = true) {
  if ((await box.isChecked()) !== wanted) await page.locator(`label[for="${await box.getAttribute('id')}"]`).click();
}

export async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[name="${name}"]`).first();
    const kind = await field.evaluate((element) => (element.tagName === 'INPUT' ? element.type : element.tagName));
    if (kind === 'radio') await choose(page, page.locator(`input[name="${name}"][value="${value}"]`));
    else if (kind === 'checkbox') await choose(page, field, value);
    else if (kind === 'SELECT') await field.selectOption({ label: value });
    else await field.fill(value);
  }
}

// From "tulis nomor" to the page behind it, with the code from the pretend phone.
export async function confirm_number(page, phone) {
  await expect_heading(page, 'Nomor HP');
  await fill(page, { phone: phone.number });
  await press(page, 'Kirim kode');
  await expect_heading(page, 'Tulis kode 6 angka');
  const code = /\b\d{6}\b/.exec(await (await phone.open()).hear(/\b\d{6}\b/))[0];
  await fill(page, { kode: code });
  await press(page, 'Lanjut');
}

export async function begin_lost_card(page, base) {
  await page.goto(base + '/');
  await follow(page, 'Urus KTP-el');
  await follow(page, 'KTP hilang');
  await follow(page, 'Mulai');
}

export async function answer_who(page, person) {
  await fill(page, { for_whom: 'self' });
  await press(page, 'Simpan dan lanjut');
  await fill(page, { name: person.name, nik: person.nik, kk: person.kk });
  await press(page, 'Simpan dan lanjut');
}

// A machine that is busy may say so: then a person sends the photo once more.
const ask_again = /terlalu lama dibuka|coba lagi sebentar/;
export async function send_photo(page, photo) {
  for (let tries_left = 2; ; --tries_left) {
    await page.locator('input[type=file]').setInputFiles(as_file(photo));
    await press(page, /Simpan dan lanjut|Ganti foto|Kirim perbaikan/);
    const errors = await page.locator('.errors li').allInnerTexts();
    if (errors.length === 0) return;
    assert.ok(tries_left > 0 && ask_again.test(errors[0]), `the photo is good, but: ${errors}`);
  }
}

export const address_of = (person) => ({
  kelurahan: person.kelurahan, street: person.street, rt: person.rt, rw: person.rw, landmark: 'pagar hijau', receiver: person.receiver,
});

export async function answer_where(page, person) {
  await fill(page, { delivery: 'home' });
  await press(page, 'Simpan dan lanjut');
  await fill(page, address_of(person));
  await press(page, 'Simpan dan lanjut');
}

// The whole form up to the page that asks to look once more.
export async function apply_until_check(house, page, phone, person) {
  await begin_lost_card(page, house.base);
  await confirm_number(page, phone);
  await answer_who(page, person);
  const photo = await photo_of_letter(house);
  await send_photo(page, photo);
  await send_photo(page, photo);
  await answer_where(page, person);
  await expect_heading(page, 'Periksa');
}

// { link: the secret status page, number } once it was sent.
export async function send_application(page) {
  await fill(page, { truth: true, whatsapp_news: true });
  await press(page, 'Kirim permohonan');
  await expect_heading(page, 'Permohonan terkirim');
  return { link: path_of(page).replace(/\/terkirim$/, ''), number: await page.locator('.big-number').innerText() };
}

export const status_words = (page) => page.locator('#status .now h2').innerText();

// The residents of the example city have numbers in a row. Each asks "status" on the phone; the answer carries the link.
// Stage in the dialogue's words -> somebody's secret link.
export async function links_by_stage({ base }) {
  const first = await fetch(`${base}/demo/hp?nomor=%2B6281200020001`);
  // Debian's Node gives all Set-Cookie lines as one.
  const lines = first.headers.getSetCookie?.() ?? first.headers.get('set-cookie').split(/, (?=[^;,=]+=)/);
  const cookie = lines.map((line) => line.split(';')[0]).join('; ');
  const bukti = /name="bukti" value="([^"]+)"/.exec(await first.text())[1];
  const numbers = Array.from({ length: 200 }, (_, n) => `+62812000${20_150 + n}`);
  const ask = (nomor) => fetch(base + '/demo/hp/tulis', {
    method: 'POST', redirect: 'manual', headers: { cookie, origin: base }, body: new URLSearchParams({ bukti, kunci: nomor, nomor, teks: 'status' }),
  });
  for (let n = 0; n < numbers.length; n += 10) await Promise.all(numbers.slice(n, n + 10).map(ask));
  const links = new Map();
  for (let round = 0; round < 10; ++round) {
    let silent = 0;
    for (const number of numbers) {
      const html = await (await fetch(`${base}/demo/hp?nomor=${encodeURIComponent(number)}`)).text();
      const found = /OM-[\w-]+: ([^.<]+)\. <a href="(\/s\/[^"]+)"/.exec(html);
      if (found) links.set(found[1], found[2]);
      else if (!/Belum ada permohonan/.test(html)) ++silent;
    }
    if (silent === 0) break;
    await new Promise((wake) => setTimeout(wake, 500));
  }
  return links;
}

// ---- Officers

export async function officer(house, name, more = {}) {
  const page = await (await house.desktop({ viewport: desktop_size, ...more })).newPage();
  await page.goto(house.base + '/demo');
  await page.getByRole('heading', { name: 'Petugas contoh' }).waitFor();
  await answered(page, () => page.getByRole('button', { name: new RegExp(`Masuk sebagai ${name}`) }).last().click());
  return page;
}

// Finds one file by its number and opens it, with its purpose if that is asked.
export async function open_file(page, base, number) {
  await page.goto(`${base}/petugas/periksa/${number}`);
  const open = page.getByRole('button', { name: /^Buka/ });
  if (await open.count()) await answered(page, () => open.first().click());
  await page.getByRole('heading', { name: 'Daftar periksa' }).waitFor();
}

// "It is really them": asked where the contact is new for this person.
export async function check_identity(page, how = 'video_call') {
  if (!(await page.locator('#identitas form').count())) return;
  await fill(page, { cara: how });
  await answered(page, () => page.locator('#identitas button').click());
  assert.equal(await page.locator('#identitas form').count(), 0, 'asked once');
}

export async function accept_papers(page, base, number) {
  await open_file(page, base, number);
  await check_identity(page);
  for (const box of await page.locator('input[id^=cek-]').all()) await choose(page, box);
  await press(page, /Berkas benar/);
  assert.equal(path_of(page), '/petugas');
}

export async function verify(page, base, number) {
  await page.goto(`${base}/petugas/verifikasi/${number}`);
  const open = page.getByRole('button', { name: /^Buka/ });
  if (await open.count()) {
    await fill(page, { tujuan: 'verify' });
    await answered(page, () => open.first().click());
  }
  for (const finding of await page.locator('input[name^=temuan-]').all()) await choose(page, finding);
  await press(page, /Setujui/);
  assert.equal(path_of(page), '/petugas/verifikasi');
}

// ---- The courier's bag

// A run that was planned for another day leaves only when that is meant.
export async function count_cards(page, name, value) {
  if (await page.locator('[name=tetap]').count()) await fill(page, { tetap: true });
  await fill(page, { [name]: value });
  await answered(page, () => page.locator('form', { has: page.locator(`[name=${name}]`) }).locator('button').click());
}

// The bag is counted by the courier, whose page is open, and by Ratna. How many old cards were taken nobody tells: who counted wrong counts again.
export async function close_run(house, page) {
  const left = await page.locator('.route li:not(.rehat)').evaluateAll((all) => all.filter((stop) => stop.querySelector('small')?.textContent.trim() !== 'diserahkan').length);
  for (let old_cards = 0; !page.url().includes('beres=run_counted'); ++old_cards) {
    assert.ok(old_cards < 40, 'the count is never right');
    await page.locator('details').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
    if (await page.locator('[name=lama]').count()) await fill(page, { lama: String(old_cards) });
    await count_cards(page, 'sisa', String(left));
  }
  const ratna = await officer(house, 'Ratna');
  await ratna.goto(house.base + '/antar/hitungan');
  await press(ratna, /Jumlahnya sama/);
  await ratna.context().close();
}
