import { readdirSync, readFileSync } from 'node:fs';
import { statFields } from './run-command.ts';

/** What a process and all its descendants use at one moment (Linux). */
export interface TreeUse {
  readonly atMs: number;
  /** Proportional set size where the system lets it be read (shared pages are counted once), else resident. */
  readonly pssMiB: number;
  readonly rssMiB: number;
  /** The same of the first process alone. */
  readonly ownPssMiB: number;
  /** User + system time so far, of the living and of children they have waited for, ms. */
  readonly cpuMs: number;
  readonly processes: number;
}

const TICK_MS = 10;
const KIB_PER_MIB = 1_024;

/** Looks at a tree now. Processes that end meanwhile are left out. */
export function lookAtTree(pid: number): TreeUse {
  let [pssMiB, rssMiB, cpuMs, processes, ownPssMiB] = [0, 0, 0, 0, 0];
  for (const one of treeOf(pid)) {
    const stat = readProc(one, 'stat');
    if (stat === '') continue;
    const [utime, stime, cutime, cstime] = statFields(stat).slice(11, 15).map(Number);
    const rss = kib(readProc(one, 'status'), 'VmRSS') / KIB_PER_MIB;
    const pss = kib(readProc(one, 'smaps_rollup'), 'Pss') / KIB_PER_MIB;
    cpuMs += ((utime ?? 0) + (stime ?? 0) + (cutime ?? 0) + (cstime ?? 0)) * TICK_MS;
    rssMiB += rss;
    pssMiB += pss || rss;
    processes += 1;
    if (one === pid) ownPssMiB = pss || rss;
  }
  return { atMs: performance.now(), pssMiB, rssMiB, ownPssMiB, cpuMs, processes };
}

/** Looks at a tree again and again until told to stop. */
export function watchTree(pid: number, everyMs: number): { stop(): readonly TreeUse[] } {
  const seen: TreeUse[] = [];
  const timer = setInterval(() => seen.push(lookAtTree(pid)), everyMs);
  return {
    stop() {
      clearInterval(timer);
      return seen.filter((use) => use.processes > 0);
    },
  };
}

function treeOf(root: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = Number(statFields(readProc(pid, 'stat'))[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (let i = 0; i < tree.length; i++) tree.push(...(children.get(tree[i] ?? -1) ?? []));
  return tree;
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function kib(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
}
