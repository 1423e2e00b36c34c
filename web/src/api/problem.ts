import { ORPCError } from '@orpc/client';
import { helpFor } from '../../../src/contract/errors.ts';

/** What went wrong, in the words of the server: stable code, what happened, what to do. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly help: string;
}

const field = (body: unknown, name: string): string | undefined => {
  if (typeof body !== 'object' || body === null || !(name in body)) return undefined;
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Reads a problem document (`code`, `detail` or `message`) as the error that calls reject with. */
export function decodeProblem(body: unknown, status: number): ORPCError<string, unknown> | null {
  const code = field(body, 'code');
  if (code === undefined) return null;
  const message = field(body, 'detail') ?? field(body, 'message') ?? field(body, 'title') ?? code;
  return new ORPCError(code, { status, message, data: Reflect.get(Object(body), 'data') });
}

/** Whether the server knows of no such thing: asking again brings nothing. */
export const isGone = (error: unknown): boolean => error instanceof ORPCError && error.status === 404;

/** Any rejected call as a problem; a reply that never came is `server_gone`. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ORPCError) {
    return { code: error.code, message: error.message, help: field(error.data, 'help') ?? helpFor(error.code) };
  }
  if (error instanceof TypeError) {
    return {
      code: 'server_gone',
      message: 'The server does not answer.',
      help: 'Start Supervisor again; this page goes on by itself.',
    };
  }
  return { code: 'unexpected', message: 'The page could not understand the reply.', help: helpFor('unexpected') };
}
