/** A job that could be claimed, of a lane. */
interface Waiting {
  readonly lane: string;
  readonly priority: number;
  readonly run_at_ms: number;
  readonly id: string;
}

/**
 * Whose turn it is among lanes of equal priority: the one that was served least since it has work. A flood of one lane so
 * never keeps another waiting, and who had nothing to do for a while does not save up turns. One per process is enough:
 * where each is fair, all are.
 */
export class Turns {
  /** Jobs served, by lane. */
  #served = new Map<string, number>();

  /** The only lane that jobs could be taken from at the last claim, where nothing but room was a limit to it. */
  only: string | undefined;

  /** Lanes that had work when it was asked last. */
  get lanes(): readonly string[] {
    return [...this.#served.keys()];
  }

  /** All jobs, best first. Those of one lane come in their order. */
  order<W extends Waiting>(jobs: readonly W[]): readonly W[] {
    const lanes = Map.groupBy(jobs, (job) => job.lane);
    this.#seat([...lanes.keys()]);
    const queues = [...lanes].map(([lane, waiting]) => ({ waiting, at: 0, turn: this.#served.get(lane) ?? 0 }));
    if (queues.length === 1) return jobs;
    const ordered: W[] = [];
    for (;;) {
      let best: { queue: (typeof queues)[number]; job: W } | undefined;
      for (const queue of queues) {
        const job = queue.waiting[queue.at];
        if (job && (!best || isBefore([job, queue.turn], [best.job, best.queue.turn]))) best = { queue, job };
      }
      if (!best) return ordered;
      ordered.push(best.job);
      best.queue.at += 1;
      best.queue.turn += 1;
    }
  }

  /** Notes what was taken. */
  took(lanes: readonly string[]): void {
    for (const lane of lanes) this.#served.set(lane, (this.#served.get(lane) ?? 0) + 1);
  }

  /** Who is new begins where the least served is; who has no work any more is forgotten. */
  #seat(lanes: readonly string[]): void {
    const known = lanes.flatMap((lane) => this.#served.get(lane) ?? []);
    const least = known.length > 0 ? Math.min(...known) : 0;
    this.#served = new Map(lanes.map((lane) => [lane, this.#served.get(lane) ?? least]));
  }
}

function isBefore([a, turnOfA]: readonly [Waiting, number], [b, turnOfB]: readonly [Waiting, number]): boolean {
  if (a.priority !== b.priority) return a.priority < b.priority;
  if (turnOfA !== turnOfB) return turnOfA < turnOfB;
  if (a.run_at_ms !== b.run_at_ms) return a.run_at_ms < b.run_at_ms;
  return a.id < b.id;
}
