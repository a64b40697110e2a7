// An operator's morning: thirty people wait for a person, and she answers them all without touching the mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_house } from './harness.mjs';
import { answered, officer, path_of, phone_of, press } from './walk.mjs';

const chats = (process.env.OPAK_TEST_DEPTH ?? 'quick') === 'quick' ? 12 : 30;
let house;
before(async () => { house = await open_house(); });
after(async () => { await house?.close(); });

const number_of = (n) => `+62812000${String(70_000 + n)}`;

async function all_ask_for_a_person() {
  const context = await house.noscript();
  for (let n = 0; n < chats; ++n) {
    const phone = await phone_of(house, context, number_of(n));
    await phone.page.getByLabel('Tulis pesan').fill(`petugas`);
    await press(phone.page, 'Kirim pesan');
    await phone.page.close();
  }
  await context.close();
}

// One key, and the page it leads to.
const key = (page, name) => answered(page, () => page.keyboard.press(name));

async function handle(page, n) {
  assert.match(path_of(page), /^\/petugas\/percakapan\/[^/]+$/, 'a talk is open');
  if (n % 10 === 3) {  // A ready reply: its words stand in the answer, filled in.
    await page.keyboard.press('/');
    await key(page, 'Enter');
    assert.match(await page.locator('#balasan').inputValue(), /Selamat datang/);
    await page.keyboard.press('r');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Selamat pagi, ada yang bisa saya bantu?');
    await key(page, 'Control+Enter');
  } else if (n % 10 === 5) {  // A note for colleagues, then the answer.
    await page.keyboard.press('n');
    await page.keyboard.type('Suaranya terputus-putus, lebih mudah ditelepon.');
    await key(page, 'Control+Enter');
    assert.match(await page.locator('.chat .memo').last().innerText(), /lebih mudah ditelepon/);
    await page.keyboard.press('r');
    await page.keyboard.type('Kami telepon pagi ini.');
    await key(page, 'Control+Enter');
  } else if (n % 10 === 7) {  // To a colleague.
    await page.keyboard.press('o');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Tolong dilanjutkan, saya sedang di loket.');
    await key(page, 'Control+Enter');
    assert.match(page.url(), /beres=talk_passed/);
    return;
  } else if (n % 10 === 9) {  // No request at all.
    await page.keyboard.press('x');
    await page.keyboard.press('Space');
    await key(page, 'Control+Enter');
    assert.equal(await page.getByRole('button', { name: /Urungkan/ }).count(), 1);
    return;
  } else {
    await page.keyboard.press('r');
    await page.keyboard.type(`Baik, saya periksa dulu. (${n})`);
    await key(page, 'Control+Enter');
  }
  assert.equal(await page.locator('.err').count(), 0);
  assert.match(await page.locator('.chat .us').last().innerText(), /periksa|bantu|telepon/);
}

test('thirty people who wait are answered with the keyboard alone', { timeout: 240_000 }, async () => {
  await all_ask_for_a_person();
  const rina = await officer(house, 'Rina');
  rina.mouse.click = () => assert.fail('the mouse was used');
  await rina.goto(house.base + '/petugas');
  await rina.keyboard.press('g');
  await key(rina, 't');
  const waiting = async () => Number(await rina.locator('.tabs .num').first().innerText());
  for (let tries = 0; tries < 40 && (await waiting()) < chats; ++tries) await rina.waitForTimeout(500).then(() => rina.reload());
  assert.ok((await waiting()) >= chats, 'all of them stand in the list');
  const there = await waiting();
  for (let n = 0; n < there; ++n) {
    await key(rina, 'Enter');
    await handle(rina, n);
  }
  await rina.keyboard.press('g');
  await key(rina, 't');
  assert.equal(await waiting(), 0);
  assert.match(await rina.locator('main').innerText(), /Tidak ada yang menunggu petugas/);
  await rina.context().close();
});

test('two officers in one talk see each other before both answer', { timeout: 90_000 }, async () => {
  const context = await house.noscript();
  const phone = await phone_of(house, context, '+6281200069001');
  await phone.page.getByLabel('Tulis pesan').fill('petugas');
  await press(phone.page, 'Kirim pesan');
  const [rina, dewi] = [await officer(house, 'Rina'), await officer(house, 'Dewi')];
  await rina.goto(house.base + '/petugas/percakapan');
  for (let tries = 0; tries < 40 && !(await rina.locator('a[data-key=Enter]').count()); ++tries) await rina.waitForTimeout(300).then(() => rina.reload());
  await key(rina, 'Enter');
  await dewi.goto(rina.url());
  assert.equal(await dewi.locator('#tanda').isVisible(), false);
  await rina.keyboard.press('r');
  await rina.keyboard.type('Selamat pagi');
  await dewi.locator('#tanda').waitFor({ state: 'visible', timeout: 20_000 });
  assert.match(await dewi.locator('#tanda').innerText(), /Rina.* sedang menulis balasan/);
  await key(rina, 'Control+Enter');
  await dewi.locator('#balasan').fill('Saya juga');
  await answered(dewi, () => dewi.keyboard.press('Control+Enter'));
  assert.match(await dewi.locator('main').innerText(), /sedang dijawab petugas lain/);
  assert.equal(await dewi.locator('#balasan').inputValue(), 'Saya juga', 'what she wrote is kept');
  await Promise.all([context.close(), rina.context().close(), dewi.context().close()]);
});
