import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../base/errors.ts';

/** The built pages: hashed files for ever, everything else afresh; every page address answers with the one document. */
export async function webPages(server: FastifyInstance, webDir: string): Promise<void> {
  if (!existsSync(join(webDir, 'index.html'))) {
    server.setNotFoundHandler(() => {
      throw new AppError('not_found', 'The pages are not built: npm run build makes them');
    });
    return;
  }
  await server.register(fastifyStatic, {
    root: webDir,
    cacheControl: false,
    preCompressed: true, // by the build
    setHeaders: (response, path) => {
      response.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  server.setNotFoundHandler(async (request, reply) => {
    const wantsPage =
      request.method === 'GET' && !request.url.startsWith('/api/') && !request.url.startsWith('/assets/');
    if (wantsPage) return await reply.header('cache-control', 'no-cache').sendFile('index.html');
    throw new AppError('not_found', 'Nothing is at this address');
  });
}
