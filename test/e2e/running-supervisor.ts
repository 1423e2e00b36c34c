import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import sharp from 'sharp';
import { paintScene } from '../../web/dev/paint-scene.ts';
import { until } from '../fixtures/until.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The whole product in a process of its own, with its pages. */
export interface Running extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** Starts an import of a folder through the API. */
  importFolder(path: string): Promise<void>;
  /** Resolves when nothing waits or runs any more. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts `supervisor start` with its data in `dataFolder`, on a free port or a given one. */
export async function runSupervisor(dataFolder: string, port = 0): Promise<Running> {
  const args = [join(ROOT, 'bin/app.js'), 'start', '--data', dataFolder, '--port', `${port}`, '--json'];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    ended.then(([code]) => reject(new Error(`Supervisor ended with ${code} before it was ready`)), reject);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { type?: string; url?: string };
      if (said.type === 'ready' && said.url) resolve(said.url.replace(/\/$/, ''));
    });
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  return {
    url,
    pid: child.pid ?? 0,
    async importFolder(path) {
      const reply = await fetch(`${url}/api/imports`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ path }),
      });
      if (!reply.ok) throw new Error(`Import refused: ${await reply.text()}`);
    },
    idle: () =>
      until(async () => {
        const activity = (await (await fetch(`${url}/api/activity`)).json()) as { state: string };
        return activity.state === 'idle';
      }, 150_000),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Writes a picture of our own making, taken at a wall-clock time (`2024:05:01 10:00:00`). */
export async function writePhoto(path: string, photo: { seed: number; taken: string; width?: number }): Promise<void> {
  const width = photo.width ?? 900;
  await mkdir(join(path, '..'), { recursive: true });
  const bytes = await sharp(await paintScene(photo.seed))
    .resize({ width, height: Math.round(width / 1.5) })
    .jpeg({ quality: 80 })
    .withExif({ IFD0: { Make: 'Test', Model: 'Camera One' }, IFD2: { DateTimeOriginal: photo.taken } })
    .toBuffer();
  await writeFile(path, bytes);
}
