/** Ends that Takeout gives to its JSON files, also when it cut the name (46 characters at most before `.json`). */
const TAKEOUT_END = 'supplemental-metadata';
const TAKEOUT_NAME_MAX = 46;

/** Finds the media file of one folder that a sidecar belongs to; undefined when none fits or several do. */
export type FindOwner = (sidecar: string) => string | undefined;

/**
 * The media files of a folder, by which its sidecars find their owners: each at once, as folders of Takeout hold ten thousand.
 * Knows `a.jpg.xmp`, `a.xmp`, `a.jpg.json`, `a.jpg.supplemental-metadata.json` (also cut), `a.jpg(1).json` for `a(1).jpg`,
 * `a.txt` and `a.jpg.txt` beside generated pictures, and `.aae` of edits.
 */
export function sidecarOwners(media: readonly string[]): FindOwner {
  const exact = new Set(media);
  const names = namesOf(media.map((name) => ({ name, known: plain(name) })));
  const takeout = takeoutOwners(media, names);
  return (sidecar) => {
    const dot = sidecar.lastIndexOf('.');
    if (exact.has(sidecar.slice(0, dot))) return sidecar.slice(0, dot);
    const stem = plain(sidecar.slice(0, dot));
    const whole = names.byName.get(stem)?.at(-1);
    if (whole !== undefined) return whole;
    if (sidecar.slice(dot + 1).toLowerCase() === 'json') return takeout(stem);
    const sameStem = names.byStem.get(stem) ?? [];
    return sameStem.length <= 1 ? sameStem[0] : preferPicture(sameStem);
  };
}

/** As names are compared: without case, and one form for letters with marks, which unpackers write in two. */
function plain(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Media files by what a sidecar may call them. */
interface Names {
  readonly byName: ReadonlyMap<string, readonly string[]>;
  /** Without extension. */
  readonly byStem: ReadonlyMap<string, readonly string[]>;
  /** By as many characters as Takeout keeps for sure. */
  readonly byBeginning: ReadonlyMap<string, readonly { readonly name: string; readonly known: string }[]>;
}

function namesOf(media: readonly { readonly name: string; readonly known: string }[]): Names {
  const nameOnly = ({ name }: { name: string }): string => name;
  const listed = (of: (known: string) => string) =>
    new Map([...Map.groupBy(media, ({ known }) => of(known))].map(([key, list]) => [key, list.map(nameOnly)]));
  return {
    byName: listed((known) => known),
    byStem: listed(withoutExtension),
    byBeginning: Map.groupBy(media, ({ known }) => known.slice(0, TAKEOUT_NAME_MAX - 1)),
  };
}

function takeoutOwners(media: readonly string[], plainNames: Names): FindOwner {
  /** `a(1).jpg` as `a.jpg`, by the mark. */
  const marked = new Map<string, Names>();
  const namesMarked = (mark: string): Names => {
    const found = media.flatMap((name) => {
      const known = plain(name).replace(`${mark}.`, '.');
      return known === plain(name) ? [] : [{ name, known }];
    });
    return namesOf(found);
  };
  return (stem) => {
    const numbered = /^(?<name>.*?)(?:\.[a-z-]{1,30})?\((?<number>\d+)\)$/iu.exec(stem)?.groups;
    const mark = numbered?.['number'] === undefined ? '' : `(${numbered['number']})`;
    const names = mark === '' ? plainNames : (marked.get(mark) ?? namesMarked(mark));
    if (mark !== '') marked.set(mark, names);
    const [first, second] = called(numbered?.['name'] ?? stem, names).toSorted(byLikelihood);
    return first !== undefined && second !== undefined && byLikelihood(first, second) === 0 ? undefined : first;
  };
}

/** The surest that `wanted` may mean: whole, with `.supplemental-metadata` (perhaps cut), without extension, or cut to the longest Takeout keeps. */
function called(wanted: string, { byName, byStem, byBeginning }: Names): readonly string[] {
  const whole = byName.get(wanted);
  if (whole) return whole;
  const ended = [...wanted.matchAll(/\./g)].flatMap(({ index }) =>
    TAKEOUT_END.startsWith(wanted.slice(index + 1)) ? (byName.get(wanted.slice(0, index)) ?? []) : [],
  );
  if (ended.length > 0) return ended;
  const stems = byStem.get(wanted);
  if (stems || wanted.length < TAKEOUT_NAME_MAX - 1) return stems ?? [];
  const begun = byBeginning.get(wanted.slice(0, TAKEOUT_NAME_MAX - 1)) ?? [];
  return begun.filter(({ known }) => known.startsWith(wanted)).map(({ name }) => name);
}

/** Edited copies come without facts of their own, and a photo's clip shares those of the photo: the plain name is meant. */
function byLikelihood(a: string, b: string): number {
  return Number(isVideo(a)) - Number(isVideo(b)) || a.length - b.length;
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
