import type { Log } from '../base/log.ts';
import type { JobId } from '../contract/ids.ts';
import type { Verdict } from './attempt.ts';
import type { JobSource, Lease, Progress, Settled } from './engine.ts';

/** What a worker has to write about its jobs, gathered so that one turn writes it all in one transaction. */
export class Outbox {
  #settled: Settled[] = [];
  #firstEndMs = 0;
  #released: Lease[] = [];
  #reports: Progress[] = [];
  /** Latest reports of running jobs, not yet due. */
  readonly #progress = new Map<JobId, Progress>();

  /** Notes how an attempt ended, after its last report. `atMs`: on the monotonic clock. */
  conclude(verdict: Verdict, lease: Lease, atMs: number): void {
    const report = this.#progress.get(lease.id);
    if (report && this.#progress.delete(lease.id)) this.#reports.push(report);
    if (verdict === 'release') this.#released.push(lease);
    else if (verdict !== 'nothing') {
      if (this.#settled.length === 0) this.#firstEndMs = atMs;
      this.#settled.push(verdict.settle);
    }
  }

  /** True when all there is to write are ends, the first of them later than `sinceMs` on the monotonic clock. */
  canWait(sinceMs: number): boolean {
    if (this.#released.length > 0 || this.#reports.length > 0) return false;
    return this.#settled.length > 0 && this.#firstEndMs > sinceMs;
  }

  /** Keeps the latest report of a job, and all lines, until `dueReports`. */
  report(report: Progress): void {
    const earlier = this.#progress.get(report.lease.id);
    const lines = earlier && earlier.lines.length > 0 ? [...earlier.lines, ...report.lines] : report.lines;
    this.#progress.set(report.lease.id, { ...report, lines });
  }

  /** Makes the kept reports due. @returns whether there are any */
  dueReports(): boolean {
    if (this.#progress.size === 0) return false;
    this.#reports.push(...this.#progress.values());
    this.#progress.clear();
    return true;
  }

  /** Asks for all writes at once; what is refused is kept for the next time. @throws what the engine throws */
  async write(source: Pick<JobSource, 'progress' | 'settle' | 'release'>, log: Log): Promise<void> {
    const [settled, released, reports] = [this.#settled, this.#released, this.#reports];
    [this.#settled, this.#released, this.#reports] = [[], [], []];
    const [, ended, given] = await Promise.allSettled([
      source.progress(reports),
      source.settle(settled),
      source.release(released),
    ]);
    if (given.status === 'rejected') this.#released.unshift(...released);
    if (ended.status === 'rejected') {
      this.#settled.unshift(...settled);
      throw ended.reason;
    }
    for (const job of ended.value.stale)
      log.warn({ job, code: 'job_lease_lost' }, 'A result came too late and was dropped');
    if (given.status === 'rejected') throw given.reason;
  }
}
