import type { Tx } from '../../db/database.ts';

/** One thing that was tried. Durations in microseconds; `detail` is a short text or JSON. */
export interface TraceInput {
  readonly type:
    | 'read'
    | 'metadata_extraction'
    | 'preview_extraction'
    | 'thumbnail_generation'
    | 'video_probe'
    | 'placement'
    | 'pairing';
  readonly method: string;
  readonly ok: boolean;
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
  readonly durationUs: number;
  /** Tool and version. */
  readonly tool?: string | undefined;
}

/** Records what was tried for an asset, in order, in the transaction that records its result. */
export async function addTrace(
  tx: Tx,
  about: { assetId: string | null; itemId?: string | null; atMs: number; attempt: number },
  steps: readonly TraceInput[],
): Promise<void> {
  if (steps.length === 0) return;
  const rows = steps.map((step, index) => ({
    asset_id: about.assetId,
    item_id: about.itemId ?? null,
    at_ms: about.atMs,
    type: step.type,
    step: index + 1,
    method: step.method,
    ok: step.ok ? 1 : 0,
    code: step.code ?? null,
    detail: step.detail ?? null,
    duration_us: Math.round(step.durationUs),
    tool: step.tool ?? null,
    attempt: about.attempt,
  }));
  await tx.insertInto('import_trace').values(rows).execute();
}
