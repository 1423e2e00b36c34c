import { isoTime } from '../../base/iso-time.ts';
import { countOf } from '../../contract/count-words.ts';
import { helpFor } from '../../contract/errors.ts';
import { AssetId, JobId } from '../../contract/ids.ts';
import type { Incident, Severity } from '../../contract/incident.ts';
import type { Fault } from './fault.ts';

/** Nothing can be stored any more, or what is stored is in danger. */
const GRAVEST: ReadonlySet<string> = new Set([
  'database_damaged',
  'database_unreadable',
  'disk_full',
  'disk_error',
  'read_only',
  'database_read_only',
  'folder_unusable',
]);
/** A whole part stands still. */
const PART: ReadonlySet<string> = new Set([
  'root_offline',
  'service_down',
  'metadata_tool_missing',
  'picture_tool_missing',
]);
/** So many jobs of one kind that fail for one reason are a part that stands still. */
const MANY = 100;
const HOUR_MS = 3_600_000;
const TOP = 10;

/** Faults of a day by source and code, worst first. `dayMs`: its start. */
export function groupIncidents(faults: readonly Fault[], dayMs: number): Incident[] {
  const groups = Map.groupBy(faults, ({ source, code }) => `${source}:${code}`);
  return [...groups]
    .map(([id, group]) => viewIncident(id, group, dayMs))
    .sort((a, b) => a.severity.localeCompare(b.severity) || score(b) - score(a));
}

/** The worst as one text, for a report or a message. */
export function summarise(day: string, incidents: readonly Incident[]): string {
  if (incidents.length === 0) return `${day}: no incidents`;
  const lines = incidents.slice(0, TOP).map(({ summary }) => summary);
  const more = incidents.length > TOP ? [`and ${incidents.length - TOP} more`] : [];
  return [`${day}: ${countOf(incidents.length, 'incident')}`, ...lines, ...more].join('\n');
}

function viewIncident(id: string, group: readonly Fault[], dayMs: number): Incident {
  const times = group.map(({ atMs }) => atMs);
  const [firstMs, lastMs] = [Math.min(...times), Math.max(...times)];
  const newest = group.find(({ atMs }) => atMs === lastMs);
  const { code = '', source = '' } = newest ?? {};
  const impact = {
    jobs: distinct(group.map(({ jobId }) => jobId)),
    assets: distinct(group.map(({ assetId }) => assetId)),
    failedForGood: distinct(group.map(({ jobId, isFinal }) => (isFinal ? jobId : null))),
  };
  const severity = severityOf(code, group, impact.failedForGood);
  const title = titleOf(source, impact, group);
  const [first, last] = [isoTime(firstMs), isoTime(lastMs)];
  const perHour = Array.from(
    { length: 24 },
    (_, hour) => group.filter(({ atMs }) => Math.floor((atMs - dayMs) / HOUR_MS) === hour).length,
  );
  const text = newest?.text ?? '';
  return {
    id,
    code,
    source,
    severity,
    title,
    help: helpFor(code),
    count: group.length,
    firstAt: first,
    lastAt: last,
    impact,
    sample: {
      text,
      jobId: newest?.isRemoved === true ? null : (JobId.safeParse(newest?.jobId).data ?? null),
      assetId: AssetId.safeParse(newest?.assetId).data ?? null,
    },
    perHour,
    summary: `${severity} ${code} · ${title} · ${group.length} × from ${first} to ${last} · ${text} · ${helpFor(code)}`,
  };
}

function severityOf(code: string, group: readonly Fault[], failedForGood: number): Severity {
  if (GRAVEST.has(code)) return 'P0';
  if (PART.has(code) || failedForGood >= MANY || group.some(({ isAway }) => isAway)) return 'P1';
  return failedForGood > 0 || group.some(({ isGrave }) => isGrave) ? 'P2' : 'P3';
}

function titleOf(source: string, impact: Incident['impact'], group: readonly Fault[]): string {
  const { jobs, failedForGood } = impact;
  if (jobs === 0) return `${source} said ${group.length === 1 ? 'so once' : `so ${group.length} times`}`;
  const all = `${countOf(jobs, 'job')} of ${source}`;
  if (failedForGood === jobs) return `${all} failed`;
  return failedForGood === 0 ? `${all} had trouble; none is failed now` : `${all} had trouble, ${failedForGood} failed`;
}

function score({ count, impact }: Incident): number {
  return impact.failedForGood * 10 + impact.assets + Math.log2(count);
}

function distinct(ids: readonly (string | null)[]): number {
  return new Set(ids.filter((id) => id !== null)).size;
}
