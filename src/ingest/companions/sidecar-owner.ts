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
  const stem = sidecar.slice(0, dot);
  const extension = sidecar.slice(dot + 1).toLowerCase();
  const byName = new Map(media.map((name) => [name.toLowerCase(), name]));
  const exact = byName.get(stem.toLowerCase());
  if (exact !== undefined) return exact;
  if (extension === 'json') return findTakeoutOwner(stem, media);
  const sameStem = media.filter((name) => withoutExtension(name).toLowerCase() === stem.toLowerCase());
  if (sameStem.length <= 1) return sameStem[0];
  return preferPicture(sameStem);
}

function findTakeoutOwner(stem: string, media: readonly string[]): string | undefined {
  const numbered = /^(?<name>.*?)(?:\.[a-z-]{1,30})?\((?<number>\d+)\)$/iu.exec(stem)?.groups;
  const wanted = numbered?.['name'] ?? stem;
  const mark = numbered?.['number'] === undefined ? '' : `(${numbered['number']})`;
  const fits = media.filter((name) => {
    const plain = mark === '' ? name : name.replace(`${mark}.`, '.');
    if (mark !== '' && plain === name) return false;
    return isTakeoutNameOf(wanted.toLowerCase(), plain.toLowerCase());
  });
  return fits.length <= 1 ? fits[0] : fits.sort((a, b) => b.length - a.length)[0];
}

/** `wanted` is `name`, `name` + `.supplemental-metadata` (perhaps cut), or `name` cut to the longest Takeout keeps. */
function isTakeoutNameOf(wanted: string, name: string): boolean {
  if (wanted === name) return true;
  if (wanted.startsWith(`${name}.`)) return TAKEOUT_END.startsWith(wanted.slice(name.length + 1));
  if (wanted === withoutExtension(name)) return true;
  return wanted.length >= TAKEOUT_NAME_MAX - 1 && name.startsWith(wanted);
}

function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(0, dot);
}

/** RAW + JPEG + sidecar of one stem: the sidecar of a RAW converter describes the RAW, so the larger kind of name wins. */
function preferPicture(names: readonly string[]): string | undefined {
  const isVideo = (name: string): boolean => /\.(?:mov|mp4|m4v|3gp|avi)$/iu.test(name);
  const pictures = names.filter((name) => !isVideo(name));
  const isJpeg = (name: string): boolean => /\.(?:jpe?g|heic|heif)$/iu.test(name);
  return pictures.find((name) => !isJpeg(name)) ?? pictures[0] ?? names[0];
}
