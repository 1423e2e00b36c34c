import type { ContentFacts } from '../../catalogue/assets/new-asset.ts';
import { formatById } from '../../formats/format-of.ts';

/** The file of a group that names its folder: the still of a live photo, the JPEG of a RAW, else whatever has a date. */
export function leadOf(group: readonly { readonly facts: ContentFacts }[]): ContentFacts | undefined {
  const rank = ({ kind, format, local }: ContentFacts): number =>
    (local === null ? 10 : 0) + (kind === 'video' ? 2 : formatById(format).isRaw ? 1 : 0);
  return group.map(({ facts }) => facts).toSorted((a, b) => rank(a) - rank(b))[0];
}

/** Clips of live photos count in UTC, and one of a pair may be saved after midnight; what lies further apart is no pair. */
const PAIR_MS = 2 * 86_400_000;

/** The time by which a file of a group is filed: that of its lead, unless its own is of another occasion. */
export function localInGroup(own: string | null, lead: string | null): string | null {
  if (own === null || lead === null) return lead;
  return Math.abs(Date.parse(`${own}Z`) - Date.parse(`${lead}Z`)) > PAIR_MS ? own : lead;
}

/** `a/b.jpg` → `a/b-1.jpg`; 0 leaves it as it is. */
export function withSuffix(path: string, suffix: number): string {
  if (suffix === 0) return path;
  const dot = path.lastIndexOf('.');
  const hasExtension = dot > path.lastIndexOf('/') + 1;
  return hasExtension ? `${path.slice(0, dot)}-${suffix}${path.slice(dot)}` : `${path}-${suffix}`;
}

/**
 * The name of a sidecar beside the placed file of its owner: what made it fit the old name is kept.
 * `a.jpg.xmp` of `a.jpg` → `b.jpg.xmp`; `a.xmp` → `b.xmp`; a Takeout name that was cut → `b.jpg.json`.
 */
export function sidecarName(sidecar: string, ownerName: string, placedName: string): string {
  const isBeside = sidecar.toLowerCase().startsWith(`${ownerName.toLowerCase()}.`);
  if (isBeside) return placedName + sidecar.slice(ownerName.length);
  const extension = sidecar.slice(sidecar.lastIndexOf('.')).toLowerCase();
  if (extension === '.json') return placedName + extension;
  const dot = placedName.lastIndexOf('.');
  return (dot > 0 ? placedName.slice(0, dot) : placedName) + extension;
}
