import send from '@fastify/send';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { basename, dirname } from 'node:path';
import { AppError } from '../base/errors.ts';

/** How a file is sent. */
export interface SendAs {
  readonly mime: string;
  /** Quoted entity tag; the content's own name, so that it survives a copy of the file. */
  readonly etag: string;
  readonly cacheControl: string;
  readonly disposition?: string | undefined;
}

/**
 * Sends a file with ranges (206, 416, suffix ranges), HEAD and conditional requests.
 * @throws file_missing
 */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: { path: string; as: SendAs },
): Promise<FastifyReply> {
  const { as } = file;
  const result = await send(request.raw, encodeURIComponent(basename(file.path)), {
    root: dirname(file.path),
    dotfiles: 'allow',
    index: false,
    cacheControl: false,
    contentType: false,
    etag: false,
    acceptRanges: true,
  });
  if (result.type === 'error' && result.statusCode === 404) throw new AppError('file_missing', 'The file is not there');
  const headers = { ...result.headers };
  reply.code(result.statusCode).headers(headers);
  reply.header('content-type', as.mime).header('etag', as.etag).header('cache-control', as.cacheControl);
  if (as.disposition !== undefined) reply.header('content-disposition', as.disposition);
  if (request.headers['if-none-match'] === as.etag) return await reply.code(304).send();
  return await reply.send(result.stream);
}

/** `attachment` or `inline` with a file name that any header and system can carry (RFC 6266). */
export function disposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\]/gu, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/gu,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
