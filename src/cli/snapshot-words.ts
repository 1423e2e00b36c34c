import { bytesText, countOf, countText, assetsText, problemsText } from '../contract/count-words.ts';
import type { HealthSnapshot } from '../contract/health.ts';
import { sinceText } from './job-words.ts';

/** The state of the library for people, a line a matter. */
export function snapshotLines({ database, items, jobs, scans }: HealthSnapshot): readonly string[] {
  return [
    `Database: ${database.version}, ${database.connection}; ${schemaText(database)}`,
    `Library: ${assetsText(items)}, ${bytesText(items.bytes)}${items.problems === 0 ? '' : `; ${problemsText(items.problems, 'asset')}`}`,
    ...(jobs.stuck.length === 0 ? [] : [`Stuck: ${jobs.stuck.map(({ id, kind }) => `${id} (${kind})`).join(', ')}`]),
    ...(jobs.lastError === null ? [] : [lastErrorText(jobs.lastError)]),
    lastScanText(scans),
  ];
}

function schemaText({ pendingMigrations, schemaDifferences }: HealthSnapshot['database']): string {
  const wrong = [
    ...(pendingMigrations.length === 0 ? [] : [`lacks ${pendingMigrations.join(', ')}`]),
    ...schemaDifferences.map(({ name, kind }) => `${name} is ${kind}`),
  ];
  return wrong.length === 0 ? 'its schema is as it should be' : `its schema ${wrong.join(', ')}`;
}

function lastErrorText({ kind, code, message, at }: NonNullable<HealthSnapshot['jobs']['lastError']>): string {
  return `Last error: ${kind}, ${sinceText(at)} ago: ${message} (${code})`;
}

function lastScanText({ last, errors }: HealthSnapshot['scans']): string {
  if (last === null) return 'Last scan: none yet';
  const codes = errors.map(({ code, count }) => `${countText(count)} ${code}`).join(', ');
  const failed = last.errors === 0 ? 'no errors' : `${countOf(last.errors, 'error')} (${codes})`;
  return `Last scan: ${last.folder}, ${last.state}, begun ${sinceText(last.startedAt)} ago, ${countOf(last.found, 'file')}, ${failed}`;
}
