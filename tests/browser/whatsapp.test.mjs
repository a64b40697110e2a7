// The same journey as a conversation: on the pretend phone, from "ktp saya hilang" to the receipt.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_house } from './harness.mjs';
import { phone_of, siti, status_words } from './walk.mjs';

let house;
before(async () => { house = await open_house(); });
after(async () => { await house?.close(); });

for (const [number, script] of [['+6281200009001', 'with script'], ['+6281200009002', 'without script']]) {
  test(`a lost card is reported in a conversation, ${script}`, { timeout: 60_000 }, async () => {
    const context = await (script === 'with script' ? house.phone() : house.noscript());
    const phone = await phone_of(house, context, number);
    phone.is_live = script === 'with script';
    await talk(phone);
  });
}

async function talk(phone) {
  await phone.say('ktp saya hilang', /KTP hilang/i);
  console.log((await phone.messages()), await phone.page.locator('#obrolan button').allInnerTexts());
}
