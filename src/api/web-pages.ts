import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The built pages: hashed files for ever, everything else afresh; every page address answers with the one document. */
export async function webPages(server: FastifyInstance, webDir: string): Promise<void> {
  if (!existsSync(join(webDir, 'index.html'))) {
    server.setNotFoundHandler(
      async (_request, reply) =>
        await reply.code(404).send({
          code: 'not_found',
          status: 404,
          message: 'The pages are not built',
          data: { help: 'Run npm run build.' },
        }),
    );
    return;
  }
  await server.register(fastifyStatic, {
    root: webDir,
    cacheControl: false,
    setHeaders: (response, path) => {
      response.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  server.setNotFoundHandler(async (request, reply) => {
    const wantsPage =
      request.method === 'GET' && !request.url.startsWith('/api/') && !request.url.startsWith('/assets/');
    if (wantsPage) return await reply.header('cache-control', 'no-cache').sendFile('index.html');
    return await reply
      .code(404)
      .send({ code: 'not_found', status: 404, message: 'Nothing is at this address', data: {} });
  });
}
