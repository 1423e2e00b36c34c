import { z } from 'zod';
import { helpFor } from '../../contract/errors.ts';
import { JobProblem } from '../../contract/job.ts';

const Stored = z.object({
  code: z.string(),
  message: z.string(),
  class: JobProblem.shape.cause.catch(null).optional(),
});

/** The error column of a job or an attempt as people are told it. */
export function viewProblem(text: string | null): JobProblem | null {
  if (text === null) return null;
  const stored = Stored.safeParse(JSON.parse(text));
  if (!stored.success) return null;
  const { code, message } = stored.data;
  return { code, message, cause: stored.data.class ?? null, help: helpFor(code) };
}

/** How every stored error with this code begins: the code can be matched without a JSON function of the database. */
export function storedStart(code: string): string {
  return `{"code":${JSON.stringify(code)}`;
}
