// Stands in for the program in harness.test.mjs: takes the same words, says the same line.
//
// "--stubborn" ignores a kind request to stop; "--fail" ends with a reason before it is ready.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const words = process.argv.slice(2);
const after = (name) => words[words.indexOf(name) + 1];
if (words.includes('--fail')) {
  console.error('the disk is full');
  process.exit(3);
}
if (words.includes('--stubborn')) process.on('SIGTERM', () => {});
writeFileSync(join(after('--data'), 'city'), 'made up');
const server = createServer((request, response) => response.end(`<!doctype html><title>kota</title>${process.pid}`));
server.listen(Number(after('--port')), '127.0.0.1', () =>
  console.log(`Opak Manis listens on http://127.0.0.1:${server.address().port}`));
