import { z } from 'zod';

/** No answer within this time is none. */
const PATIENCE_MS = 3_000;

const Live = z.object({ ok: z.literal(true), pid: z.int() });

/** The pid of the server that answers at this address; undefined where none does, or something else. */
export async function pidAt(url: string): Promise<number | undefined> {
  try {
    const answer = await fetch(new URL('health/live', url), { signal: AbortSignal.timeout(PATIENCE_MS) });
    return Live.safeParse(await answer.json()).data?.pid;
  } catch {
    return undefined;
  }
}
