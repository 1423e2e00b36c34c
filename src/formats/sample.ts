import { decodeText, markedEncoding } from '../base/decode-text.ts';
import { ascii } from './signature.ts';
import { readTiffMarks, type TiffMarks } from './tiff-marks.ts';

/** The beginning of a file and its name, with the parses that several formats share done once. */
export interface Sample {
  /** First bytes, at most 128 KiB are looked at. */
  readonly head: Uint8Array;
  /** Lower case, without dot; '' when there is none. */
  readonly extension: string;
  /** Marks of a TIFF structure, undefined when it is none. */
  readonly tiff: TiffMarks | undefined;
  /** Brands of an ISO media file (`ftyp`), major first; empty when it is none. */
  readonly brands: readonly string[];
  /** The first 16 KiB as text without BOM and leading space, '' when the bytes are not text. */
  readonly text: string;
}

const TEXT_BYTES = 16 * 1024;
const HEAD_BYTES = 128 * 1024;
const MAX_BRANDS = 32;

/** What phones and unpackers put behind the extension of a second file of one name: `X.MP~2`, `X.jpg(1)`. */
const COPY_MARK = /(?:~\d{1,3})?(?:\(\d{1,4}\))?$/;

/** The extension of a file name, lower case, without dot and the mark of a copy; '' when there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 && dot < name.length - 1
    ? name
        .slice(dot + 1)
        .replace(COPY_MARK, '')
        .toLowerCase()
    : '';
}

/** Prepares the beginning of a file for `Format.matches`. Never throws. */
export function sampleOf(bytes: Uint8Array, name: string): Sample {
  const head = bytes.subarray(0, HEAD_BYTES);
  let tiff: { marks: TiffMarks | undefined } | undefined;
  let text: string | undefined;
  return {
    head,
    extension: extensionOf(name),
    brands: readBrands(head),
    get tiff() {
      tiff ??= { marks: readTiffMarks(head) };
      return tiff.marks;
    },
    get text() {
      text ??= readText(head);
      return text;
    },
  };
}

function readBrands(head: Uint8Array): readonly string[] {
  if (ascii(head, 4, 4) !== 'ftyp') return [];
  const size = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
  const end = Math.min(size, head.length, 16 + MAX_BRANDS * 4);
  const brands = [ascii(head, 8, 4)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(ascii(head, at, 4));
  return brands;
}

function readText(head: Uint8Array): string {
  const bytes = head.subarray(0, TEXT_BYTES);
  const isWide = markedEncoding(bytes)?.startsWith('utf-16') === true;
  return !isWide && bytes.includes(0) ? '' : decodeText(bytes).trimStart();
}
