import type { FastifyInstance } from 'fastify';
import type { ServerResponse } from 'node:http';
import { AppError } from '../../base/errors.ts';
import { LogFilter, logFollowPath } from '../../contract/log.ts';
import { LogTail } from '../../doctor/logs/follow-log.ts';
import { readLog } from '../../doctor/logs/read-log.ts';
import type { ApiNeeds } from '../api-needs.ts';
import { eventFrame, push, startEventStream } from '../event-stream.ts';
import { isLocalRequest } from '../guard.ts';
import { forCaller } from '../for-caller.ts';
import { api } from '../implement.ts';

const LOOK_MS = 500;
/** Comment lines that keep proxies from closing a quiet stream. */
const KEEP_ALIVE_LOOKS = 40;
const MOST_FOLLOWERS = 20;

const list = api.logs.list.handler(async ({ input, context }) => {
  const { cursor, limit, ...filter } = input;
  return forCaller(context, await readLog(context.needs.about.logsDir, filter, { cursor, limit }));
});

/** The log of this library, as far as it is kept. */
export const logRoutes = { list };

/** `/api/logs/follow`: lines of the log as they are written, by the same filter. */
export function logFollowRoute(server: FastifyInstance, needs: ApiNeeds): void {
  const followers = new Set<ServerResponse>();
  server.addHook('preClose', async () => {
    for (const follower of followers) follower.end();
  });
  server.get(logFollowPath, (request, reply) => {
    const filter = LogFilter.parse(request.query);
    if (followers.size >= MOST_FOLLOWERS) throw new AppError('busy', `${MOST_FOLLOWERS} follow the log already`);
    const stream = startEventStream(request, reply);
    if (stream.writableEnded) return;
    followers.add(stream);
    stream.on('close', () => followers.delete(stream));
    const isLocal = isLocalRequest(request);
    follow({ stream, filter, isLocal }, needs).catch((error: unknown) => {
      needs.log.warn({ error }, 'The log could not be followed');
      stream.end();
    });
  });
}

async function follow(
  { stream, filter, isLocal }: { stream: ServerResponse; filter: LogFilter; isLocal: boolean },
  needs: ApiNeeds,
): Promise<void> {
  await using tail = new LogTail(needs.about.logsDir);
  const gone = new AbortController();
  stream.on('close', () => gone.abort());
  for (let looks = 0; !stream.closed && !stream.writableEnded; looks++) {
    for (const line of await tail.look(filter)) push(stream, eventFrame('line', forCaller({ isLocal }, line)));
    if (looks % KEEP_ALIVE_LOOKS === 0) push(stream, ': still here\n\n');
    await needs.ingest.clock.sleep(LOOK_MS, gone.signal);
  }
}
