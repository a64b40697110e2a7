// The officers' lists of the day, with the server gone: readable, dated, nothing to press; gone at sign-out and for the next person.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { expect_accessible } from './axe.mjs';
import { free_port, opak, open_house } from './harness.mjs';
import { expect_no_sideways_scroll } from './noscroll.mjs';
import { answered, until } from './walk.mjs';

let city, house;

// A program that is stopped and started again over the same data, at the same address.
class City {
  async open() {
    this.data = await mkdtemp(join(tmpdir(), 'opak-kept-'));
    this.port = await free_port();
    this.base = `http://127.0.0.1:${this.port}`;
    await this.start();
  }
  async start() {
    this.child = spawn(opak, ['demo', '--data', this.data, '--port', String(this.port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    process.once('exit', () => this.child.kill('SIGKILL'));
    await new Promise((ready, lost) => {
      this.child.stdout.on('data', (bytes) => String(bytes).includes('listens on') && ready());
      this.child.once('exit', () => lost(new Error('the program ended')));
    });
  }
  async stop() {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}

before(async () => {
  city = new City();
  await city.open();
  house = await open_house({ base: city.base });
}, { timeout: 180_000 });
after(async () => {
  await house?.close();
  await city?.stop();
  if (city) await rm(city.data, { recursive: true, force: true });
});

async function sign_in(page, login, keeps) {
  await page.goto(city.base + '/masuk');
  await page.fill('#nama', login);
  await page.fill('#sandi', 'opak-manis-contoh');
  if (keeps) await page.getByText('Simpan daftar hari ini di komputer ini').click();
  await answered(page, () => page.getByRole('button', { name: 'Masuk' }).click());
}

// Until the browser holds these pages, sealed: it can be counted, not read.
const holds = (page, path) => until(page, async (wanted) => {
  if (!(await indexedDB.databases()).some((one) => one.name === 'daftar')) return false;
  const db = await new Promise((ok) => { const r = indexedDB.open('daftar'); r.onsuccess = () => ok(r.result); });
  const all = await new Promise((ok) => { const r = db.transaction('hal').objectStore('hal').getAllKeys(); r.onsuccess = () => ok(r.result); });
  db.close();
  return wanted === null ? all.length === 0 : all.includes(wanted);
}, path);

const numbers = (page) => page.locator('.inbox a').evaluateAll((rows) => rows.map((row) => row.innerText.match(/OM-[\d-]+/)?.[0] ?? ''));

test('with the server gone the lists are read on, dated, and nothing can be pressed', { timeout: 120_000 }, async () => {
  const page = await (await house.desktop()).newPage();
  await sign_in(page, 'ratna', true);
  await page.goto(city.base + '/petugas?t=semua');
  const seen = await numbers(page);
  assert.ok(seen.length > 3);
  await holds(page, '/petugas?t=semua');
  await holds(page, '/antaran');  // Leads elsewhere, and is kept under this address too.
  await holds(page, '/pimpinan');  // Never opened: fetched because it stands in the bar.
  assert.equal(await page.locator('#luring').isVisible(), false);

  await city.stop();
  // The page that is open notices by itself.
  await page.evaluate(() => dispatchEvent(new Event('offline')));
  await page.locator('#luring').waitFor();
  assert.equal(await page.locator('button:enabled').count(), 0);

  await page.reload();
  await page.getByText(/Keadaan pukul \d\d\.\d\d, sambungan terputus/).waitFor();
  assert.deepEqual(await numbers(page), seen);
  assert.equal(await page.locator('button:enabled, input:enabled, select:enabled, textarea:enabled').count(), 0);
  assert.equal(await page.locator('input[type=hidden], script').count(), 0, 'no token lies in what is kept');
  assert.equal(await page.locator('.inbox a[href]').count(), 0, 'an opened file is never kept, so no row leads to one');
  await expect_accessible(page);
  await expect_no_sideways_scroll(page);
  if (process.env.OPAK_PICTURES) await page.screenshot({ path: join(process.env.OPAK_PICTURES, 'daftar-terputus.png') });
  await answered(page, () => page.locator('.kbar a[href="/pimpinan"]').click());
  await page.getByText(/sambungan terputus/).waitFor();
  await page.goto(city.base + '/petugas/periksa/' + seen[0]);
  assert.equal(new URL(page.url()).pathname, '/petugas', 'what is not kept leads to the list');
  assert.equal(await (await page.context().newPage()).goto(city.base + '/').catch(() => 'not reached'), 'not reached', "a resident's page is not kept");

  await city.start();
  await answered(page, () => page.getByRole('link', { name: 'Coba sambungkan lagi' }).click());
  assert.equal(await page.locator('#luring').isVisible(), false);
  assert.ok(await page.locator('button:enabled').count() > 0);

  await answered(page, () => page.getByRole('button', { name: 'Keluar' }).click());
  await holds(page, null);
  await city.stop();
  assert.equal(await page.goto(city.base + '/petugas').catch(() => 'not reached'), 'not reached');
  await city.start();
});

test('another person finds nothing of the one before, and who did not ask for it keeps nothing', { timeout: 120_000 }, async () => {
  const context = await house.desktop();
  const page = await context.newPage();
  await sign_in(page, 'rina', true);
  await holds(page, '/petugas');
  // The session ends without a word of leaving, as when it is taken away; somebody else signs in on the same browser.
  await context.clearCookies({ name: 'sid' });
  await sign_in(page, 'joko', false);
  await holds(page, null);
  await page.goto(city.base + '/cetak');
  await page.waitForTimeout(500);
  await holds(page, null);
  await city.stop();
  for (const path of ['/petugas', '/cetak']) assert.equal(await page.goto(city.base + path).catch(() => 'not reached'), 'not reached');
  await city.start();
  await sign_in(page, 'budi', false);
  assert.equal(await page.evaluate(() => document.documentElement.hasAttribute('data-daftar')), false);
});

test('when the day is over nothing is shown any more', { timeout: 120_000 }, async () => {
  const page = await (await house.desktop()).newPage();
  await sign_in(page, 'rina', true);
  await holds(page, '/petugas');
  await until(page, async () => {
    if (!(await indexedDB.databases()).some((one) => one.name === 'daftar')) return false;
    const db = await new Promise((ok) => { const r = indexedDB.open('daftar'); r.onsuccess = () => ok(r.result); });
    const is_there = db.objectStoreNames.contains('hal');
    if (is_there) {
      const all = db.transaction('hal', 'readwrite').objectStore('hal');
      const head = await new Promise((ok) => { const r = all.get('#'); r.onsuccess = () => ok(r.result); });
      await new Promise((ok) => { const r = all.put({ ...head, until: Date.now() - 1 }, '#'); r.onsuccess = ok; });
    }
    db.close();
    return is_there;
  });
  await city.stop();
  assert.equal(await page.goto(city.base + '/petugas').catch(() => 'not reached'), 'not reached');
  await city.start();
});
