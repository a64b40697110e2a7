import { chromium } from 'playwright-core';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const p = await b.newPage({ viewport: { width: 1280, height: 900 } });
await p.goto('http://localhost:8155/masuk'); await p.fill('[name=nama]', process.argv[3] || 'ratna'); await p.fill('[name=sandi]', 'opak-manis-contoh'); await p.click('main button[type=submit], main button:not([type=button])');
await p.waitForTimeout(500); console.log(p.url());
await p.goto('http://localhost:8155' + process.argv[2]); await p.waitForTimeout(300);
if (process.argv[2] === '/antaran/rencana') { await p.click('text=Susun rute'); await p.waitForTimeout(500); }
await p.screenshot({ path: '/tmp/look.png', fullPage: true }); await b.close();
