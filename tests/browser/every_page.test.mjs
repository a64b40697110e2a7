// Every page, for everybody: whoever cannot see, cannot hold a mouse, has a narrow phone. Residents' pages in Indonesian and
// English, a status page of every stage, each role's desks, the demo, and the pages that say no.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect_accessible } from './axe.mjs';
import { open_house } from './harness.mjs';
import { expect_no_sideways_scroll, expect_nothing_cut_off } from './noscroll.mjs';
import {
  answered, begin_lost_card, expect_heading, fill, links_by_stage, officer, path_of, phone_of, photo_of_letter, press, send_application, send_photo, siti,
} from './walk.mjs';

let house, complaints;
before(async () => { house = await open_house(); });
after(async () => { await house?.close(); });

// A page whose troubles are written down: what it logged, what it could not fetch.
async function watched(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.troubles = [];
  page.on('console', (message) => { if (message.type() === 'error' && !/the server responded with a status of 4\d\d/.test(message.text())) page.troubles.push(message.text()); });
  page.on('pageerror', (error) => page.troubles.push(String(error)));
  return page;
}

const key_left = /\b(w|o|service|glossary|notice|refusal|demo|paper|law|access|channel|promise|application|delivery|blangko)\.[a-z_]+\b/;

async function look_at(page, lang) {
  const where = `${path_of(page)} (${lang})`;
  const fault = async (check) => { try { await check(); } catch (problem) { complaints.push(`${where}: ${problem.message}`); } };
  await fault(async () => assert.equal(await page.locator('h1').count(), 1, 'one h1'));
  await fault(async () => assert.equal(await page.locator('html').getAttribute('lang'), lang, 'lang'));
  await fault(async () => assert.ok((await page.title()).length > 3, 'a title'));
  await fault(async () => assert.equal(key_left.exec(await page.locator('body').innerText())?.[0], undefined, 'a sentence, not its key'));
  await fault(() => expect_accessible(page));
  await fault(() => expect_no_sideways_scroll(page));
  await fault(() => expect_nothing_cut_off(page));
  await fault(async () => assert.deepEqual(page.troubles.splice(0), [], 'no errors in the console'));
}

async function look_at_all(page, paths, lang = 'id') {
  complaints = [];
  for (const path of paths) {
    await page.goto(house.base + path);
    await look_at(page, lang);
  }
  told();
}

function told() {
  assert.deepEqual(house.foreign_requests, []);
  assert.equal(complaints.length, 0, `${complaints.length} complaints:\n${complaints.join('\n')}`);
}

const open_pages = [
  '/', '/bantuan', '/data-pribadi', '/pengaduan', '/transparansi', '/urus/ktp', '/urus/ktp/hilang', '/urus/ktp/rusak', '/urus/ktp/ubah-data', '/urus/ktp/baru-17',
  '/urus/ktp/pindah', '/urus/ktp/tidak-tahu', '/nomor', '/lacak', '/log-publik', '/masuk', '/demo', '/demo/hp', '/tidak-ada',
];

for (const lang of ['id', 'en'])
  test(`pages open to everybody, ${lang}`, { timeout: 120_000 }, async () => {
    const page = await watched(await house.desktop());
    await page.goto(`${house.base}/?b=${lang}`);
    await look_at_all(page, open_pages, lang);
  });

test('large letters fit as well', { timeout: 60_000 }, async () => {
  const page = await watched(await house.desktop());
  await page.goto(house.base + '/?teks=besar');
  await look_at_all(page, ['/', '/urus/ktp/hilang', '/lacak', '/transparansi']);
});

// Few sentences are there yet: the page is Indonesian, and each of them stands in it whole and marked.
test('in Sundanese and Javanese, the sentences that are there are marked', { timeout: 60_000 }, async () => {
  const page = await watched(await house.desktop());
  for (const lang of ['su', 'jv']) {
    await page.goto(`${house.base}/?b=${lang}`);
    await look_at_all(page, ['/urus/ktp', '/lacak', '/bantuan', '/'], 'id');
    assert.equal(await page.locator('nav [aria-current]').getAttribute('lang'), lang, 'the language that was chosen');
    assert.ok(await page.locator(`main [lang=${lang}]`).count() > 0, `something in ${lang}`);
  }
});

test('the form, page by page, empty and with errors, to what is sent', { timeout: 120_000 }, async () => {
  complaints = [];
  const page = await watched(await house.desktop());
  const phone = await phone_of(house, await house.phone(), '+6281200009001');
  const look = () => look_at(page, 'id');
  await begin_lost_card(page, house.base);
  await press(page, 'Kirim kode');
  await look();
  await fill(page, { phone: phone.number });
  await press(page, 'Kirim kode');
  await expect_heading(page, 'Tulis kode');
  await look();
  await fill(page, { kode: '1' });
  await press(page, 'Lanjut');
  await look();
  await fill(page, { kode: /\d{6}/.exec(await (await phone.open()).hear(/\b\d{6}\b/))[0] });
  await press(page, 'Lanjut');
  await look();
  await press(page, 'Simpan dan lanjut');
  await look();
  await fill(page, { for_whom: 'self' });
  await press(page, 'Simpan dan lanjut');
  await look();
  await press(page, 'Simpan dan lanjut');
  await look();
  await fill(page, { name: siti.name, nik: siti.nik, kk: siti.kk });
  await press(page, 'Simpan dan lanjut');
  await look();
  await press(page, 'Simpan dan lanjut');
  await look();
  const paper = path_of(page);
  await send_photo(page, await photo_of_letter(house));
  const next = path_of(page);
  await page.goto(house.base + paper);
  await look();
  await page.goto(house.base + next);
  await send_photo(page, await photo_of_letter(house));
  await look();
  await fill(page, { delivery: 'home' });
  await press(page, 'Simpan dan lanjut');
  await look();
  await press(page, 'Simpan dan lanjut');
  await look();
  await answer_where_again(page);
  await look();
  await press(page, 'Kirim permohonan');
  await look();
  const check = path_of(page);
  await page.goto(house.base + '/lanjut');
  await look();
  await page.goto(house.base + check);
  const { link } = await send_application(page);
  await look();
  for (const more of ['', '/tanda-terima', '/alamat', '/batal', '/ambil']) {
    await page.goto(house.base + link + more);
    await look();
  }
  told();
});

async function answer_where_again(page) {
  await fill(page, { kelurahan: siti.kelurahan, street: siti.street, rt: siti.rt, rw: siti.rw, receiver: siti.receiver });
  await press(page, 'Simpan dan lanjut');
}

test('a status page of every stage, in two languages', { timeout: 120_000 }, async () => {
  const links = await links_by_stage(house);
  for (const stage of ['diterima, berkas diperiksa', 'perlu diperbaiki', 'berkas lengkap', 'perlu datang untuk perekaman', 'menunggu giliran cetak', 'sedang dicetak',
    'sudah dicetak, siap diantar', 'sedang diantar', 'bisa diambil di kantor', 'kartu sudah diterima', 'tidak dapat dilanjutkan', 'dibatalkan'])
    assert.ok(links.has(stage), `nobody is at "${stage}": ${[...links.keys()].join(', ')}`);
  const page = await watched(await house.desktop());
  await page.goto(house.base + '/?b=id');
  await look_at_all(page, [...links.values()]);
  await look_at_all(page, [`${links.get('perlu diperbaiki')}/perbaiki`, `${links.get('sudah dicetak, siap diantar')}/jadwal`, `${links.get('kartu sudah diterima')}/bukan-saya`,
    `${links.get('kartu sudah diterima')}/nilai`, `${links.get('kartu sudah diterima')}/alamat`]);
  await page.goto(house.base + '/?b=en');
  await look_at_all(page, [links.get('sedang diantar'), links.get('perlu diperbaiki'), links.get('tidak dapat dilanjutkan')], 'en');
});

// Addresses that differ only in whose case it is are one page.
const kind_of = (path) => {
  const url = new URL(path, house.base);
  const query = [...url.searchParams].map(([name, value]) => (['t', 'mau'].includes(name) ? `${name}=${value}` : name)).filter((part) => !/^(beres|nomor)/.test(part));
  return url.pathname.replace(/OM-\d{4}-\d{5}-[A-Z]|\b[0-9A-HJKMNP-TV-Z]{26}\b/g, '*').replace(/(\/berkas\/\*)\/.*/, '$1') + '?' + query.sort().join('&');
};
const leads_out = /^\/(demo|log\/|aset|petugas\/berkas)|[?&](b|teks)=/;

// Follows every link of one person's pages, one of each kind. What an earlier person looked at already is left out.
const looked_at = new Set(open_pages.map((path) => path + '?'));
async function walk_all(page) {
  const seen = new Set(), waiting = [page.url()];
  while (waiting.length > 0) {
    await page.goto(new URL(waiting.shift(), house.base).href);
    seen.add(kind_of(page.url()));
    const open = page.locator('form[action="/petugas/buka"] button').first();
    if (/\/periksa\//.test(page.url()) && await open.count()) {
      await look_at(page, 'id');
      await answered(page, () => open.click());
      seen.add(kind_of(page.url()));
    }
    await look_at(page, 'id');
    const found = await page.locator('a[href^="/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href').split('#')[0]));
    for (const path of found) {
      if (leads_out.test(path) || looked_at.has(kind_of(path))) continue;
      looked_at.add(kind_of(path));
      waiting.push(path);
    }
  }
  return [...seen];
}

const desks = {
  Rina: ['/petugas', '/petugas/percakapan', '/petugas/periksa/*'],
  Budi: ['/petugas/verifikasi', '/petugas/verifikasi/*'],
  Joko: ['/cetak', '/blangko', '/cetak/*'],
  Agus: ['/antar'],
  Ratna: ['/antaran/rencana', '/pimpinan', '/pimpinan/sengketa/*'],
  Hasan: ['/atur/pengguna', '/atur/hapus-data'],
};

for (const [name, expected] of Object.entries(desks))
  test(`every page that ${name} can reach`, { timeout: 180_000 }, async () => {
    complaints = [];
    const first = await officer(house, name);
    const page = await watched(first.context());
    await page.goto(first.url());
    const seen = await walk_all(page);
    const refused = name === 'Rina' ? '/cetak' : '/petugas/daftar/hilang';
    await page.goto(house.base + refused);
    await expect_heading(page, /./);
    await look_at(page, 'id');
    for (const path of expected) assert.ok(seen.some((kind) => kind.split('?')[0] === path), `${path} was not reached: ${seen.join(' ')}`);
    told();
  });
