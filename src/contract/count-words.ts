/** A whole number, thousands set apart by a thin space that does not break: `12 000`. */
export function countText(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/gu, '\u202F');
}

/** A number and its noun: `1 photo`, `12 000 photos`; a plural of its own is named: `1 entry`, `2 entries`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** How many have problems, always with what is counted: `1 file with a problem`, `12 assets with problems`. */
export function problemsText(count: number, one: 'file' | 'asset'): string {
  return `${countOf(count, one)} with ${count === 1 ? 'a problem' : 'problems'}`;
}

/**
 * An import's files with problems, and what became of them: `44 files with problems: 12 failed and are not in the library,
 * 32 are in it damaged, with incomplete metadata or without a picture`. `failed`: files that were not taken in.
 */
export function importProblemsText({
  problems,
  failed,
}: {
  readonly problems: number;
  readonly failed: number;
}): string {
  const inside = problems - failed;
  const lack = 'damaged, with incomplete metadata or without a picture';
  const is = (count: number): string => (count === 1 ? 'is' : 'are');
  if (failed === 0) return `${problemsText(problems, 'file')}: in the library, but ${lack}`;
  if (inside <= 0) return `${problemsText(problems, 'file')}: failed, so not in the library`;
  const [out, taken] = [countText(failed), countText(inside)];
  return `${problemsText(problems, 'file')}: ${out} failed and ${is(failed)} not in the library, ${taken} ${is(inside)} in it ${lack}`;
}

/** What companions are, where they are counted. */
export const COMPANIONS = 'Companions: RAW files and live clips, shown with their picture';

/** How many assets the library shows, and how many more stand behind those: `753 assets + 8 companions`. */
export function assetsText({ assets, companions }: { readonly assets: number; readonly companions: number }): string {
  const shown = countOf(assets - companions, 'asset');
  return companions === 0 ? shown : `${shown} + ${countOf(companions, 'companion')}`;
}

/** Files and folders that are counted together: `6 folders`, `1 file and 2 folders`. */
export function filesText({ count, folders }: { readonly count: number; readonly folders: number }): string {
  const files = count - folders;
  const parts = [files > 0 ? countOf(files, 'file') : '', folders > 0 ? countOf(folders, 'folder') : ''];
  return parts.filter(Boolean).join(' and ');
}

/** A share of one as per cent, never rounded up to all nor down to none: `99.9 %`, `100 %`. */
export function shareText(share: number): string {
  const tenths = share >= 1 || share <= 0 ? share * 1_000 : Math.min(999, Math.max(1, Math.round(share * 1_000)));
  return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)}\u202F%`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Decimal units, three significant digits: `4.21 GB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${UNITS[unit] ?? ''}`;
}
