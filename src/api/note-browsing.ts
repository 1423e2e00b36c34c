import type { FastifyInstance } from 'fastify';
import type { ApiNeeds } from './api-needs.ts';

/** Looking at pictures and originals is browsing; pages that only watch the work are not. */
const BROWSING = /^\/api\/assets\/[^/]+(?:$|\/(?:picture|original|neighbours)\b)/;
/** It is noted at most so often. */
const EVERY_MS = 15_000;

/** Lets queues that run only when nobody uses the library rest while somebody does. No request waits for the note. */
export function noteBrowsing(server: FastifyInstance, needs: Pick<ApiNeeds, 'admin' | 'log'>): void {
  let notedMs = -Infinity;
  server.addHook('onRequest', (request, _reply, done) => {
    const nowMs = performance.now();
    if (request.method === 'GET' && BROWSING.test(request.url.split('?', 1)[0] ?? '') && nowMs - notedMs >= EVERY_MS) {
      notedMs = nowMs;
      needs.admin.browsing().catch((error: unknown) => needs.log.warn({ error }, 'Browsing could not be noted'));
    }
    done();
  });
}
