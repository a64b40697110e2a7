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

// On a phone and on a desk every cell, button and field stands whole within the screen and within the box it belongs to; details are
// opened first. A photo that is enlarged may be dragged in its frame.
export async function cut_off(page, width) {
  const size_before = page.viewportSize();
  await page.setViewportSize({ width, height: 800 });
  const found = await page.evaluate(() => {
    for (const fold of document.querySelectorAll('main details')) fold.open = true;
    const faults = [];
    const words_of = (element) => (element.innerText || element.value || element.id).trim().slice(0, 30);
    for (const element of document.querySelectorAll('td,th,button,.btn,input,select,textarea,.tag,.sla,.tabs a,.links a,.inbox a')) {
      const box = element.getBoundingClientRect();
      if (box.width < 2 || box.height < 2 || element.closest('.vh, .doc, thead')) continue;
      if (element.closest('html.besar .scroll[tabindex]')) continue;  // In large letters a table may be moved by its reader.
      const fault = (why) => faults.push(`${element.tagName.toLowerCase()} "${words_of(element)}" ${why}`);
      if (box.right > innerWidth + 1 || box.left < -1) fault('is outside the screen');
      else for (let holder = element.parentElement; holder && holder !== document.body; holder = holder.parentElement) {
        const room = holder.getBoundingClientRect();
        if (!holder.matches('.box,.note,.errors,.stop,.pane,.scroll') && getComputedStyle(holder).overflowX === 'visible') continue;
        if (box.right > room.right + 1 || box.left < room.left - 1) { fault(`is outside .${holder.className}`); break; }
      }
      if (element.matches('td,th,button,.btn') && element.scrollWidth > element.clientWidth + 1) fault('does not hold its words');
      const pen = document.createElement('canvas').getContext('2d'), style = getComputedStyle(element);
      pen.font = style.font;
      const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      if (element.tagName === 'INPUT' && element.placeholder && pen.measureText(element.placeholder).width > room) fault('cuts its example');
      if (element.tagName === 'SELECT' && pen.measureText(element.selectedOptions[0]?.text ?? '').width > room) fault('lays its arrow over the words');
    }
    // A heading row that is hidden says its words before each cell.
    for (const table of document.querySelectorAll('main table')) {
      const head = table.tHead?.getBoundingClientRect();
      if (head && head.right > innerWidth + 1 && !table.closest('html.besar')) faults.push(`a table's head is outside the screen: ${table.tHead.innerText.slice(0, 60)}`);
    }
    return faults;
  });
  if (size_before) await page.setViewportSize(size_before);
  return found;
}

export async function expect_nothing_cut_off(page, widths = [360, 1280]) {
  for (const width of widths) assert.deepEqual(await cut_off(page, width), [], `${page.url()} at ${width} px`);
}
