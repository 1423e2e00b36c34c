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
  const { headers } = request.raw;
  // what is no range asks for the whole
  if (!isRange(headers.range)) delete headers.range;
  let result = await open(request, file.path);
  if (result.type === 'error' && result.statusCode === 416 && LAST_BYTES.test(headers.range ?? '')) {
    // more of the last bytes than there are: all of them
    headers.range = 'bytes=0-';
    result = await open(request, file.path);
  }
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

function open(request: FastifyRequest, path: string): ReturnType<typeof send> {
  return send(request.raw, encodeURIComponent(basename(path)), {
    root: dirname(path),
    dotfiles: 'allow',
    index: false,
    cacheControl: false,
    contentType: false,
    etag: false,
    acceptRanges: true,
  });
}

const RANGES = /^bytes=(?:\d+-\d*|-\d+)(?:\s*,\s*(?:\d+-\d*|-\d+))*$/u;
const LAST_BYTES = /^bytes=-0*[1-9]\d*$/u;

/** False for what RFC 9110 knows as no range of bytes: other signs than digits, or an end before its start. */
function isRange(range: string | undefined): boolean {
  if (range === undefined || !RANGES.test(range)) return false;
  return [...range.matchAll(/(?<from>\d+)-(?<to>\d+)/gu)].every(
    ({ groups }) => BigInt(groups?.['from'] ?? 0) <= BigInt(groups?.['to'] ?? 0),
  );
}

/**
 * The tag names the content, which `send` does not know: what asks for it by name is decided here, before a file is
 * opened, and taken out; what is left (dates, ranges, other tags) is decided by `send`.
 * @returns true when the caller has it
 */
function isKnownTo(headers: IncomingHttpHeaders, etag: string): boolean {
  if (tagsOf(headers['if-none-match']).some((tag) => tag === etag || tag === '*')) return true;
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
  // characters that would show another name than the file gets
  const safe = name.toWellFormed().replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '_');
  const plain = safe.replaceAll(/[^\x20-\x7e]|["\\]/gu, '_');
  const encoded = encodeURIComponent(safe).replaceAll(
    /['()*]/gu,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
