import { AppError, toAppError } from '../base/errors.ts';
import { formatById } from '../formats/format-of.ts';
import type { MadePictures } from '../tools/images/picture-request.ts';
import { type Route, type RouteContext, routesOf } from './picture-routes.ts';

/** Pictures, and how they came to be. `degraded`: not by the format's own route, or not whole. */
export interface RoutedPictures {
  readonly made: MadePictures;
  readonly route: Pick<Route, 'name' | 'isWhole'>;
  readonly state: 'ready' | 'degraded';
  /** Why it is degraded. */
  readonly code: string | null;
  readonly message: string | null;
}

/**
 * Walks the routes until one makes pictures: a lower quality is better than none, and the trace shows every try.
 * Errors that may go away (disk full, a tool that does not start) end the walk, so that it is tried again as a whole.
 * @throws the first route's error when all failed; no_preview for RAW; picture_unsupported when there is no route
 */
export async function walkRoutes(context: RouteContext): Promise<RoutedPictures> {
  let first: AppError | undefined;
  for await (const route of routesOf(context)) {
    context.signal.throwIfAborted();
    // What claims too much for one decoder is not handed to the next.
    if (first?.code === 'too_many_pixels' && route.isWhole) continue;
    try {
      const made = await context.trace.tried('preview_extraction', route.name, () => route.make());
      context.trace.add(route.name, made.steps);
      return judge(made, route, { first, lacked: context.trace.lacked });
    } catch (error) {
      context.signal.throwIfAborted();
      const problem = toAppError(error);
      if (problem.retry !== 'give-up') throw problem;
      first ??= problem;
    }
  }
  const format = formatById(context.subject.format);
  const { lacked } = context.trace;
  if (lacked !== undefined) throw new AppError(lacked, NO_EXIFTOOL, { retry: 'give-up', cause: first });
  if (format.isRaw) {
    const last = first ? `, and rendering it ended with ${first.code}: ${first.message}` : '';
    throw new AppError('no_preview', `No embedded preview is usable${last}`.slice(0, 300), { cause: first });
  }
  throw first ?? new AppError('picture_unsupported', `${format.label} has no pictures`);
}

const NO_EXIFTOOL = 'The previews inside the file cannot be taken out without ExifTool';

/** `lacked`: code of a tool without which a better route may have been missed. */
function judge(
  made: MadePictures,
  route: Route,
  { first, lacked }: { first: AppError | undefined; lacked: string | undefined },
): RoutedPictures {
  if (lacked !== undefined) return { made, route, state: 'degraded', code: lacked, message: NO_EXIFTOOL };
  const isOtherDecoder = route.isWhole && first?.code === 'picture_unsupported';
  if (route.isFallback && !isOtherDecoder) {
    const code = first?.code ?? 'no_preview';
    return {
      made,
      route,
      state: 'degraded',
      code,
      message: first?.message ?? 'Only a small embedded preview was found',
    };
  }
  if (made.warning !== undefined) {
    return {
      made,
      route,
      state: 'degraded',
      code: made.warning,
      message: 'Not all of the file is there, or can be decoded',
    };
  }
  return { made, route, state: 'ready', code: null, message: null };
}
