/** Units of what running jobs hold. `jobs` is held once by each. */
export interface Resources {
  readonly jobs: number;
  readonly cpu: number;
  readonly disk: number;
  readonly tags: number;
}

const NAMES = ['jobs', 'cpu', 'disk', 'tags'] as const satisfies readonly (keyof Resources)[];

/** What a worker has to give and what of it is free. A job that asks for more than there is in all gets all. */
export class Slots {
  readonly #total: Resources;
  #free: Resources;

  constructor(total: Resources) {
    this.#total = total;
    this.#free = total;
  }

  get free(): Resources {
    return this.#free;
  }

  /** Holds of a job, cut to what there is in all so that it can ever start. */
  fitted(holds: Partial<Resources>): Resources {
    return map((name) => Math.min(holds[name] ?? (name === 'jobs' ? 1 : 0), this.#total[name]));
  }

  /** How many jobs with these holds could start now. */
  room(holds: Resources): number {
    return roomIn(this.#free, holds);
  }

  /** True when one of these could start. */
  hasRoom(kinds: readonly { readonly holds: Resources }[]): boolean {
    return kinds.some(({ holds }) => this.room(holds) > 0);
  }

  /** Queues of these kinds with how many of their jobs could start now at most, full ones left out. */
  queuesWithRoom(
    kinds: readonly { readonly queue: string; readonly holds: Resources }[],
  ): readonly { name: string; limit: number }[] {
    const limits = new Map<string, number>();
    for (const { queue, holds } of kinds) {
      limits.set(queue, Math.max(this.room(holds), limits.get(queue) ?? 0));
    }
    return [...limits].flatMap(([name, limit]) => (limit > 0 ? [{ name, limit }] : []));
  }

  take(holds: Resources): void {
    this.#free = minus(this.#free, holds);
  }

  give(holds: Resources): void {
    const { jobs, cpu, disk, tags } = this.#free;
    this.#free = { jobs: jobs + holds.jobs, cpu: cpu + holds.cpu, disk: disk + holds.disk, tags: tags + holds.tags };
  }
}

/** How many jobs with these holds fit into what is free. */
export function roomIn(free: Resources, holds: Resources): number {
  let room = Infinity;
  for (const name of NAMES) if (holds[name] > 0) room = Math.min(room, Math.floor(free[name] / holds[name]));
  return room;
}

/** A job that could be claimed, best first in its list. */
export interface Candidate {
  readonly id: string;
  readonly kind: string;
  readonly lane: string;
}

/** What candidates have to fit into. */
export interface PickAsk {
  readonly free: Resources;
  /** What a job of a kind holds. */
  readonly holds: Readonly<Record<string, Resources>>;
  /** What a limit may be set for, by lane: its queue, kind, services and `all`. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** How many more may start, by such a name; none = no limit. */
  readonly left: ReadonlyMap<string, number>;
}

/**
 * The best candidates that fit together into `free` and into what is `left` of each limit. One that does not fit keeps what it waits for from those behind it,
 * so that a large job is not passed for ever by small ones;
 * one that is over a limit keeps nothing.
 */
export function pickJobs<C extends Candidate>(candidates: readonly C[], ask: PickAsk): readonly C[] {
  const picked: C[] = [];
  const limits = new Map(ask.left);
  let free = ask.free;
  for (const candidate of candidates) {
    const names = ask.names.get(candidate.lane) ?? [];
    if (names.some((name) => limits.get(name) === 0)) continue;
    const holds = ask.holds[candidate.kind];
    const left = holds ? minus(free, holds) : free;
    if (NAMES.every((name) => left[name] >= 0)) {
      picked.push(candidate);
      for (const name of names) {
        const more = limits.get(name);
        if (more !== undefined) limits.set(name, more - 1);
      }
    }
    free = map((name) => Math.max(0, left[name]));
  }
  return picked;
}

function minus(from: Resources, take: Resources): Resources {
  const { jobs, cpu, disk, tags } = from;
  return { jobs: jobs - take.jobs, cpu: cpu - take.cpu, disk: disk - take.disk, tags: tags - take.tags };
}

function map(of: (name: keyof Resources) => number): Resources {
  return { jobs: of('jobs'), cpu: of('cpu'), disk: of('disk'), tags: of('tags') };
}
