// Somebody writes script, markup and letters that turn text around into every field there is: in the form, in the talk, in the words of
// an officer. Whoever looks at it later sees the words; no dialog opens, no element is born of them, the policy had nothing to stop.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_house } from './harness.mjs';
import { answer_where, answered, begin_lost_card, confirm_number, fill, officer, open_file, phone_of, photo_of_letter, press, send_application, send_photo, siti } from './walk.mjs';

let house, troubles;
before(async () => { house = await open_house(); });
after(async () => { await house?.close(); });

const mark = 'kenari7';
const thief = {
  ...siti,
  name: `Siti"><img src=x class=${mark} onerror=alert(1)>`,
  street: `Jl. <script class=${mark}>alert(2)</script> No. 12`,
  landmark: `'"--></style></textarea><svg class=${mark} onload=alert(3)>\u202Egnirts`,
  receiver: `<a class=${mark} href="javascript:alert(4)">Siti</a>&lt;b&gt;{{7*7}}\${7*7}`,
};
const talk = [`<script class=${mark}>alert(5)</script>`, `"><iframe class=${mark} srcdoc="<script>alert(6)</script>">`, `</textarea><math class=${mark}><mi//xlink:href="data:x,<script>alert(7)</script>">`];

function watch(page) {
  page.on('dialog', async (dialog) => { troubles.push(`${page.url()}: a dialog: ${dialog.message()}`); await dialog.dismiss(); });
  page.on('console', (message) => { if (/Content Security Policy|Refused to/.test(message.text())) troubles.push(`${page.url()}: ${message.text()}`); });
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error}`));
  return page;
}

let looked_at = 0;
// What the words would have become, had a page believed them. Gives whether the words themselves stand there.
async function look_at(page) {
  ++looked_at;
  const born = await page.evaluate((name) => [...document.querySelectorAll(`.${name}, iframe, [onerror], [onload], a[href^="javascript:"], script:not([src])`)].map((element) => element.outerHTML.slice(0, 120)), mark);
  if (born.length > 0) troubles.push(`${page.url()}: ${born.join(' | ')}`);
  return (await page.locator('body').innerText()).includes(mark) || (await page.locator('input, textarea').evaluateAll((fields, name) => fields.some((field) => field.value.includes(name)), mark));
}

test('script in every field of the form and of the talk stays words for everyone who looks', { timeout: 240_000 }, async () => {
  troubles = [];
  const context = await house.desktop();
  const page = watch(await context.newPage());
  const phone = await phone_of(house, await house.phone(), '+6281200009077');
  watch(phone.page);
  await begin_lost_card(page, house.base);
  await confirm_number(page, phone);
  await fill(page, { for_whom: 'self' });
  await press(page, 'Simpan dan lanjut');
  await fill(page, { name: thief.name, nik: thief.nik, kk: thief.kk });
  await press(page, 'Simpan dan lanjut');
  assert.ok(await look_at(page) || !/data-diri/.test(page.url()), 'the name is shown again as it was typed');
  if (await page.getByRole('button', { name: 'Sudah benar, lanjutkan' }).count()) await press(page, 'Sudah benar, lanjutkan');
  const photo = await photo_of_letter(house);
  await send_photo(page, photo);
  await send_photo(page, photo);
  await fill(page, { delivery: 'home' });
  await press(page, 'Simpan dan lanjut');
  await fill(page, { kelurahan: thief.kelurahan, street: thief.street, rt: thief.rt, rw: thief.rw, landmark: thief.landmark, receiver: thief.receiver });
  await press(page, 'Simpan dan lanjut');
  if (await page.getByRole('button', { name: 'Sudah benar, lanjutkan' }).count()) await press(page, 'Sudah benar, lanjutkan');
  assert.ok(await look_at(page), `the answers are shown before they are sent, at ${page.url()}`);
  const { link, number } = await send_application(page);
  for (const more of ['', '/terkirim', '/tanda-terima', '/alamat', '/batal', '/perbaiki']) {
    await page.goto(house.base + link + more);
    await look_at(page);
  }
  for (const words of [...talk, 'saya mau bicara dengan petugas', ...talk]) {  // With a person waited for, nobody answers at once.
    await phone.page.getByLabel('Tulis pesan').fill(words);
    await press(phone.page, 'Kirim pesan');
  }
  await phone.open();
  assert.ok(await look_at(phone.page), 'the telephone shows what was written');
  for (const path of ['/lacak', '/masuk?ke=' + encodeURIComponent(`/"><script class=${mark}>`), `/tidak-ada/"><img class=${mark}>`, `/petugas/cari?kata=<svg class=${mark}>`, `/?b=<script class=${mark}>`]) {
    await page.goto(house.base + path);
    await look_at(page);
  }

  const rina = watch(await officer(house, 'Rina'));
  await open_file(rina, house.base, number);
  assert.ok(await look_at(rina), 'the officer reads the name as it was typed');
  for (const path of ['/petugas', '/petugas/percakapan', `/petugas/periksa/${number}?mau=perbaikan`, `/petugas/periksa/${number}?mau=tolak`, `/petugas/tanda-terima/${number}`]) {
    await rina.goto(house.base + path);
    await look_at(rina);
  }
  await rina.goto(house.base + '/petugas/percakapan');
  const talks = await rina.locator('a[href^="/petugas/percakapan/"]').evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute('href')))]);
  let read_in_a_talk = false;
  for (const path of talks.slice(0, 10)) {
    await rina.goto(house.base + path);
    read_in_a_talk = (await look_at(rina)) || read_in_a_talk;
  }
  assert.ok(read_in_a_talk, `the talk is there to be read: ${talks}`);
  await rina.goto(house.base + '/petugas/cari');
  await rina.fill('#cari', thief.name);
  await answered(rina, () => rina.keyboard.press('Enter'));
  await look_at(rina);
  for (const name of ['Budi', 'Joko', 'Agus', 'Ratna', 'Hasan']) {
    const other = watch(await officer(house, name));
    const paths = await other.locator('a[href^="/"]').evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute('href').split('#')[0]))]);
    for (const path of paths.filter((one) => /^\/(petugas|cetak|blangko|antar|antaran|loket|pimpinan|atur)/.test(one)).slice(0, 8)) {
      await other.goto(house.base + path);
      await look_at(other);
    }
  }
  assert.deepEqual(house.foreign_requests, []);
  assert.deepEqual(troubles, []);
  assert.ok(looked_at > 35, `${looked_at} pages`);
});
