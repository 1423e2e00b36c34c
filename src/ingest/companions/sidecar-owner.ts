/** Ends that Takeout gives to its JSON files, also when it cut the name (46 characters at most before `.json`). */
const TAKEOUT_END = 'supplemental-metadata';
const TAKEOUT_NAME_MAX = 46;

/**
 * The media file a sidecar belongs to, by the names in its folder; undefined when none fits or several do.
 * Knows `a.jpg.xmp`, `a.xmp`, `a.jpg.json`, `a.jpg.supplemental-metadata.json` (also cut), `a.jpg(1).json` for `a(1).jpg`,
 * `a.txt` and `a.jpg.txt` beside generated pictures, and `.aae` of edits.
 */
export function findSidecarOwner(sidecar: string, media: readonly string[]): string | undefined {
  const dot = sidecar.lastIndexOf('.');
  if (media.includes(sidecar.slice(0, dot))) return sidecar.slice(0, dot);
  const stem = plain(sidecar.slice(0, dot));
  const extension = sidecar.slice(dot + 1).toLowerCase();
  const byName = new Map(media.map((name) => [plain(name), name]));
  const exact = byName.get(stem);
  if (exact !== undefined) return exact;
  if (extension === 'json') return findTakeoutOwner(stem, media);
  const sameStem = media.filter((name) => withoutExtension(plain(name)) === stem);
  if (sameStem.length <= 1) return sameStem[0];
  return preferPicture(sameStem);
}

/** As names are compared: without case, and one form for letters with marks, which unpackers write in two. */
function plain(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function findTakeoutOwner(stem: string, media: readonly string[]): string | undefined {
  const numbered = /^(?<name>.*?)(?:\.[a-z-]{1,30})?\((?<number>\d+)\)$/iu.exec(stem)?.groups;
  const wanted = numbered?.['name'] ?? stem;
  const mark = numbered?.['number'] === undefined ? '' : `(${numbered['number']})`;
  const ranked = media.flatMap((name) => {
    const unmarked = mark === '' ? plain(name) : plain(name).replace(`${mark}.`, '.');
    const rank = mark !== '' && unmarked === plain(name) ? undefined : takeoutRank(wanted, unmarked);
    return rank === undefined ? [] : [{ name, rank }];
  });
  ranked.sort(byLikelihood);
  const [first, second] = ranked;
  return first && second && byLikelihood(first, second) === 0 ? undefined : first?.name;
}

interface Ranked {
  readonly name: string;
  readonly rank: number;
}

/** Edited copies come without facts of their own, and a photo's clip shares those of the photo: the plain name is meant. */
function byLikelihood(a: Ranked, b: Ranked): number {
  return a.rank - b.rank || Number(isVideo(a.name)) - Number(isVideo(b.name)) || a.name.length - b.name.length;
}

/** How surely `wanted` is `name`: whole, with `.supplemental-metadata` (perhaps cut), without extension, or cut to the longest Takeout keeps. */
function takeoutRank(wanted: string, name: string): number | undefined {
  if (wanted === name) return 0;
  if (wanted.startsWith(`${name}.`)) return TAKEOUT_END.startsWith(wanted.slice(name.length + 1)) ? 1 : undefined;
  if (wanted === withoutExtension(name)) return 2;
  return wanted.length >= TAKEOUT_NAME_MAX - 1 && name.startsWith(wanted) ? 3 : undefined;
}

function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(0, dot);
}

/** RAW + JPEG + sidecar of one stem: the sidecar of a RAW converter describes the RAW, so the larger kind of name wins. */
function preferPicture(names: readonly string[]): string | undefined {
  const pictures = names.filter((name) => !isVideo(name));
  const isJpeg = (name: string): boolean => /\.(?:jpe?g|heic|heif)$/iu.test(name);
  return pictures.find((name) => !isJpeg(name)) ?? pictures[0] ?? names[0];
}

function isVideo(name: string): boolean {
  return /\.(?:mov|mp4|m4v|3gp|avi|m[pv](?:~\d+)?(?:\(\d+\))?)$/iu.test(name);
}
