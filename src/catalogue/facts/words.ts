import type { FoundFacts } from './camera.ts';
import type { FactInput } from './fact-input.ts';
import { type Found, oneLine, printable, type TagBook, tagBook } from './tag-book.ts';
import { readTakeout } from './takeout.ts';

const MAX_TITLE = 500;
const MAX_DESCRIPTION = 5_000;
const MAX_KEYWORDS = 500;
const MAX_KEYWORD = 200;
/** What cameras write into every picture. */
const NO_DESCRIPTION =
  /^(?:OLYMPUS DIGITAL CAMERA|SONY DSC|MINOLTA DIGITAL CAMERA|KONICA MINOLTA DIGITAL CAMERA|DCF 1\.0|DIGITAL CAMERA|SAMSUNG|charset=.*|binary comment|<Digimax.*|Exif_JPEG_PICTURE)$/i;
const PERCENT_STARS: readonly (readonly [number, number])[] = [
  [99, 5],
  [75, 4],
  [50, 3],
  [25, 2],
  [1, 1],
];

/** What people wrote: rating, title, description, keywords. XMP beside a file is where they edit, so it wins over the file. */
export function wordFacts(input: FactInput): FoundFacts {
  const sidecars = input.sidecars.flatMap((sidecar) => (sidecar.kind === 'xmp' ? [tagBook(sidecar.tags)] : []));
  const books = [...sidecars, tagBook(input.tags)];
  const first = <T>(pick: (book: TagBook) => Found<T> | undefined): Found<T> | undefined => {
    for (const book of books) {
      const found = pick(book);
      if (found) return found;
    }
    return undefined;
  };
  return {
    rating: first(rating),
    title: cut(
      first((book) =>
        book.text(
          'XMP-dc:Title',
          'IPTC:ObjectName',
          'IFD0:XPTitle',
          'PNG:Title',
          'ItemList:Title',
          'Keys:Title',
          'Keys:DisplayName',
        ),
      ),
      MAX_TITLE,
    ),
    description: cut(first(description) ?? takeoutDescription(input), MAX_DESCRIPTION),
    keywords: keywords(books),
  };
}

function rating(book: TagBook): Found<number> | undefined {
  const stars = book.number('XMP-xmp:Rating', 'IFD0:Rating', 'Keys:RatingUser', 'Rating');
  if (stars) return { ...stars, value: Math.max(-1, Math.min(5, Math.round(stars.value))) };
  const percent = book.number('XMP-microsoft:RatingPercent', 'IFD0:RatingPercent');
  if (!percent) return undefined;
  return { ...percent, value: PERCENT_STARS.find(([from]) => percent.value >= from)?.[1] ?? 0 };
}

function description(book: TagBook): Found<string> | undefined {
  const names = [
    'XMP-dc:Description',
    'IPTC:Caption-Abstract',
    'IFD0:ImageDescription',
    'PNG:Description',
    'ItemList:Description',
    'Keys:Description',
  ];
  return book.texts(...names).find(({ value }) => !NO_DESCRIPTION.test(value));
}

function takeoutDescription({ sidecars }: FactInput): Found<string> | undefined {
  for (const sidecar of sidecars) {
    const value = sidecar.kind === 'takeout-json' ? readTakeout(sidecar.text)?.description : undefined;
    if (value !== undefined) return { tag: 'Takeout:description', value };
  }
  return undefined;
}

/** All keywords of the file and its sidecars; of those that differ only in case the first stays. */
function keywords(books: readonly TagBook[]): Found<string[]> | undefined {
  const found = books.flatMap((book) => [
    ...book.texts(
      'XMP-dc:Subject',
      'IPTC:Keywords',
      'Keys:Keywords',
      'ItemList:Keyword',
      'XMP-microsoft:LastKeywordXMP',
    ),
    ...book
      .texts('IFD0:XPKeywords')
      .flatMap(({ tag, value }) => value.split(';').map((word) => ({ tag, value: word }))),
  ]);
  const words = new Map<string, string>();
  for (const { value } of found) {
    const word = oneLine(value).slice(0, MAX_KEYWORD).normalize('NFC');
    if (word !== '' && words.size < MAX_KEYWORDS && !words.has(word.toLowerCase())) words.set(word.toLowerCase(), word);
  }
  const [first] = found;
  return first && words.size > 0 ? { tag: first.tag, value: [...words.values()] } : undefined;
}

function cut(found: Found<string> | undefined, max: number): Found<string> | undefined {
  return found && { ...found, value: printable(found.value).slice(0, max) };
}
