import { AppError, hasCode } from '../../base/errors.ts';
import type { Program } from './locate-exiftool.ts';
import { lostReason } from './stay-open.ts';

/** Why ExifTool does not start, for whoever names the cure (`details.why`). */
type WhyMissing = 'no_perl' | 'absent' | 'wrong_path' | 'crashed' | 'slow';

/** What the system says of a program that is not there, or that nobody may run. */
const NOT_THERE = /\b(?:ENOENT|EACCES|ENOTDIR)\b/u;
/** What Perl says of a script that is not there. */
const NO_SCRIPT = /Can't open perl script/u;
const SAID_MAX = 200;

/** ExifTool is not there, or does not start. */
export function missing(
  message: string,
  { why, cause }: { readonly why?: WhyMissing; readonly cause?: unknown } = {},
): AppError {
  return new AppError('metadata_tool_missing', message, {
    retry: { afterMs: 60_000 },
    cause,
    details: why === undefined ? {} : { why },
  });
}

/** What kept a program from starting as ExifTool, told apart as far as its cure differs. */
export function whyMissing(cause: unknown, program: Program | undefined): AppError {
  if (hasCode(cause, 'metadata_tool_missing')) return cause;
  if (lostReason(cause) === 'timeout')
    return missing('ExifTool gave no answer in time as it started', { why: 'slow', cause });
  const said = saidOf(cause);
  if (NO_SCRIPT.test(said)) return missing(`There is no ExifTool at ${program?.args[0]}`, { why: 'wrong_path', cause });
  if (NOT_THERE.test(said)) {
    return program?.file === 'perl'
      ? missing('Perl is not installed', { why: 'no_perl', cause })
      : missing(`${program?.file} cannot be run as ExifTool`, { why: 'wrong_path', cause });
  }
  const last = said.trim().split('\n').at(-1) ?? '';
  const end = last === '' ? '' : `: ${last.slice(0, SAID_MAX)}`;
  return missing(`ExifTool ended as it started${end}`, { why: 'crashed', cause });
}

function saidOf(cause: unknown): string {
  const said = cause instanceof AppError ? cause.details['stderr'] : undefined;
  return typeof said === 'string' ? said : '';
}
