// The same journey as a conversation: on the pretend phone, from "ktp saya hilang" to the receipt.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_house } from './harness.mjs';
import { answered, follow, officer, phone_of, press, ridwan, siti, status_words } from './walk.mjs';

let house;
before(async () => { house = await open_house(); });
after(async () => { await house?.close(); });

test('a lost card is reported in a conversation that moves by itself', { timeout: 60_000 }, async () => {
  await talk(await phone_of(house, await house.phone(), '+6281200009001'), siti);
});

test('the same where no script runs', { timeout: 60_000 }, async () => {
  const phone = await phone_of(house, await house.noscript(), '+6281200009002');
  phone.is_live = false;
  await talk(phone, ridwan);
});

// Whoever talks with a person already sends the letter there: the officer sees it, and one key makes it a paper of the form.
test('a photo sent to an officer becomes a paper, and a talk that is none leaves the list', { timeout: 90_000 }, async () => {
  const phone = await phone_of(house, await house.phone(), '+6281200009003');
  await phone.say('petugas', /petugas/i);
  await press(phone.page, 'Foto surat kehilangan');
  const rina = await officer(house, 'Rina');
  await rina.goto(house.base + '/petugas/percakapan');
  await follow(rina, /Buka percakapan/);
  const picture = rina.locator('.chat img');
  for (let tries = 0; tries < 30 && !(await picture.count()); ++tries) await rina.waitForTimeout(300).then(() => rina.reload());
  await picture.scrollIntoViewIfNeeded();
  await rina.waitForFunction(() => document.querySelector('.chat img')?.naturalWidth > 100);
  await snap(rina, 'talk_with_photo');

  const talk_at = rina.url();
  await press(rina, /hilang/i);
  const draft = new URL(rina.url()).searchParams.get('isian');
  await rina.goto(`${house.base}/petugas/daftar/hilang/${draft}`);
  await snap(rina, 'photo_slots');
  await answered(rina, () => rina.keyboard.press('1'));
  assert.match(await rina.locator('main').innerText(), /✓ Surat kehilangan/);
  await snap(rina, 'photo_in_its_slot');

  await rina.goto(talk_at);
  await rina.locator('summary', { hasText: 'Bukan permohonan' }).click();
  await rina.getByText('Iklan atau pesan iseng').click();
  const told = (await phone.messages()).length;
  await press(rina, 'Tandai bukan permohonan');
  await snap(rina, 'no_request');
  assert.equal((await phone.open().then(() => phone.messages())).length, told, 'the resident is told nothing');
  await press(rina, 'Urungkan, ini permohonan');
  assert.equal(await rina.getByRole('button', { name: 'Urungkan' }).count(), 0);
  await rina.context().close();
});

// A picture of each step for whoever wants to see it: OPAK_PICTURES=folder.
async function snap(page, name) {
  if (process.env.OPAK_PICTURES) await page.screenshot({ path: `${process.env.OPAK_PICTURES}/${name}.png`, fullPage: true });
}

async function talk(phone, person) {
  await phone.say('ktp saya hilang', /gratis, 3 hari kerja/);
  await phone.press('Saya sendiri', /Tulis data pemilik kartu/);
  await phone.say(`${person.name}\n${person.nik}\n${person.kk}`, /Foto Surat kehilangan/);
  await phone.photo('Foto yang buram', /buram|kabur/i);
  await phone.press('Foto lagi', /foto/i);
  await phone.photo('Foto surat kehilangan', /Berikutnya: foto Kartu Keluarga/i);
  await phone.photo('Foto kartu keluarga', /Ke mana kartu diantar/);
  await phone.say(person.kelurahan.toLowerCase(), /alamat lengkap/);
  await phone.say(`${person.street} RT ${person.rt} RW ${person.rw}, dekat musala`, /Siapa yang menerima/);
  const summary = await phone.press('Saya sendiri', /Periksa sebelum dikirim/);
  assert.ok(!summary.includes(person.nik), 'no whole NIK in a message');
  const receipt = await phone.press('Kirim', /diterima. Nomor: OM-/);
  const number = /OM-\d{4}-\d{5}-[A-Z]/.exec(receipt)[0];
  await phone.page.goto(phone.house.base + (await phone.link()));
  assert.match(await status_words(phone.page), /sudah diterima/);
  assert.ok((await phone.page.locator('main').innerText()).includes(number));
  await phone.open();
  await phone.say('status', new RegExp(`${number}: diterima`));
}
