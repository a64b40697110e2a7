// What a page costs a slow line: counted by the browser as the bytes arrive, heads and compression included.
//
//   const cost = await measure(context, house.base + '/lacak/…');
//   cost.first_flight_bytes   the HTML and its CSS, what must come before anything is seen
//   cost.script_bytes, cost.requests, cost.parts: [{ url, type, bytes }]
//
// The page is opened anew with an empty cache. A stream that never ends (live updates) counts as a request.
import assert from 'node:assert/strict';

export async function measure(context, url, { settle_ms = 500 } = {}) {
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  const parts = new Map();
  wire.on('Network.requestWillBeSent', ({ requestId, request, type, redirectResponse }) => {
    if (!request.url.startsWith('http')) return;
    // A redirect keeps the id; its own bytes belong to the first flight too.
    const before = redirectResponse ? redirectResponse.encodedDataLength : 0;
    const known = parts.get(requestId);
    parts.set(requestId, { url: request.url, type, bytes: (known?.bytes ?? 0) + before, asked: (known?.asked ?? 0) + 1 });
  });
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const part = parts.get(requestId);
    if (part) part.bytes += encodedDataLength;
  });
  await wire.send('Network.enable');
  await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
  try {
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForTimeout(settle_ms);
  } finally {
    await page.close();
  }
  const all = [...parts.values()];
  const bytes_of = (type) => all.filter((part) => part.type === type).reduce((sum, part) => sum + part.bytes, 0);
  return {
    first_flight_bytes: bytes_of('Document') + bytes_of('Stylesheet'),
    html_bytes: bytes_of('Document'),
    css_bytes: bytes_of('Stylesheet'),
    script_bytes: bytes_of('Script'),
    font_bytes: bytes_of('Font'),
    image_bytes: bytes_of('Image'),
    requests: all.reduce((sum, part) => sum + part.asked, 0),
    parts: all.map(({ url: address, type, bytes }) => ({ url: address, type, bytes })),
  };
}

// The house's promise for a resident's page. Limits can be made tighter by the caller.
export async function expect_light(context, url, { first_flight_bytes = 14_000, script_bytes = 3_000, requests = 4 } = {}) {
  const cost = await measure(context, url);
  const told = cost.parts.map((part) => `  ${part.bytes} ${part.type} ${part.url}`).join('\n');
  assert.ok(cost.html_bytes > 0, `${url} brought no page`);
  assert.ok(cost.first_flight_bytes <= first_flight_bytes, `first flight ${cost.first_flight_bytes} > ${first_flight_bytes} bytes\n${told}`);
  assert.ok(cost.script_bytes <= script_bytes, `script ${cost.script_bytes} > ${script_bytes} bytes\n${told}`);
  assert.ok(cost.requests <= requests, `${cost.requests} > ${requests} requests\n${told}`);
  return cost;
}
