// The same journey as a conversation: on the pretend phone, from "ktp saya hilang" to the receipt.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_house } from './harness.mjs';
import { phone_of, ridwan, siti, status_words } from './walk.mjs';

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
