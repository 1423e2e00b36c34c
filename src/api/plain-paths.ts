import { z } from 'zod';
import { HealthView } from '../contract/health.ts';
import { AssetId } from '../contract/ids.ts';
import { LogFilter } from '../contract/log.ts';

/** What a picture of an asset is asked for by. */
export const PictureParams = z.object({ id: AssetId, size: z.enum(['grid', 'square', 'preview']) });
/** What an original is asked for by. */
export const OriginalParams = z.object({ id: AssetId });
/** How an original is wanted: `download=1` to save it. */
export const OriginalAsk = z.object({ download: z.enum(['1']).optional() });

interface PlainPath {
  readonly summary: string;
  readonly tag: string;
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Type of the reply, and its schema where it is JSON. */
  readonly type: string;
  readonly schema?: z.ZodType;
  /** Further statuses, with their meaning. */
  readonly also?: Readonly<Record<number, string>>;
  /** Not below `/api`. */
  readonly atRoot?: true;
}

const ranges = { 206: 'The range that was asked for', 304: 'The caller has it', 416: 'There is no such range' };

const routes: Readonly<Record<string, PlainPath>> = {
  '/assets/{id}/picture/{size}': {
    summary:
      'A picture: at most 512 px, 400 × 400, or at most 2048 px (4096 px where somebody wished it larger); the same for ever with `v`',
    tag: 'assets',
    path: PictureParams,
    query: z.object({ v: z.string().optional() }),
    type: 'image/jpeg',
    also: ranges,
  },
  '/assets/{id}/original': {
    summary: "The original's bytes",
    tag: 'assets',
    path: OriginalParams,
    query: OriginalAsk,
    type: '*/*',
    also: ranges,
  },
  '/events': {
    summary: 'Server-sent events: `activity`, `jobs` and `assets`, as they change',
    tag: 'system',
    type: 'text/event-stream',
  },
  '/logs/follow': {
    summary: 'Server-sent events: each `line` of the log as it is written',
    tag: 'system',
    query: LogFilter,
    type: 'text/event-stream',
  },
  '/health/live': {
    summary: 'Whether the server is there; nothing is looked at',
    tag: 'monitors',
    type: 'application/json',
    schema: z.object({ ok: z.literal(true), pid: z.int().describe('Process that answers') }),
    atRoot: true,
  },
  '/health': {
    summary: 'The same as `/api/health`, told by the status, too',
    tag: 'monitors',
    type: 'application/json',
    schema: HealthView,
    also: { 503: 'A mandatory part does not work' },
    atRoot: true,
  },
  '/metrics': { summary: 'Metrics for Prometheus', tag: 'monitors', type: 'text/plain', atRoot: true },
};

/**
 * What is served beside the typed API, as paths of the OpenAPI document: bytes, streams, and what monitors read.
 * `refusal`: what stands in for every status that is not named.
 */
export function plainPaths(refusal: object): Record<string, object> {
  return Object.fromEntries(Object.entries(routes).map(([path, route]) => [path, openApiPath(route, refusal)]));
}

function openApiPath(route: PlainPath, refusal: object): object {
  const { summary, tag, path, query, type, schema, also = {}, atRoot } = route;
  const content = { [type]: { schema: schema === undefined ? { type: 'string' } : z.toJSONSchema(schema) } };
  const further = Object.entries(also).map(([status, description]) => [status, { description }]);
  return {
    ...(atRoot && { servers: [{ url: '/' }] }),
    get: {
      summary,
      tags: [tag],
      parameters: [...parameters('path', path), ...parameters('query', query)],
      responses: { 200: { description: 'OK', content }, ...Object.fromEntries(further), default: refusal },
    },
  };
}

function parameters(where: 'path' | 'query', shape: z.ZodObject | undefined): object[] {
  return Object.entries(shape?.shape ?? {}).map(([name, schema]) => {
    const { description, ...rest } = z.toJSONSchema(schema);
    return { name, in: where, required: where === 'path', description, schema: rest };
  });
}
