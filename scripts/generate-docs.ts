// `npm run docs` writes docs/generated; with `--check` it only says which pages are stale, and fails.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiPage, cliPage, errorsPage, eventsPage, formatsPage, kindsPage, settingsPage } from './doc-pages.ts';
import { checkoutRoot } from './run-step.ts';

const folder = join(checkoutRoot, 'docs/generated');
const pages = {
  'settings.md': settingsPage(),
  'cli.md': cliPage(),
  'errors.md': errorsPage(),
  'kinds.md': kindsPage(),
  'events.md': eventsPage(),
  'formats.md': formatsPage(),
  'api.md': await apiPage(),
};

function current(name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
}

const stale = Object.entries(pages).filter(([name, text]) => current(name) !== text);
if (process.argv.includes('--check')) {
  for (const [name] of stale) console.log(`docs/generated/${name} is stale: run npm run docs`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of stale) writeFileSync(join(folder, name), text);
  console.log(`${stale.length} of ${Object.keys(pages).length} pages written to docs/generated`);
}
