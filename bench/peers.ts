import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../scripts/find-program.ts';
import { photoLibrary } from './library.ts';
import { type BenchEnv, compare, type Row } from './row.ts';
import { runCommand } from './run-command.ts';
import { dataFolder, runSupervisor } from './supervisor.ts';

/** Some peers make less than one picture a second. */
const MOST_FILES = 100;

interface Peer {
  readonly name: string;
  /** What it makes of a photograph, to be fair. */
  readonly makes: string;
  /** Found on PATH or in node_modules/.bin; never installed by us. */
  readonly program: string;
  readonly install: string;
  args(library: string, out: string): readonly string[];
}

const PEERS: readonly Peer[] = [
  {
    name: 'thumbsup',
    makes: 'three sizes',
    program: 'thumbsup',
    install: 'npm i -g thumbsup; apt-get install graphicsmagick libimage-exiftool-perl',
    args: (library, out) => [
      '--input',
      library,
      '--output',
      join(out, 'site'),
      '--concurrency',
      '2',
      '--photo-download',
      'link',
    ],
  },
  {
    name: 'fgallery',
    makes: '150 px and 1600 px',
    program: 'fgallery',
    install: 'apt-get install fgallery liblcms2-utils',
    args: (library, out) => ['-d', '-j', '2', library, join(out, 'site')],
  },
  {
    name: 'findimagedupes',
    makes: 'a perceptual hash only',
    program: 'findimagedupes',
    install: 'apt-get install findimagedupes',
    args: (library, out) => ['-q', '-q', '-R', '-f', join(out, 'prints.db'), library],
  },
];

/** The whole import beside other programs of this kind that are installed here, over the same photographs. */
export async function run(env: BenchEnv): Promise<readonly Row[]> {
  const found = PEERS.filter((peer) => pathOf(peer));
  for (const peer of PEERS) if (!found.includes(peer)) env.tell(`  ${peer.name} is not here: ${peer.install}`);
  if (found.length === 0) return [];
  const { folder, files, note } = await photoLibrary({ ...env, n: Math.min(env.n, MOST_FILES) });
  const rate = (ms: number): number => files.length / (ms / 1_000);
  await using data = await dataFolder();
  const ours = rate((await runSupervisor(['import', folder, '--json', '--data', data.path])).wallMs);
  const rows: Row[] = [];
  for (const peer of found) {
    env.tell(`  ${peer.name}`);
    const cost = await runPeer(peer, folder);
    const than = {
      unit: 'images/s',
      limit: [rate(cost)],
      name: peer.name,
      atLeast: 1,
      note: `${note}; ${peer.name} makes ${peer.makes}; one run each`,
    };
    rows.push(compare(`whole import beside ${peer.name}`, [ours], than));
  }
  return rows;
}

async function runPeer(peer: Peer, library: string): Promise<number> {
  const out = await mkdtemp(join(tmpdir(), 'supervisor-bench-peer-'));
  try {
    return (await runCommand([pathOf(peer) ?? peer.program, ...peer.args(library, out)])).wallMs;
  } finally {
    await rm(out, { recursive: true });
  }
}

function pathOf({ program }: Peer): string | undefined {
  return findProgram([program], [join(import.meta.dirname, '../node_modules/.bin')]);
}
