import type { OperationRow } from '../../src/contract/operation.ts';
import { FIXED_NOW, fixtureId } from './fixture-library.ts';

type Told = Partial<OperationRow> & Pick<OperationRow, 'name'>;

const TOLD: readonly Told[] = [
  { name: 'jobs.retry', input: { filter: { state: 'failed', queue: 'pictures', ignored: false } }, touched: 15_580 },
  { name: 'imports.start', origin: 'command-line', input: { path: '/photos/2026/Lisbon', mode: 'in-place' } },
  { name: 'imports.start', origin: 'api', input: { path: '/mnt/gone' }, outcome: 'folder_not_found', touched: null },
  { name: 'jobs.pause', input: { name: 'pictures', by: 'pages' } },
  { name: 'system.putConfig', origin: 'settings-file', input: { 'jobs.limits': { pictures: 2 } } },
  { name: 'jobs.prune', input: { filter: { state: 'done' }, keepLast: 100 }, touched: 48_211 },
  { name: 'system.resume', input: {}, touched: null },
];

/** What people changed of late. */
export function fixtureOperations(): OperationRow[] {
  return TOLD.map((told, n) => ({
    id: fixtureId('op', n),
    at: new Date(FIXED_NOW - n * 47 * 60_000).toISOString(),
    origin: 'pages',
    input: {},
    outcome: 'ok',
    touched: 1,
    made: null,
    durationMs: 12 + n * 31,
    ...told,
  }));
}
