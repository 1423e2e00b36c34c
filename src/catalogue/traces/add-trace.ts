import type { TraceStep } from '../../contract/asset.ts';
import type { Tx } from '../../db/database.ts';

/** What a step was for. */
export type TraceType = TraceStep['type'];

/** What is recorded of steps that went well; those that failed always are. */
export interface TraceChoice {
  readonly enabled: boolean;
  /** Types left out. */
  readonly off: readonly TraceType[];
}

/** Everything. */
export const allTraces: TraceChoice = { enabled: true, off: [] };

/** One thing that was tried. Durations in microseconds; `detail` is a short text or JSON. */
export interface TraceInput {
  readonly type: TraceType;
  readonly method: string;
  readonly ok: boolean;
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
  readonly durationUs: number;
  /** Of what came of it, pixels upright. */
  readonly bytes?: number | undefined;
  readonly widthPx?: number | undefined;
  readonly heightPx?: number | undefined;
  /** Tool and version. */
  readonly tool?: string | undefined;
}

/** The steps that are to be recorded. */
export function chosenSteps(steps: readonly TraceInput[], choice: TraceChoice): readonly TraceInput[] {
  if (choice.enabled && choice.off.length === 0) return steps;
  return steps.filter(({ type, ok }) => !ok || (choice.enabled && !choice.off.includes(type)));
}

/** What was tried for an asset, or for a line of the import log that has none. */
export interface TracedSteps {
  readonly assetId: string | null;
  readonly itemId?: string | null;
  readonly steps: readonly TraceInput[];
}

/** Records what was tried for an asset, in order, in the transaction that records its result. */
export async function addTrace(
  tx: Tx,
  about: { assetId: string | null; itemId?: string | null; atMs: number; attempt: number },
  steps: readonly TraceInput[],
): Promise<void> {
  const { assetId, itemId = null, ...when } = about;
  await addTraces(tx, when, [{ assetId, itemId, steps }]);
}

/** `addTrace` for many at once: one statement a few hundred steps. */
export async function addTraces(
  tx: Tx,
  when: { atMs: number; attempt: number },
  traced: readonly TracedSteps[],
): Promise<void> {
  const rows = traced.flatMap(({ assetId, itemId = null, steps }) =>
    steps.map((step, index) => ({
      asset_id: assetId,
      item_id: itemId,
      at_ms: when.atMs,
      type: step.type,
      step: index + 1,
      method: step.method,
      ok: step.ok ? 1 : 0,
      code: step.code ?? null,
      detail: step.detail ?? null,
      duration_us: Math.round(step.durationUs),
      tool: step.tool ?? null,
      attempt: when.attempt,
      bytes: step.bytes ?? null,
      width_px: step.widthPx ?? null,
      height_px: step.heightPx ?? null,
    })),
  );
  for (let at = 0; at < rows.length; at += 500) {
    await tx
      .insertInto('import_trace')
      .values(rows.slice(at, at + 500))
      .execute();
  }
}
