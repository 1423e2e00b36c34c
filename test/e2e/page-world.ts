import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openChromium } from '../../web/dev/open-chromium.ts';
import { tempFolder } from '../fixtures/temp-folder.ts';
import { type Running, runSupervisor, writePhoto } from './running-supervisor.ts';

const PHOTOS = 36;
/** The name of one of its pictures. */
export const HOSTILE = '<img src=x onerror=alert(1)>.jpg';

/** The program over 38 pictures, one of them broken and one with a hostile name, and a browser for its pages. */
export interface PageWorld extends AsyncDisposable {
  readonly supervisor: Running;
  /** Where the pictures lie. */
  readonly photos: string;
  /** What no page may ever cause: refused content, thrown errors, requests elsewhere. */
  readonly wrongs: readonly string[];
  /** Starts the program again at the same address, after it was stopped. */
  restart(): Promise<void>;
  /** A new page of the program. */
  open(path: string): Promise<Page>;
}

const day = (n: number): string => `${2025 - Math.floor(n / 12)}:0${1 + (n % 3)}:1${n % 5} 1${n % 9}:00:00`;

/** Opens one, when all has been imported. */
export async function openPageWorld(): Promise<PageWorld> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempFolder()).path;
  const photos = join(folder, 'photos');
  for (let n = 0; n < PHOTOS; n++)
    await writePhoto(join(photos, `first/P${String(n).padStart(3, '0')}.jpg`), { seed: n, taken: day(n) });
  await writePhoto(join(photos, 'first', HOSTILE), { seed: 90, taken: '2025:06:01 08:00:00' });
  const whole = Buffer.from('/9j/4AAQSkZJRgABAQAAAQABAAD', 'base64');
  await writeFile(join(photos, 'first/broken.jpg'), Buffer.concat([whole, Buffer.alloc(400, 7)]));
  const supervisor = stack.use(await runSupervisor(join(folder, 'data')));
  await supervisor.importFolder(photos);
  await supervisor.idle();
  const browser = stack.use(await openChromium({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' }));
  const { context } = browser;
  // What one page remembers must not change what the next test sees.
  await context.addInitScript('localStorage.clear()');
  const wrongs: string[] = [];
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== supervisor.url) wrongs.push(`asked elsewhere: ${request.url()}`);
  });
  const owned = stack.move();
  return {
    supervisor,
    photos,
    wrongs,
    async restart() {
      owned.use(await runSupervisor(join(folder, 'data'), Number(new URL(supervisor.url).port)));
    },
    async open(path) {
      const page = await context.newPage();
      noteWrongs(page, (what) => wrongs.push(`${path}: ${what}`));
      await page.goto(supervisor.url + path);
      return page;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function noteWrongs(page: Page, note: (what: string) => void): void {
  page.on('response', (response) => {
    if (response.url().includes('/picture/') && response.status() >= 400)
      note(`asked for a picture that is not there: ${response.url()}`);
  });
  page.on('pageerror', (error) => note(error.message));
  page.on('dialog', (dialog) => {
    note('a script opened a dialog');
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) note(message.text());
  });
}
