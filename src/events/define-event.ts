import type { z } from 'zod';
import type { NewEvent } from './append.ts';

type Data = NewEvent['data'];

/** A type of event: its name, the version of its data, and how to make one. */
export interface EventKind<Fact extends Data> {
  readonly type: string;
  readonly version: number;
  readonly data: z.ZodType<Fact>;
  /** @throws ZodError when the data does not fit */
  of(subject: string | null, data: Fact): NewEvent;
}

/** Declares a type of event, `module.noun-verb`; a change of its data is a new version. */
export function defineEvent<Fact extends Data>(type: string, version: number, data: z.ZodType<Fact>): EventKind<Fact> {
  return { type, version, data, of: (subject, fact) => ({ type, version, subject, data: data.parse(fact) }) };
}
