import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a program cost. CPU is user + system time of it and of all its own children that it waited for. */
export interface Cost {
  readonly wallMs: number;
  /** NaN where the system does not tell (only Linux does). */
  readonly cpuMs: number;
}

/** Runs a program to its end without a shell. Its output is thrown away; with `keepsOutput` the last of it stands in the error. @throws Error when it does not end with 0 */
export async function runCommand(
  [program = '', ...args]: readonly string[],
  options: { cwd?: string; okExits?: readonly number[]; keepsOutput?: boolean } = {},
): Promise<Cost> {
  const startedCpu = childrenCpuMs();
  const startedMs = performance.now();
  const child = spawn(program, args, {
    stdio: ['ignore', options.keepsOutput ? 'pipe' : 'ignore', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)));
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const cost = { wallMs: performance.now() - startedMs, cpuMs: childrenCpuMs() - startedCpu };
  if (!(options.okExits ?? [0]).includes(exitCode ?? -1)) throw new Error(`${program} ended with ${exitCode}: ${said}`);
  return cost;
}

/** What something in this process cost, all its threads together. */
export async function measureHere(work: () => Promise<unknown>): Promise<Cost> {
  const started = process.cpuUsage();
  const startedMs = performance.now();
  await work();
  const { user, system } = process.cpuUsage(started);
  return { wallMs: performance.now() - startedMs, cpuMs: (user + system) / 1_000 };
}

/** Clock ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const TICK_MS = 10;

/** CPU time of all ended children of this process, theirs included, ms. */
function childrenCpuMs(): number {
  try {
    const [, , , , , , , , , , , , , cutime = 'NaN', cstime = 'NaN'] = statFields(
      readFileSync('/proc/self/stat', 'utf8'),
    );
    return (Number(cutime) + Number(cstime)) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}

/** The fields of a /proc stat line after the program's name (which may hold spaces and brackets): state is the first. */
export function statFields(line: string): readonly string[] {
  return line
    .slice(line.lastIndexOf(')') + 2)
    .trim()
    .split(' ');
}
