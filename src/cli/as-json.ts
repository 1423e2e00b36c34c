import { z } from 'zod';
import type { Json } from '../base/json.ts';
import type { OutputLine } from './output.ts';

/** A reply of the API as plain JSON: what is undefined in it is left out. */
export function asJson(value: unknown): Json {
  return z.json().parse(JSON.parse(JSON.stringify(value)));
}

/** A reply as one line of `--json`, its fields beside the type. */
export function asLine(type: string, value: object): OutputLine {
  return { ...z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(value))), type };
}
