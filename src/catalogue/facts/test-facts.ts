import type { AssetFacts } from '../../contract/asset-facts.ts';
import { formatById } from '../../formats/format-of.ts';
import type { FactInput } from './fact-input.ts';
import { normaliseFacts } from './normalise-facts.ts';

const NOW_MS = Date.UTC(2026, 10, 21);
const FILE_TIME_MS = Date.UTC(2024, 0, 2, 3, 4, 5);

/** The facts of a JPEG with these tags and nothing beside it. For tests. */
export function factsOf(tags: Record<string, unknown>, change: Partial<FactInput> = {}): AssetFacts {
  return normaliseFacts({
    tags,
    format: formatById('jpeg'),
    name: 'a.jpg',
    folder: '',
    mtimeMs: FILE_TIME_MS,
    nowMs: NOW_MS,
    sidecars: [],
    ...change,
  });
}
