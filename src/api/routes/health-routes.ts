import type { FastifyInstance } from 'fastify';
import { maskSecrets } from '../../config/mask-secrets.ts';
import { readLog } from '../../doctor/logs/read-log.ts';
import type { ApiNeeds } from '../api-needs.ts';
import { forCaller } from '../for-caller.ts';
import { isLocalRequest } from '../guard.ts';
import { api } from '../implement.ts';
import { shortPaths } from '../problem.ts';

const LOG_LINES = 100;

const get = api.health.get.handler(async ({ context }) => forCaller(context, await context.needs.health()));

const diagnostics = api.health.diagnostics.handler(async ({ context }) => ({ text: await describe(context.needs) }));

/** Health of every part, and all of it as one text. */
export const healthRoutes = { get, diagnostics };

/**
 * `/health/live`, for who only has to know that the server is there, or which process it is: 200, nothing is looked at.
 * `/health`, for monitors: 200 while every mandatory part works, else 503; the same JSON as `/api/health`. A browser that
 * asks for a page gets the page of this address.
 */
export function plainHealth(server: FastifyInstance, needs: ApiNeeds): void {
  server.get('/health/live', (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ ok: true, pid: process.pid }),
  );
  server.get('/health', async (request, reply) => {
    if (request.headers.accept?.includes('text/html')) return reply.callNotFound();
    const health = await needs.health();
    const view = forCaller({ isLocal: isLocalRequest(request) }, health);
    return await reply
      .code(health.ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(view);
  });
}

async function describe(needs: ApiNeeds): Promise<string> {
  const { versions, parts, state, worker } = await needs.health();
  const overview = await needs.overview.view();
  const log = await readLog(needs.about.logsDir, { level: 'warn' }, { limit: LOG_LINES });
  const sections = {
    versions,
    health: { state, worker, parts: parts.filter((part) => part.state !== 'ok') },
    queues: overview.queues.map(({ name, counts, paused, why }) => ({
      name,
      counts,
      paused,
      why: why?.sentence ?? null,
    })),
    workers: overview.workers.map(({ state: now, startedAt, seenAt, running }) => ({
      now,
      startedAt,
      seenAt,
      running,
    })),
    settings: maskSecrets(needs.config.current()),
    log: log.rows,
  };
  return shortPaths(JSON.stringify(sections, null, 2));
}
