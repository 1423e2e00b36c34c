import { readFileSync } from 'node:fs';

/** Kills every child of a process whose command line holds a word, as soon as it appears, until disposed. Linux only. */
export function killAgain(pid: number, word: string): Disposable & { readonly kills: number } {
  let kills = 0;
  const timer = setInterval(() => {
    for (const child of childrenOf(pid)) {
      if (!commandOf(child).includes(word)) continue;
      process.kill(child, 'SIGKILL');
      kills += 1;
    }
  }, 5);
  return {
    get kills() {
      return kills;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** Children are listed by the thread that started them; ours are started by the first. */
function childrenOf(pid: number): readonly number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

const commandOf = (pid: number): string => read(`/proc/${pid}/cmdline`);

/** Empty for a process that has just ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
