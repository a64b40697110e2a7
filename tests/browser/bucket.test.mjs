// A city that ships to a bucket: a store that speaks S3, behind a guard that signs every request once more with another
// library and lets pass only what has the same signature. Then the city is killed and brought back from the bucket alone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import aws4 from 'aws4';
import S3rver from 's3rver';

const clone = fileURLToPath(new URL('../../', import.meta.url));
const opak = process.env.OPAK_PROGRAM ?? join(clone, 'build/release/opak');
const key = 'kota-contoh', secret = 'rahasia/ember+contoh=';

const root = mkdtempSync(join(tmpdir(), 'opak-bucket-'));
let store, guard, city;
const seen = { passed: 0, refused: 0, refusals: [], methods: new Set(), down: false };

// The same request, signed by aws4 with what we know.
function signature_of(request, body) {
  const signed = /SignedHeaders=([^,]+)/.exec(request.headers.authorization)?.[1].split(';') ?? [];
  const headers = Object.fromEntries(signed.map((name) => [name, request.headers[name]]));
  const [, , region] = /Credential=([^,]+)/.exec(request.headers.authorization)?.[1].split('/') ?? [];
  const signer = new aws4.RequestSigner({ service: 's3', region, method: request.method, path: request.url, headers, body, doNotModifyHeaders: true },
    { accessKeyId: key, secretAccessKey: secret });
  signer.datetime = request.headers['x-amz-date'];  // Else it takes the present second.
  signer.prepareRequest();
  return signer.signature();
}

const given_by = (request) => /Credential=([^/]+)\/.*Signature=(\w+)/.exec(request.headers.authorization ?? '');

function may_pass(request, body) {
  const given = given_by(request);
  if (!given || given[1] !== key) return false;
  if (request.headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex')) return false;
  return given[2] === signature_of(request, body);
}

before(async () => {
  store = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: join(root, 'store'), vhostBuckets: false, configureBuckets: [{ name: 'kota', configs: [] }] });
  const { port } = await store.run();
  guard = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      if (seen.down) return request.socket.destroy();
      if (!may_pass(request, body)) {
        seen.refused += 1;
        seen.refusals.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)} of ${body.length} bytes, ours: ${given_by(request) ? signature_of(request, body) : ''}`);
        return response.writeHead(403).end();
      }
      seen.passed += 1;
      seen.methods.add(request.method);
      const headers = { ...request.headers, authorization: request.headers.authorization.replace(key, 'S3RVER') };
      const on = ask({ host: '127.0.0.1', port, method: request.method, path: request.url, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      on.on('error', () => response.destroy());
      on.end(body);
    });
  });
  await new Promise((ready) => guard.listen(0, '127.0.0.1', ready));
  for (const [name, line] of [['secret', secret], ['other', 'bukan rahasianya']]) {
    writeFileSync(join(root, name), line + '\n');
    chmodSync(join(root, name), 0o600);
  }
});

after(async () => {
  city?.kill('SIGKILL');
  guard?.closeAllConnections?.();
  guard?.close();
  await store?.close();
  rmSync(root, { recursive: true, force: true });
});

const environment = (more = {}) => ({
  ...process.env, OPAK_SERVER_SECURE_COOKIES: 'false', OPAK_COPY_TO: `s3:http://127.0.0.1:${guard.address().port}/kota/opak`, OPAK_COPY_ACKNOWLEDGE: 'after_copy',
  OPAK_COPY_S3_KEY: key, OPAK_COPY_S3_SECRET_FILE: join(root, 'secret'), ...more,
});
// Not waiting in place: the store and its guard live in this process.
const run = (words, more = {}) => new Promise((done) => {
  const child = spawn(opak, words, { env: environment(more) });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (said += text));
  child.on('close', (code) => done({ code, said }));
});

async function start(data) {
  city = spawn(opak, ['serve', '--data', join(root, data), '--port', '0'], { env: environment() });
  let said = '';
  city.stderr.on('data', (text) => (said += text));
  return await new Promise((done, fail) => {
    city.stdout.on('data', (text) => {
      const line = /listens on (http:\/\/\S+)/.exec((said += text));
      if (line) done({ base: line[1], said: () => said });
    });
    city.on('close', () => fail(new Error(said)));
  });
}

const metric = async (base, name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await (await fetch(base + '/metrics')).text())[1]);
// Somebody asks for a code: one commit of the city's own.
async function ask_for_code(base, phone) {
  const page = await fetch(base + '/nomor');
  const cookie = (page.headers.getSetCookie?.() ?? page.headers.get('set-cookie').split(/, (?=[^;,=]+=)/)).map((line) => line.split(';')[0]).join('; ');
  const html = await page.text();
  const field = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
  const form = new URLSearchParams({ bukti: field('bukti'), kunci: field('kunci'), phone });
  return (await fetch(base + '/nomor', { method: 'POST', headers: { cookie, 'sec-fetch-site': 'same-origin' }, body: form, redirect: 'manual' })).status;
}

async function until(what, holds) {
  for (let n = 0; n < 200; n += 1) {
    if (await holds()) return;
    await new Promise((soon) => setTimeout(soon, 50));
  }
  assert.fail(what);
}

test('a city ships to a bucket, is killed, and comes back from it', { timeout: 60_000 }, async () => {
  assert.equal((await run(['user', 'add', '--data', join(root, 'city'), '--login', 'siti', '--name', 'Siti Contoh', '--roles', 'admin'])).code, 0);
  const { base, said } = await start('city');
  await until('the whole copy arrives: ' + said(), async () => (await metric(base, 'opak_copy_bases_total')) === 1);
  assert.deepEqual(seen.refusals, [], 'another library makes the same signatures');
  assert.equal((await run(['user', 'add', '--data', join(root, 'city'), '--login', 'budi', '--name', 'Budi Contoh', '--roles', 'operator'])).code, 0);
  assert.equal(await ask_for_code(base, '0812-0000-0001'), 303, 'an answer leaves when the bucket has it');
  assert.equal(await metric(base, 'opak_copy_behind_seconds'), 0);
  assert.equal(await metric(base, 'opak_copy_bases_total'), 1, 'what another program wrote went along without a whole new copy');

  seen.down = true;
  assert.equal(await ask_for_code(base, '0812-0000-0002'), 503, 'and does not where it cannot be had there');
  assert.equal(await metric(base, 'opak_copy_reached'), 0);
  seen.down = false;
  await until('and it goes on', async () => (await metric(base, 'opak_copy_reached')) === 1);
  city.removeAllListeners('close');
  city.kill('SIGKILL');
  await new Promise((done) => (city.exitCode !== null || city.signalCode !== null ? done() : city.once('exit', done)));

  const restore = ['restore', '--from', environment().OPAK_COPY_TO, '--keys', join(root, 'city/opak.keys'), '--erasures', 'none', '--take-over', '--data', join(root, 'new')];
  assert.notEqual((await run(restore, { OPAK_COPY_S3_SECRET_FILE: join(root, 'other') })).code, 0, 'the guard guards');
  assert.ok(seen.refused > 0);
  const back = await run(restore);
  assert.equal(back.code, 0, back.said);
  assert.equal((await run(['verify', '--data', join(root, 'new')])).code, 0);
  const users = await run(['user', 'list', '--data', join(root, 'new')]);
  assert.match(users.said, /siti/);
  assert.match(users.said, /budi/);
  assert.equal((await run(['serve', '--data', join(root, 'city'), '--port', '0'])).code, 4, 'the old machine is refused');
  assert.deepEqual([...seen.methods].sort(), ['GET', 'PUT']);
});
