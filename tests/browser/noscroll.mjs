// No sideways scroll on the smallest phone: at 280 px nothing sticks out of the page.
//
// expect_no_sideways_scroll(page): the page stands at its address already; its size is put back afterwards.
import assert from 'node:assert/strict';

export async function sideways(page, width = 280) {
  const size_before = page.viewportSize();
  await page.setViewportSize({ width, height: 653 });
  const found = await page.evaluate((limit) => {
    const wide = document.scrollingElement.scrollWidth;
    if (wide <= limit) return { wide, who: [] };
    const out = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > limit + 0.5);
    // The innermost ones are the cause; what holds them only follows.
    const causes = out.filter((element) => !out.some((other) => other !== element && element.contains(other)));
    const name = (element) => element.tagName.toLowerCase() + (element.id ? `#${element.id}` : '') +
      [...element.classList].map((word) => `.${word}`).join('');
    return { wide, who: causes.slice(0, 8).map(name) };
  }, width);
  if (size_before) await page.setViewportSize(size_before);
  return found;
}

export async function expect_no_sideways_scroll(page, width = 280) {
  const { wide, who } = await sideways(page, width);
  assert.ok(wide <= width, `${page.url()} is ${wide} px wide at ${width} px: ${who.join(', ')}`);
}
