import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newId } from './base/ids.ts';
import { kinds } from './kinds.ts';
import type { AnyKind } from './jobs/kind.ts';

it('[S-079] [S-091] lets no two jobs of a kind work on one asset at once, whichever import asked for them', () => {
  const of = (assetId: string, sessionId: string) => ({ assetId, sessionId });
  const [asset, other] = [newId('as', 0), newId('as', 1)];
  const onAssets = (kinds as readonly AnyKind[]).filter(
    (kind) =>
      kind.input.safeParse(of(asset, newId('is', 0))).success &&
      kind.about?.(of(asset, newId('is', 0))).asset !== undefined,
  );
  assert.ok(onAssets.length >= 2);
  for (const kind of onAssets) {
    const keys = [0, 1].map((session) => kind.uniqueKey?.(of(asset, newId('is', session))));
    assert.equal(keys[0], keys[1], kind.kind);
    assert.ok(keys[0] !== undefined && keys[0] !== kind.uniqueKey?.(of(other, newId('is', 0))), kind.kind);
  }
});
