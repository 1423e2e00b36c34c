import { ORPCError } from '@orpc/server';
import { z } from 'zod';
import { AppError, hasCode, toAppError } from '../base/errors.ts';
import { issueText, type SchemaIssue } from '../base/issue-text.ts';
import { helpFor, statusFor } from '../contract/errors.ts';

/** What a caller is told of an error: stable code, sentence, help; paths and secrets stay in the log. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly help: string;
}

/** `isLocal`: the caller is on this machine, so that messages may name full paths. */
export function problemOf(error: unknown, isLocal: boolean): Problem {
  const known = knownError(error);
  const status = statusOf(error) ?? statusFor(known.code);
  const message = isLocal ? known.message : shortPaths(known.message);
  return { status, code: known.code, message, help: helpFor(known.code) };
}

const NO_JSON = 'The body has to be JSON, with content-type: application/json';

function knownError(error: unknown): AppError {
  if (error instanceof z.ZodError) return new AppError('bad_request', issuesText(error.issues));
  const status = refusalStatus(error);
  if (status === undefined) return toAppError(error);
  return status === 403 || status === 404
    ? new AppError('not_found', 'Nothing is at this address')
    : new AppError('bad_request', status === 415 ? NO_JSON : toAppError(error).message);
}

/** Bodies that are too large or of an unknown type are told by the status that HTTP has for them. */
function statusOf(error: unknown): number | undefined {
  const status = refusalStatus(error);
  return status === 413 || status === 415 ? status : undefined;
}

/** The web server's own refusals (an address that cannot be, a body that is too large) carry a status: the caller's mistake. */
function refusalStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}

/** Only the last part of each path. */
export function shortPaths(text: string): string {
  return text.replaceAll(/(?:\/[^\s/'"]+)+\/([^\s/'"]+)/gu, '…/$1');
}

/** The error as the typed API sends it: `{ code, status, message, data: { help } }`. */
export function toOrpcError(error: unknown, isLocal: boolean): ORPCError<string, { help: string }> {
  if (error instanceof ORPCError) {
    const cause: unknown = error.cause;
    const isInput = error.code === 'BAD_REQUEST';
    const message = isInput && cause instanceof Error ? describeIssues(cause) : error.message;
    const code = isInput ? 'bad_request' : error.status === 404 ? 'not_found' : 'bug';
    return new ORPCError(code, { status: error.status, message, data: { help: helpFor(code) } });
  }
  const problem = problemOf(error, isLocal);
  return new ORPCError(problem.code, {
    status: problem.status,
    message: problem.message,
    data: { help: problem.help },
  });
}

function describeIssues(cause: Error): string {
  return 'issues' in cause && Array.isArray(cause.issues) ? issuesText(cause.issues) : 'The request does not fit';
}

/** "limit: has to be at most 500; …"; what is about no single field stands by itself. */
function issuesText(issues: readonly (SchemaIssue & { readonly path?: readonly unknown[] | undefined })[]): string {
  const lines = issues.map((issue) => {
    const field = issue.path?.join('.') ?? '';
    if (field !== '') return `${field}: ${issueText(issue)}`;
    return issue.code === 'custom' ? issue.message : `The request ${issueText(issue)}`;
  });
  return lines.join('; ');
}

/** True for errors that are no news: a caller's mistake, or a wait. */
export function isQuiet(error: unknown): boolean {
  return error instanceof ORPCError
    ? error.status < 500
    : hasCode(error, 'busy') || problemOf(error, true).status < 500;
}
