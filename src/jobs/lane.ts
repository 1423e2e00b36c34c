/** What decides together whether and when jobs start: their queue, their kind, and the services that they need. */
export interface Lane {
  readonly queue: string;
  readonly kind: string;
  readonly services: readonly string[];
}

/** The lane as it is stored: its names, separated by spaces. */
export function laneOf({ queue, kind, services }: Lane): string {
  return [queue, kind, ...new Set(services)].join(' ');
}

/** What a stored lane says. */
export function readLane(text: string): Lane {
  const [queue = '', kind = '', ...services] = text.split(' ');
  return { queue, kind, services };
}
