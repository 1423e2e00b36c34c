import type { ApiContext } from './implement.ts';
import { shortPaths } from './problem.ts';

/** A reply as this caller may see it: those from elsewhere are told no full paths, wherever they stand in it. */
export function forCaller<T>({ isLocal }: Pick<ApiContext, 'isLocal'>, reply: T): T {
  if (isLocal) return reply;
  const shortened: T = JSON.parse(shortPaths(JSON.stringify(reply)));
  return shortened;
}
