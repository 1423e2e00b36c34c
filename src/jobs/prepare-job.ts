import type { ClaimedJob, Settled } from './engine.ts';
import type { AnyKind } from './kind.ts';

/** Before a job of a kind that is not known here is looked at again. */
const UNKNOWN_KIND_MS = 60_000;
const MESSAGE_CHARS = 2_000;

/** Kind and checked input of a claimed job, or how it ends without having run. */
export function prepareJob(
  job: ClaimedJob,
  kinds: ReadonlyMap<string, AnyKind>,
  nowMs: number,
): { readonly kind: AnyKind; readonly input: unknown } | { readonly settle: Settled } {
  const { lease } = job;
  const kind = kinds.get(lease.kind);
  if (!kind) {
    const error = { code: 'job_kind_unknown', message: `No worker of this version knows ${lease.kind}` };
    return { settle: { lease, retryAtMs: nowMs + UNKNOWN_KIND_MS, error, counts: false } };
  }
  const parsed = kind.input.safeParse(job.payload);
  if (parsed.success) return { kind, input: parsed.data };
  return {
    settle: { lease, failed: { code: 'job_payload_invalid', message: parsed.error.message.slice(0, MESSAGE_CHARS) } },
  };
}
