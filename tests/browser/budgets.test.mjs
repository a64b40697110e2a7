// What a page costs on a slow line, first byte to first sight, as the browser counts it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_house } from './harness.mjs';
import { apply_until_check, phone_of, send_application, siti } from './walk.mjs';
import { expect_light } from './wire.mjs';

let house, phone_context, link, draft;
before(async () => {
  house = await open_house();
  phone_context = await house.phone();
  const page = await phone_context.newPage();
  await apply_until_check(house, page, await phone_of(house, await house.phone(), '+6281200009001'), siti);
  draft = new URL(page.url()).pathname;
});
after(async () => { await house?.close(); });

const rule = { first_flight_bytes: 8_000 };

test('the pages of the form stay under the limit that is never passed', { timeout: 60_000 }, async () => {
  for (const path of ['/nomor', '/urus/ktp/hilang/mulai', draft, ...['untuk-siapa', 'data-diri', 'berkas/loss_letter', 'antar'].map((page) => draft.replace('periksa', page)), '/lanjut'])
    await expect_light(phone_context, house.base + path);
});

test('the status page: 8 kB, 4 requests, 3 kB of script', { timeout: 60_000 }, async (t) => {
  const page = await phone_context.newPage();
  await page.goto(house.base + draft);
  ({ link } = await send_application(page));
  await page.close();
  const cost = await expect_light(phone_context, house.base + link, rule);
  t.diagnostic(`status page: ${cost.first_flight_bytes} bytes first flight (${cost.html_bytes} HTML, ${cost.css_bytes} CSS), ${cost.script_bytes} script, ${cost.requests} requests`);
  assert.equal(cost.font_bytes + cost.image_bytes, 0);
  for (const more of ['/terkirim', '/tanda-terima', '/alamat', '/batal']) await expect_light(phone_context, house.base + link + more);
});

test('every other page of a resident', { timeout: 60_000 }, async (t) => {
  const context = await house.phone();
  for (const path of ['/', '/urus/ktp', '/urus/ktp/hilang', '/lacak', '/bantuan', '/pengaduan', '/data-pribadi', '/transparansi', '/log-publik', '/tidak-ada', '/masuk']) {
    const cost = await expect_light(context, house.base + path);
    t.diagnostic(`${path}: ${cost.first_flight_bytes} bytes, ${cost.script_bytes} script, ${cost.requests} requests`);
  }
});
