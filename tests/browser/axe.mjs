// Can everybody use this page? axe-core's rules WCAG 2.0 to 2.2, levels A and AA, and its best practices, at both widths.
//
// expect_accessible(page): the page stands at its address already; its size is put back afterwards.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { desktop_size, phone_size } from './harness.mjs';

const axe_source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function violations(page) {
  if (!(await page.evaluate(() => typeof window.axe === 'object'))) await page.evaluate(axe_source);
  const { violations: found } = await page.evaluate(
    (tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), rules);
  return found.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.target.join(' ')) }));
}

export async function expect_accessible(page) {
  const size_before = page.viewportSize();
  for (const size of [phone_size, desktop_size]) {
    await page.setViewportSize(size);
    const found = await violations(page);
    const told = found.map(({ id, help, where }) => `  ${id}: ${help}\n    ${where.join('\n    ')}`).join('\n');
    assert.equal(found.length, 0, `${page.url()} at ${size.width} px:\n${told}`);
  }
  if (size_before) await page.setViewportSize(size_before);
}
