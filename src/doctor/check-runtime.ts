import type { CheckLine } from '../contract/system.ts';
import { checkLine } from './check-line.ts';

/** What the program runs on. */
export interface Runtime {
  readonly node: string;
  readonly sqlite: string;
}

const OLDEST_NODE = [24, 15, 0] as const;
/** As `db/open` asks for. */
const OLDEST_SQLITE = [3, 51, 3] as const;

/** Node and the SQLite inside it. */
export function checkRuntime(
  runtime: Runtime = { node: process.versions.node, sqlite: process.versions['sqlite'] ?? '0' },
): readonly CheckLine[] {
  const node = checkLine('runtime.node', 'Node.js', true);
  const sqlite = checkLine('runtime.sqlite', 'SQLite', true);
  const cure = `Start with \`npm start\` in the checkout, or install Node ${OLDEST_NODE.join('.')} or newer`;
  return [
    isAtLeast(runtime.node, OLDEST_NODE) ? node.ok(runtime.node) : node.bad(`${runtime.node} is too old`, cure),
    isAtLeast(runtime.sqlite, OLDEST_SQLITE)
      ? sqlite.ok(runtime.sqlite)
      : sqlite.bad(`${runtime.sqlite} is too old (it comes with Node)`, cure),
  ];
}

function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10));
  for (const [index, wanted] of least.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}
