import helmet from '@fastify/helmet';
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { AppError, systemCode } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { CLIENT_HEADER, OperationOrigin } from '../contract/operation.ts';
import type { ApiNeeds } from './api-needs.ts';
import { guardRequests, isLocalRequest } from './guard.ts';
import type { ApiContext } from './implement.ts';
import { noteBrowsing } from './note-browsing.ts';
import { metricsRoute } from './metrics.ts';
import { noteChanges } from './note-changes.ts';
import { openApiDocument } from './open-api.ts';
import { isQuiet, problemOf, toOrpcError } from './problem.ts';
import { REFERENCE_STYLE, referencePage } from './reference-page.ts';
import { referenceStyle } from './reference-style.ts';
import { refuseWhileLocked } from './refuse-while-locked.ts';
import { router } from './router.ts';
import { eventRoutes } from './routes/event-routes.ts';
import { plainHealth } from './routes/health-routes.ts';
import { logFollowRoute } from './routes/log-routes.ts';
import { mediaRoutes } from './routes/media-routes.ts';
import { webPages } from './web-pages.ts';

export interface ServeOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Further names the server may be called by. */
  readonly hosts: readonly string[];
  /** Folder of the built pages. */
  readonly webDir: string;
}

export interface Server extends AsyncDisposable {
  /** Where the pages are, with `/` at the end. */
  readonly url: string;
  readonly fastify: FastifyInstance;
}

const BODY_MAX = 1024 * 1024;
/** When to ask again what was refused for now, by status. */
const RETRY_AFTER_S: Readonly<Record<number, string>> = { 429: '30', 503: '1' };
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Everything but listening: for tests by `inject`. */
export async function buildServer(
  needs: ApiNeeds,
  options: Pick<ServeOptions, 'hosts' | 'webDir'>,
): Promise<FastifyInstance> {
  const tell = async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const problem = problemOf(error, isLocalRequest(request));
    if (!isQuiet(error)) needs.log.error({ error, url: request.url }, 'A request failed');
    const body = { code: problem.code, status: problem.status, message: problem.message, data: { help: problem.help } };
    await reply.code(problem.status).send(body);
  };
  const server = fastify({
    logger: false,
    bodyLimit: BODY_MAX,
    forceCloseConnections: true,
    trustProxy: false,
    frameworkErrors: tell,
  });
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'media-src': ["'self'"],
        'connect-src': ["'self'"],
        'font-src': ["'self'"],
        'manifest-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: false,
  });
  // A page of another site may send it without asking first, and nothing here reads it.
  server.removeContentTypeParser('text/plain');
  guardRequests(server, options.hosts);
  server.addHook('onSend', async (_request, reply) => {
    const waitS = RETRY_AFTER_S[reply.statusCode];
    if (waitS !== undefined) reply.header('retry-after', waitS);
  });
  server.setErrorHandler(tell);
  metricsRoute(server, needs);
  plainHealth(server, needs);
  logFollowRoute(server, needs);
  noteBrowsing(server, needs);
  typedRoutes(server, needs);
  mediaRoutes(server, needs);
  eventRoutes(server, needs);
  await webPages(server, options.webDir);
  return server;
}

function typedRoutes(server: FastifyInstance, needs: ApiNeeds): void {
  const handler = new OpenAPIHandler(router, {
    interceptors: [
      async ({ context, next }) => {
        try {
          // A change in the same process waits for its turn.
          return context.caller.id === undefined ? await next() : await refuseWhileLocked(needs.lock, next);
        } catch (error) {
          if (!isQuiet(error)) needs.log.error({ error, request: context.caller.id }, 'A request failed');
          throw toOrpcError(error, context.isLocal);
        }
      },
    ],
    clientInterceptors: [noteChanges],
  });
  let document: Promise<object> | undefined;
  const openApi = (): Promise<object> => (document ??= openApiDocument(needs.about.version));
  server.get('/api/openapi.json', async () => await openApi());
  server.get(
    '/api/docs',
    async (_request, reply) => await reply.type('text/html; charset=utf-8').send(referencePage(await openApi())),
  );
  server.get(
    REFERENCE_STYLE,
    async (_request, reply) => await reply.type('text/css; charset=utf-8').send(referenceStyle),
  );
  server.all('/api/*', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    // The contract knows no HEAD: it is a GET whose body Node leaves out, as it was told the method before.
    if (request.method === 'HEAD') request.raw.method = 'GET';
    const caller = callerOf(request);
    if (caller.id !== undefined) reply.header('x-request-id', caller.id);
    const context = { needs, isLocal: isLocalRequest(request), caller };
    const { matched } = await handler.handle(request, reply, { prefix: '/api', context });
    if (!matched) throw new AppError('not_found', 'Nothing is at this address');
  });
}

/** Who calls, as it says itself; the id of what is no mere reading. */
function callerOf({ method, headers }: FastifyRequest): ApiContext['caller'] {
  const origin = OperationOrigin.safeParse(headers[CLIENT_HEADER]).data ?? 'api';
  return method === 'GET' ? { origin } : { origin, id: newId('op', Date.now()) };
}

/**
 * Serves the API and the pages.
 * @throws port_in_use · host_not_allowed (only addresses of this machine until there are accounts)
 */
export async function serve(needs: ApiNeeds, options: ServeOptions): Promise<Server> {
  if (!LOOPBACK.has(options.host)) {
    throw new AppError(
      'host_not_allowed',
      `${options.host} can be reached from other machines, and there is no login yet`,
    );
  }
  const server = await buildServer(needs, options);
  try {
    await server.listen({ host: options.host, port: options.port });
  } catch (error) {
    await server.close();
    if (systemCode(error) === 'EADDRINUSE')
      throw new AppError('port_in_use', `Port ${options.port} is in use`, { cause: error });
    throw error;
  }
  const address = server.server.address();
  const port = address !== null && typeof address === 'object' ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return { url: `http://${host}:${port}/`, fastify: server, [Symbol.asyncDispose]: async () => await server.close() };
}
