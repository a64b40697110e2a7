// The measuring tools, measured: each must say yes to a good page and no to a bad one.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { expect_accessible, violations } from './axe.mjs';
import { free_port, open_house, serve_pages } from './harness.mjs';
import { expect_no_sideways_scroll, sideways } from './noscroll.mjs';
import { expect_light, measure } from './wire.mjs';

const page = (title, body, head = '') => ({
  body: `<!doctype html><html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${title}</title>${head}</head><body><main><h1>${title}</h1>${body}</main></body></html>`,
});
const css = 'body{font:16px sans-serif;color:#111;background:#fff}';
const script = 'document.querySelector("#live").textContent="berjalan";';
const pages = {
  '/baik': page('Lacak permohonan', '<p id="live">diam</p><noscript><p>tanpa skrip</p></noscript><script src="/a.js"></script>',
    '<link rel="stylesheet" href="/a.css"><link rel="icon" href="data:,">'),
  '/a.css': { type: 'text/css', body: css },
  '/a.js': { type: 'text/javascript', body: script },
  '/tanpa-label': page('Formulir', '<input name="nik"><p style="color:#ccc">pucat</p>'),
  '/lebar': page('Lebar', '<div id="pita" class="biru" style="width:400px">x</div>'),
  '/pucat-di-hp': page('Tabel', '<style>@media (max-width:600px){.t{color:#eee}}</style><p class="t">pucat</p>'),
  '/berat': page('Berat', `<p>${'a'.repeat(15_000)}</p>`),
  '/keluar': page('Keluar', '<img alt="" src="http://example.com/x.png"><img alt="" src="http://localhost:1/y.png">'),
};

let site, house;
before(async () => {
  site = await serve_pages(pages);
  house = await open_house({ base: site.base });
});
after(async () => {
  await house?.close();
  await site?.close();
});

async function visit(context, path) {
  const opened = await context.newPage();
  await opened.goto(site.base + path);
  return opened;
}

test('the phone is 360 px wide and the desktop 1280', async () => {
  const widths = [];
  for (const context of [await house.phone(), await house.desktop(), await house.noscript()])
    widths.push((await visit(context, '/baik')).viewportSize().width);
  assert.deepEqual(widths, [360, 1280, 360]);
});

test('without script the page is whole, with script it is livelier', async () => {
  const still = await visit(await house.noscript(), '/baik');
  assert.equal(await still.textContent('#live'), 'diam');
  assert.ok(await still.locator('noscript p').isVisible());
  const lively = await visit(await house.phone(), '/baik');
  assert.equal(await lively.textContent('#live'), 'berjalan');
});

test('axe lets a good page pass', async () => {
  await expect_accessible(await visit(await house.phone(), '/baik'));
});

test('axe names a field without a label and pale letters', async () => {
  const bad = await visit(await house.desktop(), '/tanpa-label');
  const found = (await violations(bad)).map(({ id }) => id);
  assert.ok(found.includes('label') && found.includes('color-contrast'), found.join(' '));
  await assert.rejects(expect_accessible(bad), /label: .*\n {4}input/);
});

test('axe looks at the phone as well as at the desktop', async () => {
  const bad_on_phone = await visit(await house.desktop(), '/pucat-di-hp');
  assert.deepEqual(await violations(bad_on_phone), []);
  await assert.rejects(expect_accessible(bad_on_phone), /at 360 px/);
});

test('a page that fits 280 px passes, one that does not is named with the culprit', async () => {
  for (const context of [await house.phone(), await house.desktop()]) {
    await expect_no_sideways_scroll(await visit(context, '/baik'));
    const wide = await visit(context, '/lebar');
    assert.deepEqual((await sideways(wide)).who, ['div#pita.biru']);
    await assert.rejects(expect_no_sideways_scroll(wide), /px wide at 280 px: div#pita\.biru/);
  }
});

test('the wire counts the bytes of HTML, CSS and script, heads included', async () => {
  const cost = await measure(await house.phone(), site.base + '/baik');
  assert.equal(cost.requests, 3);
  assert.deepEqual(cost.parts.map(({ type }) => type).sort(), ['Document', 'Script', 'Stylesheet']);
  const head_bytes = cost.css_bytes - css.length;
  assert.ok(head_bytes > 50 && head_bytes < 400, `a head of ${head_bytes} bytes`);
  const html = Buffer.byteLength(pages['/baik'].body);
  assert.ok(cost.html_bytes > html && cost.html_bytes < html + 400);
  assert.equal(cost.first_flight_bytes, cost.html_bytes + cost.css_bytes);
  assert.ok(cost.script_bytes > script.length);
});

test('a light page passes, a heavy one is refused with its parts', async () => {
  await expect_light(await house.phone(), site.base + '/baik');
  await assert.rejects(expect_light(await house.phone(), site.base + '/berat'), /first flight 15\d{3} > 14000[^]*Document/);
  await assert.rejects(expect_light(await house.phone(), site.base + '/baik', { requests: 2 }), /3 > 2 requests/);
  await assert.rejects(expect_light(await house.phone(), site.base + '/baik', { script_bytes: 10 }), /script \d+ > 10/);
});

test('no other host is reached, and who tried is known', async () => {
  const failed = [];
  const context = await house.desktop();
  context.on('requestfailed', (request) => failed.push(request.url()));
  await visit(context, '/keluar');
  assert.deepEqual(failed.sort(), ['http://example.com/x.png', 'http://localhost:1/y.png']);
  assert.deepEqual(house.foreign_requests.sort(), failed);
});

const pretend = [process.execPath, fileURLToPath(new URL('./pretend_city.mjs', import.meta.url))];
const is_alive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

for (const words of [[], ['--stubborn']]) {
  test(`the city is started, visited, and ended by its own id ${words.join('')}`, { timeout: 60_000 }, async () => {
    const city = await open_house({ program: pretend, words, stop_ms: 1000 });
    const visitor = await (await city.phone()).newPage();
    await visitor.goto(city.base);
    const pid = Number(await visitor.textContent('body'));
    assert.ok(existsSync(city.data) && is_alive(pid));
    await city.close();
    assert.ok(!existsSync(city.data) && !is_alive(pid));
  });
}

test('a city that does not start is told with its last words', async () => {
  await assert.rejects(open_house({ program: pretend, words: ['--fail'] }), /ended before it was ready[^]*the disk is full/);
  await assert.rejects(open_house({ program: ['/nowhere/opak'] }), /not built yet/);
});

test('a free port is free', async () => {
  const port = await free_port();
  assert.ok(port > 1023);
});
