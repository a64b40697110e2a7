// A city for one test file: starts the program with a fresh example city, and a browser that reaches nothing else.
//
//   const house = await open_house();              // or open_house({ base }) for pages served by somebody else
//   const page = await (await house.phone()).newPage();
//   await page.goto(house.base + '/lacak');
//   await house.close();
//
// A page behind another in the same context is a background tab, which Chromium slows: give each person a context.
//
// Promise: after close() the program has ended (by the id we started it with), its data folder is gone and the browser is
// closed; should the test itself be ended early, the program ends with it. Every address but 127.0.0.1 is unreachable; what
// a page tried to fetch elsewhere stands in house.foreign_requests.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const clone = fileURLToPath(new URL('../../', import.meta.url));
export const opak = process.env.OPAK_PROGRAM ?? join(clone, 'build/release/opak');

export const phone_size = { width: 360, height: 740 };
export const desktop_size = { width: 1280, height: 800 };

const ready_line = /listens on (http:\/\/127\.0\.0\.1:\d+)/;

// program: [path, ...words before "demo"]. A made-up program may stand in for the real one.
export async function open_house({ base = null, program = [opak], words = [], ready_ms = 180_000, stop_ms = 10_000 } = {}) {
  const city = base === null ? await start_city(program, words, ready_ms, stop_ms) : { base, data: null, stop: async () => {} };
  let browser;
  try {
    browser = await start_browser();
  } catch (problem) {
    await city.stop();
    throw problem;
  }
  const foreign_requests = [];
  const open_context = async (options) => {
    const context = await browser.newContext({ locale: 'id-ID', timezoneId: 'Asia/Jakarta', reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(20_000);
    context.on('request', (request) => {
      if (is_foreign(request.url(), city.base)) foreign_requests.push(request.url());
    });
    return context;
  };
  return {
    base: city.base,
    data: city.data,
    browser,
    foreign_requests,
    phone: (more = {}) => open_context({ viewport: phone_size, hasTouch: true, isMobile: true, deviceScaleFactor: 2, ...more }),
    desktop: (more = {}) => open_context({ viewport: desktop_size, ...more }),
    noscript: (more = {}) => open_context({ viewport: phone_size, javaScriptEnabled: false, ...more }),
    close: async () => {
      await browser.close();
      await city.stop();
    },
  };
}

function is_foreign(url, base) {
  const { protocol, origin } = new URL(url);
  return protocol.startsWith('http') && origin !== new URL(base).origin;
}

function start_browser() {
  return chromium.launch({
    executablePath: process.env.OPAK_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}

async function start_city([path, ...first], words, ready_ms, stop_ms) {
  if (!existsSync(path)) throw new Error(`${path} is not built yet`);
  const data = await mkdtemp(join(tmpdir(), 'opak-browser-'));
  const child = spawn(path, [...first, 'demo', '--data', data, '--port', String(await free_port()), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end_with_us = () => child.kill('SIGKILL');
  process.once('exit', end_with_us);
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null && child.pid) {
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), stop_ms);
      await ended;
      clearTimeout(patience);
    }
    process.removeListener('exit', end_with_us);
    await rm(data, { recursive: true, force: true });
  };
  try {
    return { base: await wait_until_ready(child, ended, ready_ms), data, stop };
  } catch (problem) {
    await stop();
    throw problem;
  }
}

// Resolves with the address the program says it listens on; its last words are in the error if it never does.
function wait_until_ready(child, ended, ready_ms) {
  return new Promise((resolve, reject) => {
    let said = '';
    const give_up = (why) => reject(new Error(`${why}; its last words:\n${said.slice(-2000)}`));
    const patience = setTimeout(() => give_up(`the program was not ready after ${ready_ms} ms`), ready_ms);
    const listen = (bytes) => {
      said = (said + bytes).slice(-20_000);
      const found = ready_line.exec(said);
      if (!found) return;
      clearTimeout(patience);
      resolve(found[1]);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    ended.then(() => {
      clearTimeout(patience);
      give_up('the program ended before it was ready');
    });
  });
}

export function free_port() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

// A few fixed answers on a free port, for tests of the harness itself: { '/path': { type, body } }.
export async function serve_pages(pages) {
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url, 'http://127.0.0.1').pathname];
    response.writeHead(page ? 200 : 404, { 'content-type': page?.type ?? 'text/html; charset=utf-8' });
    response.end(page?.body ?? 'not found');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }),
  };
}
