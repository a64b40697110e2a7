// Draws the README's pictures from a fresh example city: node pictures.mjs. They show what a city would show, so the demo's own
// strip is left out; everything else is as it is served. The example city lives by the clock: they are
// fullest in the afternoon of a working day.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { desktop_size, open_house } from './harness.mjs';
import {
  answer_who, begin_lost_card, confirm_number, fill, links_by_stage, officer, open_file, phone_of, photo_of_letter, press, send_photo, siti,
} from './walk.mjs';

const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const screen = { width: 360, height: 740 };
const without_greeting = (page) => page.locator('main > .note.info').evaluateAll((all) => all[0]?.remove());  // Told who signed in just now.
const house = await open_house();

async function shot(page, more = {}) {
  await page.locator('.net').evaluateAll((all) => all.forEach((one) => one.remove()));
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0);
  return page.screenshot(more);
}

const phone = () => house.phone({ viewport: screen, deviceScaleFactor: 1 });

async function six_screens(links) {
  const shots = [];
  const resident = await (await phone()).newPage();
  await resident.goto(house.base + '/');
  shots.push(await shot(resident));
  await resident.goto(house.base + one_of(links, ['sedang dicetak', 'menunggu giliran cetak', 'data sudah diverifikasi', 'sedang diantar', 'menunggu blangko']));
  shots.push(await shot(resident));

  await begin_lost_card(resident, house.base);
  await confirm_number(resident, await phone_of(house, await house.phone(), '+6281200009001'));
  await answer_who(resident, siti);
  const photo = await photo_of_letter(house);
  await send_photo(resident, photo);
  await send_photo(resident, photo);
  await fill(resident, { delivery: 'home' });
  await press(resident, 'Simpan dan lanjut');
  await fill(resident, { street: siti.street, rt: siti.rt, rw: siti.rw });
  await press(resident, 'Simpan dan lanjut');
  shots.push(await shot(resident));
  await fill(resident, { kelurahan: siti.kelurahan, receiver: siti.receiver });
  await press(resident, 'Simpan dan lanjut');
  shots.push(await shot(resident));

  shots.push(await shot(await courier_on_the_road()));
  await resident.goto(house.base + '/transparansi');
  shots.push(await shot(resident));
  return shots;
}

// What the city shows at this hour.
function one_of(links, stages) {
  const found = stages.find((stage) => links.has(stage));
  if (!found) throw new Error(`no case is at ${stages.join(' or ')}; there are: ${[...links.keys()].join(', ')}`);
  return links.get(found);
}

async function courier_on_the_road() {
  for (const name of ['Agus', 'Dedi']) {
    const page = await officer(house, name, { viewport: screen, deviceScaleFactor: 1, isMobile: true, hasTouch: true });
    await page.goto(house.base + '/antar');
    if (await page.getByRole('link', { name: 'Serahkan kartu' }).count()) {
      await without_greeting(page);
      return page;
    }
  }
  // Their hour has passed: the run as it is asked back.
  const page = await officer(house, 'Dedi', { viewport: screen, deviceScaleFactor: 1, isMobile: true, hasTouch: true });
  await page.goto(house.base + '/antar');
  await without_greeting(page);
  return page;
}

async function side_by_side(shots) {
  const page = await (await house.desktop({ viewport: { width: 6 * 376, height: 756 } })).newPage();
  await page.setContent(`<style>body{margin:0;background:#777;display:flex;gap:16px;padding:8px}img{display:block}</style>` +
    shots.map((one) => `<img src="data:image/png;base64,${one.toString('base64')}">`).join(''));
  await page.locator('img').last().evaluate((image) => image.decode());
  return page.screenshot();
}

async function console_screen() {
  const page = await officer(house, 'Rina');
  await page.goto(house.base + '/petugas');
  const numbers = await page.locator('[data-nomor]').evaluateAll((rows) => rows.map((row) => row.dataset.nomor));
  for (const number of numbers) {
    await open_file(page, house.base, number);
    if ((await page.locator('.doc img').count()) && (await page.locator('.same .ne').count())) break;
  }
  await page.locator('main .tabs').getByRole('link', { name: 'Surat kehilangan' }).or(page.locator('main .tabs a').last()).first().click();
  await page.locator('.doc img').evaluate((image) => image.decode());
  return shot(page);
}

// O2: a talk that waits for a person, opened from the shared list (O1).
async function talk_screen() {
  const page = await officer(house, 'Rina');
  await page.goto(house.base + '/petugas/percakapan');
  await page.locator('ul.inbox a').first().click();
  await page.waitForLoadState();
  return shot(page);
}

async function desktop_page(path, name = null) {
  const page = name ? await officer(house, name) : await (await house.desktop({ viewport: desktop_size })).newPage();
  await page.goto(house.base + path);
  if (name) await without_greeting(page);
  return shot(page, { fullPage: true });
}

try {
  await mkdir(folder, { recursive: true });
  const links = await links_by_stage(house);
  await writeFile(folder + 'phone.png', await side_by_side(await six_screens(links)));
  await writeFile(folder + 'console.png', await console_screen());
  await writeFile(folder + 'status.png', await desktop_page(one_of(links, ['sedang diantar', 'sudah dicetak, siap diantar'])));
  await writeFile(folder + 'inbox.png', await desktop_page('/petugas', 'Rina'));
  await writeFile(folder + 'talk.png', await talk_screen());
  await writeFile(folder + 'stock.png', await desktop_page('/blangko', 'Joko'));
} finally {
  await house.close();
}
