// The newcomer's five minutes: one card from the resident's message through every officer's hands to the door, each at their
// own desk, with the mistakes that days have.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_house, phone_size } from './harness.mjs';
import { expect_no_sideways_scroll } from './noscroll.mjs';
import {
  accept_papers, answered, apply_until_check, choose, close_run, count_cards, expect_heading, fill, follow, officer, open_file, path_of, phone_of, photo_of_letter, press, send_application,
  send_photo, siti, status_words, verify,
} from './walk.mjs';

let house;
before(async () => { house = await open_house(); });
after(async () => { await house?.close(); });

test('one card from the first page to the hand', { timeout: 150_000 }, async () => {
  const { base } = house;
  const resident = await (await house.phone()).newPage();
  const phone = await phone_of(house, await house.phone(), '+6281200009001');
  let link, number, envelope;
  const sees = async (words) => {
    await resident.goto(base + link);
    assert.match(await status_words(resident), words);
  };

  await step('the resident applies', async () => {
    await apply_until_check(house, resident, phone, siti);
    ({ link, number } = await send_application(resident));
  });

  await step('the operator asks for a better photo, in words of her own', async () => {
    const rina = await officer(house, 'Rina');
    await open_file(rina, base, number);
    await press(rina, /Berkas benar/);
    assert.match(await rina.title(), /^Salah: /, 'nothing is accepted that was not looked at');
    await follow(rina, /Minta perbaikan/);
    await rina.locator('#perbaikan select[name=alasan]').selectOption('paper_unclear');
    await rina.locator('#perbaikan select[name=untuk]').selectOption('loss_letter');
    await answered(rina, () => rina.locator('#perbaikan button').first().click());
    await rina.locator('textarea[name=kata]').fill('Surat kehilangan kurang terang. Foto dekat jendela, ya.');
    await answered(rina, () => rina.locator('#perbaikan form').last().locator('button').first().click());
    assert.equal(path_of(rina), '/petugas');
    await rina.context().close();
  });

  await step('the resident repairs it from the message', async () => {
    await phone.hear(/perlu diperbaiki/);
    await sees(/perlu diperbaiki/);
    await follow(resident, 'Kirim perbaikan');
    assert.match(await resident.locator('main').innerText(), /Foto dekat jendela/);
    await send_photo(resident, await photo_of_letter(house));
    await sees(/sudah diterima/);
  });

  await step('the operator sees beside the photo what a machine read on it, and accepts', async () => {
    const rina = await officer(house, 'Rina');
    await open_file(rina, base, number);
    await rina.goto(`${base}/petugas/periksa/${number}?berkas=loss_letter`);
    const reading = rina.locator('section.reading');
    for (const end = Date.now() + 30_000; /belum dibaca/.test(await reading.innerText()); await rina.reload()) {
      assert.ok(Date.now() < end, 'nobody read the photo');
      await rina.waitForTimeout(500);
    }
    assert.match(await reading.innerText(), /terbaca sebagai surat kehilangan dari polisi/);
    await accept_papers(rina, base, number);
    await sees(/sudah lengkap/);
    await rina.context().close();
  });

  await step('the verifier compares and approves', async () => {
    const budi = await officer(house, 'Budi');
    await verify(budi, base, number);
    await sees(/siap dicetak/);
    await budi.context().close();
  });

  await step('the printer takes the line and prints on the next serial', async () => {
    const joko = await officer(house, 'Joko');
    assert.equal(path_of(joko), '/cetak');
    await fill(joko, { jumlah: '200' });
    await press(joko, /^Ambil/);
    assert.match(joko.url(), /beres=/);
    await joko.goto(`${base}/cetak/${number}`);
    await press(joko, 'Tercetak, baik');
    assert.match(await joko.title(), /^Salah: /, 'no card without a serial');
    const expected = /[A-Z]{0,4}\d{5,}/.exec(await joko.locator('#blangko-h').innerText())[0];
    await fill(joko, { blangko: expected });
    await press(joko, 'Tercetak, baik');
    assert.match(joko.url(), /\/label$/);
    envelope = (await joko.locator('.label .letters').innerText()).replace(/\s/g, '');
    assert.match(envelope, /^[A-Z0-9]{6}$/);
    assert.ok(!(await joko.locator('.label').innerText()).includes(siti.nik), 'no NIK on the envelope');
    await sees(/sudah dicetak/);
    await joko.context().close();
  });

  await step('the supervisor plans a run for one courier', async () => {
    const ratna = await officer(house, 'Ratna');
    await ratna.goto(base + '/antaran/rencana');
    for (const box of await ratna.locator('input[name^="k-"]').all()) await choose(ratna, box, (await ratna.locator(`label[for="${await box.getAttribute('id')}"]`).innerText()).includes('Agus'));
    await fill(ratna, { paling: '200', berangkat: '6', kembali: '21' });  // Long enough for all.
    await press(ratna, /Susun rute/);
    // Only this card today: the rest stays for another run.
    const others = ratna.locator('button[name=pilih]').filter({ hasNotText: number });
    while (await others.count()) {
      await press(ratna, await others.first().innerText());
      await ratna.locator('select[name^="ke-"]').selectOption('');
      await press(ratna, /^Pindahkan$/);
    }
    await press(ratna, /Tetapkan/);
    if (await ratna.locator('button[name=kapan]').count()) await press(ratna, /Berangkat sekarang/);
    assert.match(ratna.url(), /beres=planned/);
    await ratna.context().close();
  });

  await step('the courier loads, and hands over only where all letters are right', async () => {
    const agus = await officer(house, 'Agus', { viewport: phone_size, hasTouch: true, isMobile: true });
    await agus.goto(base + '/antar');
    await expect_no_sideways_scroll(agus);
    for (let stops = 0; !(await agus.locator('main').innerText()).toLowerCase().includes(siti.name.toLowerCase()) && stops < 60; ++stops) await not_at_home(agus);
    await count_cards(agus, 'dihitung', '3');
    assert.match(await agus.title(), /^Salah: /, 'a wrong count is told');
    await count_cards(agus, 'dihitung', '1');
    await sees(/sedang diantar/);
    const letters = (await resident.locator('.letters .code').innerText()).replace(/\s/g, '');

    await follow(agus, /Serahkan kartu/);
    await hand_over(agus, 'QQQQQQ', letters);
    await expect_heading(agus, /bukan untuk alamat ini/i);
    await answered(agus, () => agus.locator('.stopsign a').click());
    await hand_over(agus, envelope, 'ZZZZZZ');
    assert.ok(await agus.locator('#kode-e').isVisible());
    await sees(/sedang diantar/);
    await hand_over(agus, envelope, letters);
    assert.equal(path_of(agus), '/antar');
    await expect_no_sideways_scroll(agus);
    await agus.context().close();
  });

  await step('the resident sees it, hears it, and can check it in the public record', async () => {
    await sees(/sudah diterima/);
    await phone.hear(/sudah diserahkan/);
    await resident.goto(`${base}${link}/tanda-terima`);
    const proof = await resident.locator('.proof').textContent();
    await resident.goto(base + '/log-publik');
    await resident.locator('textarea').fill(proof);
    await answered(resident, () => resident.locator('main form button').click());
    await resident.locator('.note.ok').waitFor();
  });

  await step('somebody files in her name: her phone tells her, and one press stops it', async () => {
    const stranger = await (await house.phone()).newPage();
    await apply_until_check(house, stranger, await phone_of(house, await house.phone(), '+6281200009002'), siti);
    const theirs = await send_application(stranger);
    await phone.hear(/atas nama Ibu\/Bapak/);
    await resident.goto(base + (await phone.link(/\/bukan-saya\//)));
    await press(resident, 'Bukan saya, hentikan');
    assert.match(await resident.locator('.note.ok').innerText(), /sudah dihentikan/);
    await stranger.goto(base + theirs.link);
    assert.match(await status_words(stranger), /dihentikan sementara/);
  });
  assert.deepEqual(house.foreign_requests, []);
});

// A step's name stands before what went wrong in it; the steps after it cannot be walked.
async function step(name, walk) {
  try {
    await walk();
  } catch (problem) {
    problem.message = `${name}: ${problem.message}`;
    throw problem;
  }
}

// The example city's courier may still have a run in hand: nobody opens, and the run is closed with the cards counted.
async function not_at_home(agus) {
  const failed = agus.getByRole('link', { name: 'Tidak bisa diserahkan' });
  if (await failed.count()) {
    await answered(agus, () => failed.first().click());
    await fill(agus, { alasan: 'not_at_home' });
    return answered(agus, () => agus.locator('main form button.big').click());
  }
  if (await agus.locator('[name=dihitung]').count()) return count_cards(agus, 'dihitung', /\d+/.exec(await agus.locator('.stop').innerText())[0]);
  // One left open from an earlier day is closed before anything else, with the stops that were not reached still in the bag.
  await close_run(house, agus);
  await agus.goto(`${house.base}/antar`);
}

async function hand_over(page, envelope, secret) {
  await fill(page, { amplop: envelope, kode: secret, wajah: true });
  await answered(page, () => page.locator('main form button.big').click());
}
