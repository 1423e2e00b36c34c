import { readdir, readFile, readlink, stat, statfs } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

interface Mount {
  readonly point: string;
  readonly source: string;
  readonly type: string;
}

/**
 * Identity of the file system that holds `path`: its UUID where the system tells it, else type and source.
 * The same empty folder without its disk answers with another identity, so an absent disk is told from deleted files.
 */
export async function volumeOf(path: string): Promise<string> {
  const mount = await mountOf(path);
  if (mount === undefined) {
    const facts = await statfs(path);
    return `fs:${facts.type}:${facts.blocks}:${facts.bsize}`;
  }
  const uuid = mount.source.startsWith('/dev/') ? await uuidOf(mount.source) : undefined;
  return uuid === undefined ? `${mount.type}:${mount.source}` : `uuid:${uuid}`;
}

/** The identity of the volume, undefined where there is no folder of this path. */
export async function volumeIfFolder(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isDirectory() === true ? await volumeOf(path) : undefined;
}

/** The mount with the longest point above `path`; undefined where there is no mount table to read. */
async function mountOf(path: string): Promise<Mount | undefined> {
  const table = await readFile('/proc/self/mountinfo', 'utf8').catch(() => undefined);
  if (table === undefined) return undefined;
  let best: Mount | undefined;
  for (const line of table.split('\n')) {
    const mount = parseMount(line);
    if (!mount) continue;
    const isAbove = mount.point === '/' || path === mount.point || path.startsWith(`${mount.point}/`);
    if (isAbove && mount.point.length >= (best?.point.length ?? 0)) best = mount;
  }
  return best;
}

/** `36 35 98:0 /sub /mnt rw,noatime shared:1 - ext4 /dev/sda1 rw`: octal escapes stand for spaces. */
function parseMount(line: string): Mount | undefined {
  const [left, right] = line.split(' - ');
  const point = left?.split(' ')[4];
  const [type, source] = right?.split(' ') ?? [];
  if (point === undefined || type === undefined || source === undefined) return undefined;
  const plain = (text: string): string =>
    text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return { point: plain(point), source: plain(source), type };
}

async function uuidOf(device: string): Promise<string | undefined> {
  const folder = '/dev/disk/by-uuid';
  for (const name of await readdir(folder).catch(() => [])) {
    const target = await readlink(`${folder}/${name}`).catch(() => undefined);
    if (target !== undefined && resolve(dirname(`${folder}/${name}`), target) === device) return basename(name);
  }
  return undefined;
}
