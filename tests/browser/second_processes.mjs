// Our programs, for the tests against second implementations: started on a folder of their own, ended with the test.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const clone = fileURLToPath(new URL('../../', import.meta.url));
export const opak = process.env.OPAK_PROGRAM ?? join(clone, 'build/release/opak');
export const root = mkdtempSync(join(tmpdir(), 'opak-second-'));
const started = [];
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

// Resolves with what the program said once it said what is waited for.
export function start(path, words, said_when, environment = {}) {
  const child = spawn(path, words, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
  started.push(child);
  let said = '';
  return new Promise((done, fail) => {
    for (const from of [child.stdout, child.stderr])
      from.on('data', (text) => {
        const found = said_when.exec((said += text));
        if (found) done({ child, found, said: () => said });
      });
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`it ended with ${code}:\n${said}`)));
  });
}

export async function end({ child }) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}

export async function pretend_meta(words = []) {
  const it = await start(join(dirname(opak), 'opak-pretend-meta'), words, /listens on (http:\S+)\n/);
  return { ...it, base: it.found[1] };
}

export async function demo_city() {
  const it = await start(opak, ['demo', '--data', join(root, 'city'), '--port', '0'], /listens on (http:\S+)[^]*pretend WhatsApp: (http:\S+)\n/);
  return { ...it, base: it.found[1], meta: it.found[2] };
}

// The second door of the pretend Meta.
export async function play(meta, path, wish) {
  const answer = await fetch(`${meta}/pretend/${path}`, wish === undefined ? {} : { method: 'POST', body: JSON.stringify(wish) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

export async function until(what, holds) {
  for (let n = 0; n < 400; n += 1) {
    const held = await holds();
    if (held) return held;
    await new Promise((soon) => setTimeout(soon, 50));
  }
  throw new Error(what);
}
