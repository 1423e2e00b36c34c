import type { ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { HealthView } from '../../../../src/contract/health.ts';
import { bytes, percent } from '../../words/number.ts';

type Disk = HealthView['forecast'][number];

/** Free space of each volume, and at this pace how long it lasts. */
export function DiskForecast({ health }: { readonly health: HealthView }): ReactElement | null {
  if (health.forecast.length === 0) return null;
  return (
    <section aria-label="Disk space">
      <h3 className="mb-1 font-strong text-muted">Disk space</h3>
      <ul>
        {health.forecast.map((disk) => (
          <li
            key={disk.id}
            className="grid grid-cols-[minmax(0,1fr)_160px_minmax(0,1fr)] items-center gap-4 border-t border-line py-2 max-[560px]:grid-cols-1 max-[560px]:gap-1"
          >
            <span className="truncate">{health.parts.find(({ id }) => id === disk.id)?.title ?? disk.id}</span>
            <Line disk={disk} />
            <span className="text-muted tabular-nums">
              {bytes(disk.freeBytes)} of {bytes(disk.totalBytes)} free
              {disk.fullInDays === null ? '' : ` · full in ${lasting(disk.fullInDays)} at this pace`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const YEAR = 365;

function lasting(days: number): string {
  if (days > 2 * YEAR) return countOf(Math.floor(days / YEAR), 'year');
  return countOf(Math.max(1, Math.floor(days)), 'day');
}

const WIDTH = 160;
const HEIGHT = 28;

/** Used space over time; with a single measurement the bar of now. */
function Line({ disk }: { readonly disk: Disk }): ReactElement {
  const used = (free: number): number => (disk.totalBytes - free) / Math.max(1, disk.totalBytes);
  const label = `${percent(disk.totalBytes - disk.freeBytes, disk.totalBytes)} used`;
  const points = disk.history.map(({ at, freeBytes }) => ({ at: Date.parse(at), used: used(freeBytes) }));
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || last.at === first.at)
    return (
      <div role="img" aria-label={label} title={label} className="h-2 w-40 overflow-hidden rounded-round bg-hover">
        <div className="h-full bg-wait" style={{ width: `${used(disk.freeBytes) * 100}%` }} />
      </div>
    );
  const x = (at: number): number => ((at - first.at) / (last.at - first.at)) * WIDTH;
  const path = points.map(
    (point) => `${x(point.at).toFixed(1)},${(HEIGHT - 2 - point.used * (HEIGHT - 4)).toFixed(1)}`,
  );
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-7 w-40 rtl:-scale-x-100">
      <title>{label}</title>
      <line x1={0} x2={WIDTH} y1={2} y2={2} className="stroke-line" />
      <polyline points={path.join(' ')} fill="none" strokeWidth={1.5} className="stroke-accent-solid" />
    </svg>
  );
}
