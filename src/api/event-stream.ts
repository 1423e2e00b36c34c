import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';

/** Bytes that may wait for a listener who does not read; about all that a busy minute says. */
const MOST_UNREAD = 1024 * 1024;

/** Takes over a request for server-sent events; the caller writes frames until it closes. A HEAD has them ended already. */
export function startEventStream(request: FastifyRequest, reply: FastifyReply): ServerResponse {
  reply.hijack();
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  request.raw.on('error', () => reply.raw.end());
  if (request.method === 'HEAD') reply.raw.end();
  return reply.raw;
}

/** Writes to a stream; who leaves too much unread is let go: it would be kept in memory for as long as it likes. */
export function push(stream: ServerResponse, text: string): void {
  if (stream.writableLength > MOST_UNREAD) stream.destroy();
  else if (!stream.writableEnded) stream.write(text);
}

/** One event with its data as JSON. */
export function eventFrame(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
