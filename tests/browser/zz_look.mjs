import { chromium } from 'playwright-core';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const login = async (who, size) => { const c = await b.newContext({ viewport: size }); const p = await c.newPage(); await p.goto('http://localhost:8155/masuk'); await p.fill('[name=nama]', who); await p.fill('[name=sandi]', 'opak-manis-contoh'); await p.click('main button[type=submit], main button:not([type=button])'); await p.waitForTimeout(500); return p; };
const p = await login('ratna', { width: 1280, height: 1700 });
await p.goto('http://localhost:8155/antaran/rencana'); await p.click('text=Susun rute'); await p.waitForTimeout(2500);
await p.screenshot({ path: '/tmp/look1.png' });
const link = await p.locator('a[href$="/daftar"]').first().getAttribute('href').catch(() => null); console.log(link);
if (link) { await p.goto('http://localhost:8155' + link); await p.waitForTimeout(300); await p.screenshot({ path: '/tmp/look2.png' }); }
const q = await login('agus', { width: 360, height: 740 });
await q.goto('http://localhost:8155/antar'); await q.waitForTimeout(1500); await q.screenshot({ path: '/tmp/look3.png' }); console.log(q.url());
await b.close();
