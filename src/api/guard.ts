import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isIP } from 'node:net';
import { AppError } from '../base/errors.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The name part of a `Host` header, without port and brackets, lower case. */
export function hostName(host: string | undefined): string {
  if (host === undefined) return '';
  const bracketed = /^\[(?<name>[^\]]+)\]/u.exec(host)?.groups?.['name'];
  return (bracketed ?? host.replace(/:\d+$/u, '')).toLowerCase();
}

/**
 * Refuses pages of other sites: a request must name this server by an address, `localhost` or an allowed name
 * (DNS rebinding brings a foreign name), and a change must come from a page of this server or from no page at all.
 */
export function guardRequests(server: FastifyInstance, allowedHosts: readonly string[]): void {
  const allowed = new Set(['localhost', ...allowedHosts.map((name) => name.toLowerCase())]);
  server.addHook('onRequest', async (request) => {
    const name = hostName(request.headers.host);
    if (!allowed.has(name) && isIP(name) === 0) {
      throw new AppError('forbidden_host', 'This server is not known by that name', { details: { host: name } });
    }
    if (!SAFE_METHODS.has(request.method)) assertOwnOrigin(request);
  });
}

function assertOwnOrigin(request: FastifyRequest): void {
  const { origin } = request.headers;
  const isForeignSite =
    request.headers['sec-fetch-site'] === 'cross-site' || request.headers['sec-fetch-site'] === 'same-site';
  const isOwn = origin === undefined || URL.parse(origin)?.host === request.headers.host;
  if (isForeignSite || !isOwn)
    throw new AppError('forbidden_origin', 'A change was asked for by a page of another site');
}

/** True when the caller is on this machine. */
export function isLocalRequest(request: FastifyRequest): boolean {
  const { ip } = request;
  return ip === '::1' || ip.startsWith('127.') || ip === '::ffff:127.0.0.1';
}
