// The WhatsApp Cloud API as another program knows it (npm whatsapp-api-js): what it sends the pretend Meta takes, what the pretend Meta sends
// it verifies and reads, what our city sends has the shape of what it would have built, and our webhook takes what is signed as it verifies.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { WhatsAppAPI } from 'whatsapp-api-js';
import * as Said from 'whatsapp-api-js/messages';
import { demo_city, end, play, pretend_meta, until } from './second_processes.mjs';

const ours = '700800900100200', version = 'v26.0', token = 'opak-demo-token', appSecret = 'opak-demo-secret', verify = 'opak-demo-verify';
const siti = '6281200000001', hidden = 'ID.55500011122233344';
const jpeg = Buffer.from('ffd8ffda0002ffd9', 'hex');

// The library knows one host; all goes to the one of the test instead.
const library = (base, more = {}) =>
  new WhatsAppAPI({ token, appSecret, webhookVerifyToken: verify, v: version, ponyfill: { fetch: (url, options) => fetch(String(url).replace('https://graph.facebook.com', base), options) }, ...more });

let meta, webhook;
const knocked = [];  // { raw, signature }
before(async () => {
  meta = await pretend_meta(['--seed', '7']);
  webhook = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      knocked.push({ raw: Buffer.concat(parts).toString('utf8'), signature: request.headers['x-hub-signature-256'] });
      response.writeHead(200).end();
    });
  });
  await new Promise((ready) => webhook.listen(0, '127.0.0.1', ready));
  await play(meta.base, 'city', { webhook: `http://127.0.0.1:${webhook.address().port}/kait` });
});
after(async () => {
  webhook?.closeAllConnections();
  webhook?.close();
  if (meta) await end(meta);
});

test('what the library sends, the pretend Meta takes', async () => {
  const api = library(meta.base);
  const to = { phone: siti };
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('type', 'image/jpeg');
  form.set('file', new Blob([jpeg], { type: 'image/jpeg' }), 'kk.jpg');
  const { id } = await api.uploadMedia(ours, form);
  const kept = await api.retrieveMedia(id);
  assert.equal(kept.file_size, jpeg.length);
  const file = await api.fetchMedia(kept.url);
  assert.deepEqual(Buffer.from(await file.arrayBuffer()), jpeg);
  const { Interactive, Body, ActionButtons, Button, ActionList, ListSection, Row, ActionLocation, Template, Language, BodyComponent, BodyParameter } = Said;
  const messages = {
    text: new Said.Text('Permohonan Ibu kami terima. 🙏'),
    buttons: new Interactive(new ActionButtons(new Button('svc:lost', 'KTP hilang'), new Button('svc:damaged', 'KTP rusak')), new Body('Apa yang Ibu perlukan?')),
    list: new Interactive(new ActionList('Pilih', new ListSection('Kota Serang', new Row('kec:1', 'Serang', '12 kelurahan'), new Row('kec:2', 'Kasemen'))), new Body('Pilih kecamatan')),
    place_request: new Interactive(new ActionLocation(), new Body('Kirim titik rumah Ibu.')),
    template: new Template('opak_verified', new Language('id'), new BodyComponent(new BodyParameter('Siti'), new BodyParameter('OM-2611-00091'))),
    image: new Said.Image(id, true, 'KK'),
    document: new Said.Document(id, true, 'Tanda terima', 'tanda-terima.pdf'),
  };
  for (const [kind, message] of Object.entries(messages)) {
    const answer = await api.sendMessage(ours, to, message, undefined, 'letter/7');
    assert.match(answer.messages?.[0]?.id ?? '', /^wamid\./, `${kind}: ${JSON.stringify(answer)}`);
  }
  assert.deepEqual((await play(meta.base, `phones?phone=${siti}`))[siti].map((message) => message.kind), Object.keys(messages));
  const bad = await api.sendMessage(ours, to, new Said.Image('never uploaded', true));
  assert.equal(bad.error.code, 131053);
  const expired = await library(meta.base, { token: 'kedaluwarsa' }).sendMessage(ours, to, messages.text);
  assert.equal(expired.error.code, 190);
  assert.match((await api.sendMessage(ours, { bsuid: hidden }, messages.text)).contacts[0].user_id, /^ID\./);
});

test('what the pretend Meta sends, the library verifies and reads', async () => {
  const api = library(meta.base);
  const by_kind = new Map(), statuses = [];
  api.on.message = (args) => by_kind.set(args.message.id, args);
  api.on.status = (args) => { statuses.push(args); };
  const does = async (wish) => (await play(meta.base, 'resident', { phone: '+' + siti, ...wish })).id;
  const { id: asked } = (await library(meta.base).sendMessage(ours, { phone: siti }, new Said.Interactive(new Said.ActionButtons(new Said.Button('svc:lost', 'KTP hilang')), new Said.Body('Apa?')), undefined, 'letter/9')).messages[0];
  await library(meta.base).sendMessage(ours, { phone: siti }, new Said.Interactive(new Said.ActionList('Pilih', new Said.ListSection('Kota', new Said.Row('kec:1', 'Serang'))), new Said.Body('Di mana?')));
  const ids = {
    text: await does({ does: 'say', text: 'KTP kula ical, nuhun pisan — Wilujeng énjing 🙏 ꦲ', name: 'Siti Warga' }),
    button: await does({ does: 'press', id: 'svc:lost', title: 'KTP hilang' }),
    list: await does({ does: 'press', id: 'kec:1', title: 'Serang' }),
    image: await does({ does: 'send', type: 'image', mime_type: 'image/jpeg', bytes: jpeg.toString('base64'), caption: 'KK' }),
    voice: await does({ does: 'send', type: 'audio', mime_type: 'audio/ogg; codecs=opus', bytes: jpeg.toString('base64') }),
    document: await does({ does: 'send', type: 'document', mime_type: 'application/pdf', bytes: jpeg.toString('base64') }),
    place: await does({ does: 'other', type: 'location', object: { latitude: -6.1201, longitude: 106.1502, name: 'Rumah' } }),
    edit: await does({ does: 'other', type: 'edit', object: { original_message_id: 'wamid.A', message: { type: 'text', text: { body: 'ktp rusak' } } } }),
    revoke: await does({ does: 'other', type: 'revoke', object: { original_message_id: 'wamid.A' } }),
    unknown: await does({ does: 'other', type: 'unsupported', object: [{ code: 131051, title: 'Message type unknown' }] }),
    hidden: await does({ phone: hidden, does: 'say', text: 'halo' }),
  };
  await until('the statuses come', () => knocked.some(({ raw }) => raw.includes('"status":"read"') && raw.includes(asked)));
  for (const { raw, signature } of knocked) {
    assert.match(raw, /^[\x20-\x7e]*$/, 'as Meta writes it: nothing beyond ASCII');
    await api.post(JSON.parse(raw), raw, signature);
    await assert.rejects(api.post(JSON.parse(raw), raw, signature.replace(/.$/, (last) => (last === '0' ? '1' : '0'))), 'a wrong signature is seen');
    await assert.rejects(api.post(JSON.parse(raw), raw.replace('whatsapp', 'WhatsApp'), signature), 'so is another body');
  }
  const of = (kind) => by_kind.get(ids[kind]);
  assert.equal(of('text').message.text.body, 'KTP kula ical, nuhun pisan — Wilujeng énjing 🙏 ꦲ');
  assert.equal(of('text').phoneID, ours);
  assert.equal(of('text').recipient.phone, siti);
  assert.match(of('text').recipient.bsuid, /^ID\./);
  assert.equal(of('text').name, 'Siti Warga');
  assert.deepEqual(of('button').message.interactive, { type: 'button_reply', button_reply: { id: 'svc:lost', title: 'KTP hilang' } });
  assert.equal(of('button').message.context.id, asked);
  assert.deepEqual(of('list').message.interactive, { type: 'list_reply', list_reply: { id: 'kec:1', title: 'Serang' } });
  assert.equal(of('image').message.image.caption, 'KK');
  assert.equal(of('voice').message.audio.voice, true);
  assert.equal(of('document').message.document.mime_type, 'application/pdf');
  assert.equal(of('place').message.location.latitude, -6.1201);
  assert.equal(of('edit').message.edit.message.text.body, 'ktp rusak');
  assert.equal(of('revoke').message.revoke.original_message_id, 'wamid.A');
  assert.equal(of('unknown').message.errors[0].code, 131051);
  assert.equal(of('hidden').recipient.phone, undefined);
  assert.equal(of('hidden').recipient.bsuid, hidden);
  const of_asked = statuses.filter((status) => status.id === asked);
  assert.deepEqual(of_asked.map((status) => status.status), ['sent', 'delivered', 'read']);
  assert.equal(of_asked[0].biz_opaque_callback_data, 'letter/9');
  assert.equal(of_asked[0].recipient.phone, siti);
  assert.ok(statuses.some((status) => status.recipient.bsuid === hidden && status.recipient.phone === undefined));
});

// The same message, built by the library from what ours says. A field that may be left out is left out of both.
function built_again(ours) {
  const interactive = ours.interactive, body = () => new Said.Body(interactive.body.text);
  if (ours.type === 'text') return new Said.Text(ours.text.body);
  if (ours.type === 'template')
    return new Said.Template(ours.template.name, new Said.Language(ours.template.language.code),
      ...(ours.template.components ?? []).map((component) => new Said.BodyComponent(...component.parameters.map((one) => new Said.BodyParameter(one.text)))));
  if (interactive.type === 'button') return new Said.Interactive(new Said.ActionButtons(...interactive.action.buttons.map(({ reply }) => new Said.Button(reply.id, reply.title))), body());
  return new Said.Interactive(new Said.ActionList(interactive.action.button,
    ...interactive.action.sections.map((section) => new Said.ListSection(section.title, ...section.rows.map((row) => new Said.Row(row.id, row.title, row.description))))), body());
}
function plain(message) {
  const copy = JSON.parse(JSON.stringify(message));
  if (copy.text?.preview_url === false) delete copy.text.preview_url;  // The library leaves the default out.
  if (copy.template?.language.policy === 'deterministic') delete copy.template.language.policy;  // Meta's older, only value.
  return copy;
}

test('what our city sends has the shape of what the library builds, and it takes what the library would', async () => {
  const city = await demo_city();
  const { meta: its_meta, base } = city;
  const api = library(its_meta);
  const answers = async (phone) => (await play(its_meta, `phones?phone=${phone}`))[phone].filter((message) => message.from_us);
  const talk = async (phone, wish) => {
    const before = (await answers(phone)).length;
    await play(its_meta, 'resident', { phone: phone.startsWith('ID.') ? phone : '+' + phone, ...wish });
    return until('an answer comes', async () => (await answers(phone)).slice(before).at(-1));
  };
  const owner = '6281200009001';
  await talk(owner, { does: 'say', text: 'ktp saya hilang' });
  await talk(owner, { does: 'press', id: 'opt:for_whom:self', title: 'Saya sendiri' });
  const visit = async (path) => {
    const page = await fetch(base + path);
    const cookie = page.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
    const html = await page.text();
    return { cookie, html, field: (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '' };
  };
  const send = async (visited, path, body) => {
    const answer = await fetch(base + path, { method: 'POST', headers: { cookie: visited.cookie, 'sec-fetch-site': 'same-origin' }, body, redirect: 'manual' });
    assert.equal(answer.status, 303, path);
  };
  const phone_page = await visit(`/demo/hp?nomor=%2B${owner}`);
  await talk(owner, { does: 'say', text: /value="([^"\n]+\n\d{16}\n\d{16})"/.exec(phone_page.html)[1] });
  for (const paper of ['loss_letter', 'family_card']) {  // Drawn by the example city, from its phone page.
    const form = new FormData(), told = (await answers(owner)).length;
    for (const [name, value] of Object.entries({ bukti: phone_page.field('bukti'), nomor: '+' + owner, pilihan: paper })) form.set(name, value);
    await send(phone_page, '/demo/hp/foto', form);
    await until('the photo is answered', async () => (await answers(owner)).length > told);
  }
  await talk(hidden, { does: 'say', text: 'berapa biayanya' });
  await talk('6281200000003', { does: 'say', text: 'layanan' });

  // A webhook signed by another program over Meta's own way of writing, and the handshake as the library shakes hands.
  const value = { messaging_product: 'whatsapp', metadata: { display_phone_number: '62254000111', phone_number_id: ours }, contacts: [{ profile: { name: 'Nyi Énok' }, wa_id: '6281200000004' }],
    messages: [{ from: '6281200000004', id: 'wamid.LIB1', timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: 'ktp saya hilang 🙏' } }] };
  const raw = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] })
    .replace(/[^\0-~]/g, (letter) => '\\u' + letter.charCodeAt(0).toString(16).padStart(4, '0'));
  const signature = 'sha256=' + createHmac('sha256', appSecret).update(raw).digest('hex');
  assert.equal(await api.verifyRequestSignature(raw, signature), true);
  const knock = (more) => fetch(`${base}/kait/whatsapp`, { method: 'POST', headers: { 'content-type': 'application/json', ...more }, body: raw });
  assert.equal((await knock({ 'x-hub-signature-256': signature.replace(/.$/, (last) => (last === '0' ? '1' : '0')) })).status, 403);
  assert.equal((await knock({})).status, 401);
  assert.equal((await knock({ 'x-hub-signature-256': signature })).status, 200);
  await until('the city answers', async () => (await answers('6281200000004')).length > 0);
  for (const [mode, word] of [['subscribe', verify], ['subscribe', 'salah'], ['lain', verify]]) {
    const query = { 'hub.mode': mode, 'hub.verify_token': word, 'hub.challenge': '1158201444' };
    const answer = await fetch(`${base}/kait/whatsapp?${new URLSearchParams(query)}`);
    let theirs = null;
    try { theirs = api.get(query); } catch { /* It says no by throwing. */ }
    assert.equal(answer.ok ? await answer.text() : null, theirs, `${mode} ${word}`);
  }

  // To somebody who never wrote, a template with its values: a code.
  const door = await visit('/nomor');
  await send(door, '/nomor', new URLSearchParams({ bukti: door.field('bukti'), kunci: door.field('kunci'), phone: '0812-0000-0005' }));
  await until('the code goes out', async () => ((await play(its_meta, 'phones'))['6281200000005'] ?? []).length > 0);

  const seen = new Set();
  for (const message of await play(its_meta, 'received')) {
    const built = [];
    const carrier = library(its_meta, { ponyfill: { fetch: async (url, options) => { built.push({ url, body: JSON.parse(options.body) }); return Response.json({ messages: [{ id: 'x' }] }); } } });
    const to = message.to ? { phone: message.to } : { bsuid: message.recipient };
    await carrier.sendMessage(ours, to, built_again(message), undefined, message.biz_opaque_callback_data);
    assert.deepEqual(plain(message), plain(built[0].body));
    assert.ok(built[0].url.endsWith(`/${version}/${ours}/messages`));
    seen.add((message.interactive?.type ?? message.type) + (message.to ? '' : ' to a name'));
  }
  for (const kind of ['text', 'button', 'list', 'template']) assert.ok([...seen].some((one) => one.startsWith(kind)), `${kind} was never sent: ${[...seen]}`);
  assert.ok([...seen].some((one) => one.endsWith('to a name')));
  await end(city);
});
