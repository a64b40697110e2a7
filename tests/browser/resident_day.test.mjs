// A resident's day: a lost card reported from the sofa, with and without script, with mistakes and second thoughts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_house } from './harness.mjs';
import {
  accept_papers, address_of, answer_where, answer_who, apply_until_check, as_file, begin_lost_card, confirm_number, entol, expect_heading, fill,
  follow, last_four, officer, path_of, phone_of, photo_of_letter, press, ridwan, send_application, send_photo, siti, status_words,
} from './walk.mjs';

let house;
before(async () => { house = await open_house(); });
after(async () => { await house?.close(); });

const patience = { timeout: 60_000 };
const errors_of = (page) => page.locator('.errors li').allInnerTexts();
const field_error = (page, name) => page.locator(`#${name}-e`).innerText();

test('a lost card: from the first page to a status that moves while it is looked at', patience, async () => {
  const pocket = await house.phone();
  const page = await pocket.newPage();
  const phone = await phone_of(house, await house.phone(), '+6281200009001');
  await apply_until_check(house, page, phone, siti);
  const check = await page.locator('main').innerText();
  assert.ok(check.includes('3673********01') && !check.includes(siti.nik), 'the check page shows the NIK masked');
  assert.ok(check.includes('Panancangan') && check.includes('Sudah tersimpan'));
  const { link, number } = await send_application(page);
  assert.match(number, /^OM-\d{4}-\d{5}-[A-Z]$/);
  assert.match(await phone.hear(/diterima\. Nomor/), new RegExp(number));

  // The link in the message leads to the same page, without any code.
  const elsewhere = await (await house.phone()).newPage();
  await elsewhere.goto(house.base + (await phone.link()));
  assert.equal(path_of(elsewhere), link);
  assert.match(await status_words(elsewhere), /sudah diterima/);
  await elsewhere.evaluate(() => { window.never_reloaded = true; });

  const rina = await officer(house, 'Rina');
  await accept_papers(rina, house.base, number);
  await elsewhere.locator('#status .now h2', { hasText: 'sudah lengkap' }).waitFor({ timeout: 5000 });
  assert.ok(await elsewhere.evaluate(() => window.never_reloaded), 'it came by the stream');
  await elsewhere.locator('#perjalanan .here', { hasText: 'Berkas lengkap' }).waitFor();
  assert.equal(await elsewhere.locator('#kabar').innerText() !== '', true, 'and was told to a screen reader');
  assert.deepEqual(house.foreign_requests, []);
});

test('the same without script', patience, async () => {
  const page = await (await house.noscript()).newPage();
  const phone = await phone_of(house, await house.noscript(), '+6281200009002');
  phone.is_live = false;
  await apply_until_check(house, page, phone, ridwan);
  const { link, number } = await send_application(page);
  await page.goto(house.base + link);
  assert.match(await status_words(page), /sudah diterima/);
  const rina = await officer(house, 'Rina');
  await accept_papers(rina, house.base, number);
  await follow(page, 'Perbarui halaman');
  assert.match(await status_words(page), /sudah lengkap/);
});

test('wrong answers come back all at once, with what was typed, and the way to each field', patience, async () => {
  const page = await (await house.phone()).newPage();
  const phone = await phone_of(house, await house.phone(), '+6281200009003');
  await begin_lost_card(page, house.base);
  await fill(page, { phone: '12345' });
  await press(page, 'Kirim kode');
  assert.match(await page.title(), /^Salah: /);
  assert.equal(await page.locator('[name=phone]').inputValue(), '12345');
  await confirm_number(page, phone);

  await press(page, 'Simpan dan lanjut');
  assert.equal((await errors_of(page)).length, 1, 'for whom must be said');
  await fill(page, { for_whom: 'self' });
  await press(page, 'Simpan dan lanjut');
  await fill(page, { name: 'Entol Suhaemi', nik: '360401111279990', kk: 'abc' });
  await press(page, 'Simpan dan lanjut');
  assert.match(await page.title(), /^Salah: /);
  assert.equal(await page.locator('.errors h2').innerText(), 'Ada 2 isian yang perlu diperbaiki');
  assert.match(await field_error(page, 'nik'), /16 angka/);
  assert.deepEqual(await page.locator('input:not([type=hidden])').evaluateAll((all) => all.map((field) => field.value)),
    ['Entol Suhaemi', '360401111279990', 'abc']);
  assert.ok(await page.locator('.errors').evaluate((box) => box === document.activeElement), 'the summary is read first');
  await page.locator('.errors a').first().click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'nik');
  await fill(page, { nik: entol.nik, kk: entol.kk });
  await press(page, 'Simpan dan lanjut');

  await expect_heading(page, 'Foto');
  await press(page, 'Simpan dan lanjut');
  assert.match(await field_error(page, 'foto'), /Pilih foto/);
  await page.locator('input[type=file]').setInputFiles(as_file(Buffer.from('bukan gambar'), 'surat.jpg'));
  await press(page, 'Simpan dan lanjut');
  assert.ok((await field_error(page, 'foto')).length > 10);
  await send_photo(page, await photo_of_letter(house));
  await follow(page, 'Belum punya, kirim nanti');
  await fill(page, { delivery: 'home' });
  await press(page, 'Simpan dan lanjut');
  await fill(page, { street: entol.street, rt: 'x' });
  await press(page, 'Simpan dan lanjut');
  assert.ok((await errors_of(page)).length >= 3);
  assert.equal(await page.locator('[name=street]').inputValue(), entol.street);

  // The point of the house: the phone says it only where it was pressed for, and its owner lets it.
  const here = page.getByRole('button', { name: /Saya sedang di rumah/ }), lost = page.getByText('HP ini tidak menemukan tempatnya');
  assert.equal(await lost.isVisible(), false);
  await page.context().grantPermissions([]);
  await here.click();
  await lost.waitFor();
  await page.context().grantPermissions(['geolocation']);
  await page.context().setGeolocation({ latitude: -6.1462, longitude: 106.1776, accuracy: 10 });
  await here.click();
  await lost.waitFor({ state: 'hidden' });
  assert.equal(await page.locator('[name=pin]').inputValue(), '-6.14620, 106.17760');
  assert.equal(await here.evaluate((button) => { button.hidden = true; return getComputedStyle(button).display; }), 'none', 'without a script it is not there');
  await fill(page, { pin: 'dekat warung' });
  await fill(page, address_of(entol));
  await press(page, 'Simpan dan lanjut');
  assert.match(await field_error(page, 'pin'), /belum bisa kami baca/);
  await fill(page, { pin: 'https://www.google.com/maps?q=-6.1462,106.1776' });
  await press(page, 'Simpan dan lanjut');
  await expect_heading(page, 'Periksa');
  await press(page, 'Kirim permohonan');
  assert.match(await page.title(), /^Salah: /, 'nothing is sent that was not called true');
  const { link } = await send_application(page);

  // The paper that was to come later is asked for on the status page, and nowhere else.
  await page.goto(house.base + link);
  await follow(page, 'Kirim berkas');
  await send_photo(page, await photo_of_letter(house));
  assert.equal(path_of(page), link);
  assert.equal(await page.getByRole('link', { name: 'Kirim berkas' }).count(), 0);
});

test('saved for later, a draft is found again with the number alone', patience, async () => {
  const phone = await phone_of(house, await house.phone(), '+6281200009004');
  const page = await (await house.phone()).newPage();
  await begin_lost_card(page, house.base);
  await confirm_number(page, phone);
  await fill(page, { for_whom: 'self' });
  await press(page, 'Simpan dan lanjut');
  await fill(page, { name: 'Entol' });
  await press(page, 'Simpan, lanjutkan nanti');
  await expect_heading(page, 'Lanjut');
  await follow(page, 'Lanjutkan');
  assert.equal(await page.locator('[name=name]').inputValue(), 'Entol');
});

test('pressed twice, and once more after the back button, it is sent once', patience, async () => {
  const page = await (await house.noscript()).newPage();  // Script would hold back the second press; the server must.
  const phone = await phone_of(house, await house.phone(), '+6281200009005');
  await begin_lost_card(page, house.base);
  await confirm_number(page, phone);
  const maesaroh = { ...siti, name: 'MAESAROH', nik: '3604216506509903', kk: '3673021801099903', kelurahan: 'Sawah Luhur', street: 'Kp. Kebon Sawo', rt: '007', rw: '002' };
  await answer_who(page, maesaroh);
  await send_photo(page, await photo_of_letter(house));
  await send_photo(page, await photo_of_letter(house));
  await answer_where(page, maesaroh);
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const form = new URLSearchParams(await page.locator('form').last().evaluate((element) =>
    [...element.querySelectorAll('input[type=hidden]')].map((field) => [field.name, field.value])));
  form.set('truth', 'ya');
  form.set('whatsapp_news', 'ya');
  const send = () => fetch(page.url(), { method: 'POST', redirect: 'manual', body: form, headers: { cookie: cookies, origin: house.base } });
  const answers = await Promise.all([send(), send()]);
  assert.deepEqual(answers.map(({ status }) => status), [303, 303]);
  assert.equal(answers[0].headers.get('location'), answers[1].headers.get('location'));
  // The page with the form still stands in the browser, as after the back button.
  await fill(page, { truth: true });
  await press(page, 'Kirim permohonan');
  const there = answers[0].headers.get('location').replace(/\/terkirim$/, '');
  assert.ok(path_of(page).startsWith(there), page.url());
  await page.goto(house.base + '/lanjut');
  assert.equal(await page.locator('.links a[href^="/s/"]').count(), 1, 'one application, not two');
  assert.equal((await phone.messages()).filter((text) => /diterima\. Nomor/.test(text)).length, 1, 'and one message');
});

test('a double click in a browser with script sends once', patience, async () => {
  const page = await (await house.phone()).newPage();
  const phone = await phone_of(house, await house.phone(), '+6281200009006');
  const sends = [];
  page.on('request', (request) => { if (request.method() === 'POST' && request.url().endsWith('/nomor')) sends.push(request.url()); });
  await page.goto(house.base + '/nomor');
  await fill(page, { phone: phone.number });
  await page.getByRole('button', { name: 'Kirim kode' }).dblclick();
  await expect_heading(page, 'Tulis kode 6 angka');
  assert.equal(sends.length, 1);
});

test('tracked by number and four digits, and by nothing less', patience, async () => {
  const phone = await phone_of(house, await house.phone(), '+6281200009007');
  const mine = await (await house.phone()).newPage();
  const badru = { ...siti, name: 'BADRU FATHONI', nik: '3673012309889902', kk: '3673010507129902', kelurahan: 'Cipare', street: 'Jl. Flamboyan No. 7', rt: '001', rw: '009' };
  await apply_until_check(house, mine, phone, badru);
  const { number } = await send_application(mine);

  const page = await (await house.phone()).newPage();
  await page.goto(house.base + '/');
  await page.getByRole('searchbox').fill(number.toLowerCase());
  await press(page, 'Lacak');
  await expect_heading(page, 'Lacak permohonan');
  assert.equal((await page.locator('[name=nomor]').inputValue()).toUpperCase(), number);
  await fill(page, { akhir: '0000' });
  await press(page, 'Lihat status');
  assert.match((await errors_of(page))[0], /tidak cocok/);
  await page.goto(`${house.base}/lacak/${number}`);
  assert.equal(path_of(page), '/lacak', 'the number alone opens nothing');
  await fill(page, { nomor: number, akhir: last_four(phone.number) });
  await press(page, 'Lihat status');
  assert.match(await status_words(page), /sudah diterima/);
  const shown = await page.locator('main').innerText();
  assert.ok(!shown.includes('BADRU') && !shown.includes(badru.street), 'and shows no name and no street');
  assert.equal(await page.getByRole('link', { name: 'Batalkan permohonan' }).count(), 0, 'and lets nobody change anything');

  await mine.goto(house.base + (await phone.link()));
  await follow(mine, 'Batalkan permohonan');
  await press(mine, /batalkan/i);
  assert.match(await status_words(mine), /dibatalkan/);
  await page.reload();
  assert.match(await status_words(page), /dibatalkan/);
});
