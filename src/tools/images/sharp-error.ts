import { AppError } from '../../base/errors.ts';

/** Warnings of libjpeg, libpng and others that leave every pixel right. */
const HARMLESS =
  /extraneous bytes before marker|unknown profile|iCCP|ICC|unknown chunk|unknown field|unknown tag|ExtraSamples|Exif|XMP|MPF/i;

/** Whole files of kinds that libvips is made without; other numbers of bits are no JPEG at all. */
const NOT_READ =
  /not configured|Unsupported (?:codec|feature)|bad labq format|samples out of range|not a whole number of bytes|Unsupported JPEG process|JPEG data precision 1[26]\b|omitted at compile time/i;
/** What stands before, between or after what is wrong. */
const NO_NEWS = /^$|^Warning treated as error/i;
/** Of several lines the one to tell is the first that is not of these: what was tried before, or did not matter. */
const LESS_TELLING = /bad seek to|VipsIcc/;
const CORRUPT = 'Input file has corrupt header: ';

/** True when sharp stopped at something that does no harm to the pixels: every line says so, for the worst comes last. */
export function isHarmless(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const news = error.message.split('\n').filter((line) => !NO_NEWS.test(line));
  return news.length > 0 && news.every((line) => HARMLESS.test(line));
}

/**
 * What libvips said, by our codes: `too_many_pixels` · `picture_unsupported` · `picture_damaged`. It is asked only for what
 * is of a format that it reads: that no loader knows the file means that its head or, of a TIFF, its end is not there.
 */
export function fromSharp(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const message = withoutPath(mostTelling(error.message)).slice(0, 300);
  if (/exceeds pixel limit|too large|dimensions? exceed/i.test(error.message))
    return new AppError('too_many_pixels', message);
  if (NOT_READ.test(error.message)) return new AppError('picture_unsupported', message);
  const isHeadless = /unsupported image format/i.test(error.message);
  const said = isHeadless ? 'Its beginning, or its directory, is missing' : message;
  return new AppError('picture_damaged', said || 'The picture cannot be decoded', { cause: error });
}

/** One line of many; libvips repeats itself, and begins with what it tried first. */
function mostTelling(message: string): string {
  const head = message.startsWith(CORRUPT) ? CORRUPT : '';
  const lines = message.slice(head.length).split('\n');
  return head + (lines.find((line) => line !== '' && !LESS_TELLING.test(line)) ?? lines[0] ?? '');
}

/** libvips puts the file's path into some messages; whoever reads the message knows it. */
function withoutPath(message: string): string {
  return message.replace(/(?<=^|header: )(?:[a-z]:)?[\\/].*: (?=\w)/i, '').replace(/:\s*$/, '');
}
