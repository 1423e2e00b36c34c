import { parseBrokenDay, parseMonthOrYear, parseOffset, parseWallClock, wallClockAt } from '../../base/wall-clock.ts';
import type { CaptureTime } from '../../contract/asset-facts.ts';
import type { FactInput } from './fact-input.ts';
import { folderTime, nameTime } from './name-time.ts';
import { type TagBook, tagBook } from './tag-book.ts';
import { readTakeout } from './takeout.ts';

/** A tag that may hold the capture time, and how sure it would be. */
interface TimeTag {
  readonly source: CaptureTime['source'];
  readonly tag: string;
  readonly confidence: CaptureTime['confidence'];
  readonly subSec?: string;
  readonly zones?: readonly string[];
}

const EXIF: readonly TimeTag[] = [
  {
    source: 'exif',
    tag: 'ExifIFD:DateTimeOriginal',
    confidence: 'sure',
    subSec: 'ExifIFD:SubSecTimeOriginal',
    zones: ['ExifIFD:OffsetTimeOriginal', 'ExifIFD:OffsetTime'],
  },
  // TIFF/EP, CR3 and the makers' own folders write it elsewhere.
  {
    source: 'exif',
    tag: 'DateTimeOriginal',
    confidence: 'sure',
    subSec: 'SubSecTimeOriginal',
    zones: ['OffsetTimeOriginal', 'OffsetTime'],
  },
  {
    source: 'exif',
    tag: 'ExifIFD:CreateDate',
    confidence: 'sure',
    subSec: 'ExifIFD:SubSecTimeDigitized',
    zones: ['ExifIFD:OffsetTimeDigitized', 'ExifIFD:OffsetTime'],
  },
];

/** Asked by name alone, these answer too; each has its own place in the order, and its own name as a source. */
const NO_EXIF = /^(?:XMP|IPTC|Composite)/;

const XMP_TIMES: readonly (readonly [string, CaptureTime['confidence']])[] = [
  ['XMP-exif:DateTimeOriginal', 'sure'],
  ['XMP-photoshop:DateCreated', 'sure'],
  ['XMP-exif:DateTimeDigitized', 'likely'],
  ['XMP-xmp:CreateDate', 'likely'],
  ['XMP-dc:Date', 'guess'],
];
const xmpTimes = (source: 'xmp' | 'sidecar'): readonly TimeTag[] =>
  XMP_TIMES.map(([tag, confidence]) => ({ source, tag, confidence }));

/** ExifTool joins IPTC's day and time: before XMP, which may have the day alone. */
const IPTC: readonly TimeTag[] = [
  { source: 'xmp', tag: 'Composite:DateTimeCreated', confidence: 'likely' },
  { source: 'xmp', tag: 'Composite:DateTimeOriginal', confidence: 'likely' },
];
const IPTC_DAY: readonly TimeTag[] = [{ source: 'xmp', tag: 'IPTC:DateCreated', confidence: 'guess' }];

const QUICKTIME: readonly TimeTag[] = [
  { source: 'quicktime', tag: 'Keys:CreationDate', confidence: 'sure' },
  { source: 'quicktime', tag: 'ItemList:ContentCreateDate', confidence: 'sure' },
  { source: 'quicktime', tag: 'UserData:DateTimeOriginal', confidence: 'sure' },
  { source: 'quicktime', tag: 'RIFF:DateTimeOriginal', confidence: 'sure' },
  { source: 'quicktime', tag: 'H264:DateTimeOriginal', confidence: 'sure' },
  // An instant in UTC, which ExifTool turns into the zone of this machine.
  { source: 'quicktime', tag: 'QuickTime:CreateDate', confidence: 'likely' },
  { source: 'quicktime', tag: 'Track1:MediaCreateDate', confidence: 'likely' },
  { source: 'quicktime', tag: 'CreationDate', confidence: 'likely' },
  { source: 'quicktime', tag: 'Matroska:DateTimeOriginal', confidence: 'likely' },
];

const WEAK: readonly TimeTag[] = [
  { source: 'exif', tag: 'IFD0:ModifyDate', confidence: 'guess', zones: ['ExifIFD:OffsetTime'] },
  { source: 'png', tag: 'PNG:ModifyDate', confidence: 'guess' },
  { source: 'xmp', tag: 'XMP-xmp:ModifyDate', confidence: 'guess' },
];

/** Every time that this file, its sidecars and its name tell, best first; none is judged yet. */
export function captureCandidates(input: FactInput): readonly CaptureTime[] {
  const book = tagBook(input.tags);
  const isVideo = input.format.kind === 'video';
  const quicktime = [...fromTags(book, QUICKTIME), ...fromProbe(input)];
  const embedded = fromTags(book, [...EXIF, ...IPTC, ...xmpTimes('xmp'), ...IPTC_DAY]);
  return [
    ...(isVideo ? [...quicktime, ...embedded] : [...embedded, ...quicktime]),
    ...fromGps(book),
    ...fromTags(book, [{ source: 'png', tag: 'PNG:CreationTime', confidence: 'likely' }]),
    ...fromSidecars(input),
    ...fromName(input),
    ...roughTimes(input),
    ...fromTags(book, WEAK),
    ...fromFolder(input),
    ...fromBrokenDay(book),
  ];
}

function fromTags(book: TagBook, list: readonly TimeTag[]): readonly CaptureTime[] {
  return list.flatMap(({ source, tag, confidence, subSec, zones = [] }) => {
    const found = book.text(tag);
    const fraction = subSec === undefined ? undefined : book.text(subSec)?.value;
    const hasFraction =
      found !== undefined && fraction !== undefined && /^\d{1,9}$/.test(fraction) && /:\d\d$/.test(found.value);
    const time = found && parseWallClock(hasFraction ? `${found.value}.${fraction}` : found.value);
    if (!found || !time || (source === 'exif' && NO_EXIF.test(found.tag))) return [];
    const zone = zones.length > 0 ? book.text(...zones) : undefined;
    const offsetMin = time.offsetMin ?? (zone ? parseOffset(zone.value) : null);
    const isMended = !time.isExact || (zone !== undefined && offsetMin === null);
    return [
      { local: time.local, offsetMin, source, tag: found.tag, confidence: isMended ? weaker(confidence) : confidence },
    ];
  });
}

/** A year or a month alone, which archives give to scans: better than when the file was last changed. */
function roughTimes({ tags, sidecars }: FactInput): readonly CaptureTime[] {
  const beside = sidecars.flatMap((sidecar) => (sidecar.kind === 'xmp' ? [sidecar.tags] : []));
  const sources = [...beside.map((xmp) => ['sidecar', xmp] as const), ['xmp', tags] as const];
  return sources.flatMap(([source, of]) =>
    XMP_TIMES.flatMap(([name]) => {
      const found = tagBook(of).text(name);
      const local = found && parseMonthOrYear(found.value);
      return local === undefined
        ? []
        : [{ local, offsetMin: null, source, tag: found?.tag ?? null, confidence: 'guess' }];
    }),
  );
}

/** The month of a day that cannot be: still better than when the file was written. */
function fromBrokenDay(book: TagBook): readonly CaptureTime[] {
  return EXIF.flatMap(({ source, tag }) => {
    const found = book.text(tag);
    const local = found && !NO_EXIF.test(found.tag) ? parseBrokenDay(found.value) : undefined;
    return local === undefined
      ? []
      : [{ local, offsetMin: null, source, tag: found?.tag ?? null, confidence: 'guess' }];
  });
}

const weaker = (confidence: CaptureTime['confidence']): CaptureTime['confidence'] =>
  confidence === 'sure' ? 'likely' : 'guess';

function fromProbe({ video }: FactInput): readonly CaptureTime[] {
  const tags = video?.creationTags ?? {};
  const local = parseWallClock(tags['com.apple.quicktime.creationdate'] ?? '');
  const instant = parseWallClock(tags['creation_time'] ?? '');
  return [
    ...(local
      ? [
          {
            local: local.local,
            offsetMin: local.offsetMin,
            source: 'quicktime',
            tag: 'com.apple.quicktime.creationdate',
            confidence: 'sure',
          } as const,
        ]
      : []),
    ...(instant
      ? [
          {
            local: instant.local,
            offsetMin: instant.offsetMin,
            source: 'quicktime',
            tag: 'creation_time',
            confidence: 'likely',
          } as const,
        ]
      : []),
  ];
}

function fromGps(book: TagBook): readonly CaptureTime[] {
  const day = book.text('GPS:GPSDateStamp', 'XMP-exif:GPSDateTime');
  const clock = book.text('GPS:GPSTimeStamp');
  const time = day && parseWallClock(clock && !day.value.includes(' ') ? `${day.value} ${clock.value}` : day.value);
  return time?.isExact
    ? [{ local: time.local, offsetMin: 0, source: 'gps', tag: day?.tag ?? null, confidence: 'likely' }]
    : [];
}

function fromSidecars({ sidecars }: FactInput): readonly CaptureTime[] {
  const xmpFirst = sidecars.toSorted((a, b) => Number(b.kind === 'xmp') - Number(a.kind === 'xmp'));
  return xmpFirst.flatMap((sidecar): readonly CaptureTime[] => {
    if (sidecar.kind === 'xmp') return fromTags(tagBook(sidecar.tags), xmpTimes('sidecar'));
    const takenMs = sidecar.kind === 'takeout-json' ? readTakeout(sidecar.text)?.takenMs : undefined;
    if (takenMs === undefined) return [];
    return [
      { local: wallClockAt(takenMs), offsetMin: 0, source: 'takeout', tag: 'photoTakenTime', confidence: 'likely' },
    ];
  });
}

function fromName({ name, nowMs }: FactInput): readonly CaptureTime[] {
  const time = nameTime(name, nowMs);
  if (!time) return [];
  return [
    {
      local: time.local,
      offsetMin: time.offsetMin,
      source: 'filename',
      tag: null,
      confidence: time.hasClock ? 'likely' : 'guess',
    },
  ];
}

function fromFolder({ folder }: FactInput): readonly CaptureTime[] {
  const time = folderTime(folder);
  return time ? [{ local: time.local, offsetMin: null, source: 'folder', tag: null, confidence: 'guess' }] : [];
}
