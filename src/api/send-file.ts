import send from '@fastify/send';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
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
  if (isKnownTo(request.raw.headers, as.etag)) {
    return await reply.code(304).header('etag', as.etag).header('cache-control', as.cacheControl).send();
  }
  const result = await send(request.raw, encodeURIComponent(basename(file.path)), {
    root: dirname(file.path),
    dotfiles: 'allow',
    index: false,
    cacheControl: false,
    contentType: false,
    etag: false,
    acceptRanges: true,
  });
  if (result.type === 'error') {
    if (result.statusCode === 404) throw new AppError('file_missing', 'The file is not there');
    // The page of words that comes with it is no picture.
    return await reply.code(result.statusCode).header('content-range', result.headers['Content-Range']).send();
  }
  reply.code(result.statusCode).headers(result.headers);
  reply.header('content-type', as.mime).header('etag', as.etag).header('cache-control', as.cacheControl);
  if (as.disposition !== undefined) reply.header('content-disposition', as.disposition);
  return await reply.send(result.stream);
}

/**
 * The tag names the content, which `send` does not know: what asks for it by name is decided here, before a file is
 * opened, and taken out; what is left (dates, ranges, other tags) is decided by `send`.
 * @returns true when the caller has it
 */
function isKnownTo(headers: IncomingHttpHeaders, etag: string): boolean {
  if (tagsOf(headers['if-none-match']).includes(etag)) return true;
  if (tagsOf(headers['if-match']).includes(etag)) delete headers['if-match'];
  if (headers['if-range'] === etag) delete headers['if-range'];
  return false;
}

/** The tags of a list, without the mark that a proxy gives those it weakened. */
function tagsOf(list: string | undefined): readonly string[] {
  return (list ?? '').split(',').map((tag) => tag.trim().replace(/^W\//u, ''));
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
