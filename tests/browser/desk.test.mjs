// The pages of the operator's desk that stand behind a form, not behind a link: several files at once, a search, two papers side
// by side, a file laid aside. Wide and narrow, each as accessible as the rest, and reached with the keys that are promised.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expect_accessible } from './axe.mjs';
import { open_house } from './harness.mjs';
import { expect_no_sideways_scroll, expect_nothing_cut_off } from './noscroll.mjs';
import { answered, fill, officer } from './walk.mjs';

let house;
before(async () => { house = await open_house(); });
after(async () => { await house?.close(); });

async function look_at(page) {
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await expect_accessible(page);
    await expect_no_sideways_scroll(page);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect_nothing_cut_off(page);
}

const press = (page, name) => answered(page, () => page.getByRole('button', { name }).first().click());

test('several files are seen before they are written to, and each has its outcome', { timeout: 120_000 }, async () => {
  const page = await officer(house, 'Rina');
  await page.goto(house.base + '/petugas');
  for (let n = 0; n < 3; ++n) await page.locator('.ticked input').nth(n).check();
  await press(page, 'Kirim pesan yang sama');
  await look_at(page);
  await page.fill('#kata', 'Besok kantor tutup karena libur.');
  await press(page, 'Lihat dulu');
  assert.equal(await page.locator('.bubble').innerText(), 'Besok kantor tutup karena libur.');
  await look_at(page);
  await press(page, /^Kirim ke \d orang$/);
  assert.equal(await page.locator('.outcomes li').count(), 3);
  await look_at(page);
});

test('a search leaves no words in any address and says kindly that nothing was found', { timeout: 120_000 }, async () => {
  const page = await officer(house, 'Rina');
  await page.goto(house.base + '/petugas');
  const [, serial] = (await page.locator('.inbox').first().innerText()).match(/OM-\d{4}-(\d{5})-/);
  await page.keyboard.press('/');
  await page.keyboard.type('Tidak Ada Orangnya');
  await answered(page, () => page.keyboard.press('Enter'));
  assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, '/petugas/cari');
  await page.getByText('Belum ada permohonan yang cocok.').waitFor();
  await look_at(page);
  await page.fill('#cari', serial);
  await press(page, 'Cari');
  assert.ok(await page.locator('main .inbox a').count() >= 1, 'a number as it is said on the phone: only the serial');
  await look_at(page);
});

test('two papers lie side by side on a key, and a file is laid aside until a day', { timeout: 120_000 }, async () => {
  const page = await officer(house, 'Rina');
  await page.goto(house.base + '/petugas?t=baru');
  const files = await page.locator('.inbox a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  for (const file of files) {
    await page.goto(house.base + file);
    const open = page.locator('main form[action="/petugas/buka"] button');
    if (await open.count()) await answered(page, () => open.first().click());
    if (await page.locator('[data-key=d]').count() && await page.locator('[data-key=s]').count()) break;
  }
  await answered(page, () => page.keyboard.press('d'));
  assert.equal(await page.locator('.beside img').count(), 2);
  await look_at(page);
  await answered(page, () => page.keyboard.press('s'));
  await look_at(page);
  await fill(page, { sebab_tunda: 'waits_for_register' });
  await page.locator('#sampai').selectOption({ index: 2 });
  const number = /OM-\d{4}-\d{5}-[A-Z]/.exec(page.url())[0];
  await answered(page, () => page.locator('#tunda button').click());
  await page.getByText(`${number} ditunda.`).waitFor();
  await page.goto(house.base + '/petugas?t=tunda');
  assert.ok(await page.getByText(number).count() > 0);
  await look_at(page);
});
