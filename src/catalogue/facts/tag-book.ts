/** A value and the tag it was read from. */
export interface Found<T> {
  readonly value: T;
  /** E.g. `EXIF:LensModel` as the tool named it: `ExifIFD:LensModel`. */
  readonly tag: string;
}

/** Tags of one reading, asked by `Group:Name`, or by `Name` alone for any group but the thumbnails'. */
export interface TagBook {
  /** First of the tags with a text that is not empty; numbers as text. */
  text(...names: readonly string[]): Found<string> | undefined;
  /** First of the tags with a finite number; of a list of numbers the first. */
  number(...names: readonly string[]): Found<number> | undefined;
  /** All texts of the tags, in order. */
  texts(...names: readonly string[]): readonly Found<string>[];
}

/** Folders of thumbnails and further pictures say nothing of the picture itself. */
const NOT_THE_PICTURE = /^(?:IFD1|MPImage\d+|MPF\d*|SubIFD\d+|PreviewIFD|Track(?:[2-9]|\d\d+)|ICC_Profile\d+):/;

/** Every kind of fact asks the same tags, and to prepare them costs more than all the asking. */
const prepared = new WeakMap<object, TagBook>();

/** Prepares tags for being asked, once; they must not change any more. Names are matched without regard to case. */
export function tagBook(tags: Readonly<Record<string, unknown>>): TagBook {
  const known = prepared.get(tags);
  if (known) return known;
  const book = prepare(tags);
  prepared.set(tags, book);
  return book;
}

function prepare(tags: Readonly<Record<string, unknown>>): TagBook {
  const byName = new Map<string, { tag: string; value: unknown }>();
  for (const [tag, value] of Object.entries(tags)) {
    const key = tag.toLowerCase();
    const name = key.slice(key.indexOf(':') + 1);
    if (!byName.has(key)) byName.set(key, { tag, value });
    if (!byName.has(name) && !NOT_THE_PICTURE.test(tag)) byName.set(name, { tag, value });
  }
  const entries = (names: readonly string[]): readonly { tag: string; value: unknown }[] =>
    names.flatMap((name) => byName.get(name.toLowerCase()) ?? []);
  const texts = (...names: readonly string[]): readonly Found<string>[] =>
    entries(names).flatMap(({ tag, value }) => textsOf(value).map((text) => ({ tag, value: text })));
  return {
    texts,
    text: (...names) => texts(...names)[0],
    number: (...names) => {
      for (const { tag, value } of entries(names)) {
        const number = numberOf(value);
        if (number !== undefined) return { tag, value: number };
      }
      return undefined;
    },
  };
}

/** A text for one line: no line ends, no control characters (foreign text may carry terminal commands). */
export function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim();
}

/** A text without control characters but tab and line end. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is removed
  return text.replaceAll('\r\n', '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  const text = String(value).replaceAll('\0', '').trim();
  return text === '' || text.startsWith('(Binary data ') ? [] : [text];
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) return numberOf(value[0]);
  const match = typeof value === 'string' ? /^\s*([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?:\s|$)/i.exec(value) : null;
  return match ? Number(match[1]) : undefined;
}
