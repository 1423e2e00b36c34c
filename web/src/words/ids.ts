import { AssetId, JobId, SessionId, WorkerId } from '../../../src/contract/ids.ts';

/** True when a text is the id of a job. */
export const isJobId = (text: string): text is JobId => JobId.safeParse(text).success;

/** What a typed text names: an asset, import, job or worker by its id; any other word is taken for an error code. */
export function idParts(
  text: string,
): { asset: AssetId } | { session: SessionId } | { job: JobId } | { worker: WorkerId } | { code: string } {
  const asset = AssetId.safeParse(text);
  if (asset.success) return { asset: asset.data };
  const session = SessionId.safeParse(text);
  if (session.success) return { session: session.data };
  const job = JobId.safeParse(text);
  if (job.success) return { job: job.data };
  const worker = WorkerId.safeParse(text);
  return worker.success ? { worker: worker.data } : { code: text };
}
