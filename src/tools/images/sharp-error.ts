import { AppError } from '../../base/errors.ts';

/** Warnings of libjpeg, libpng and others that leave every pixel right. */
const HARMLESS =
  /extraneous bytes before marker|unknown profile|iCCP|ICC|unknown chunk|unknown field|unknown tag|ExtraSamples|Exif|XMP|MPF/i;

/** What sharp says where libvips gave no reason. */
const NO_REASON = 'Unknown error';
/** So often in a row the reason is not lost by chance. */
const ASKED_FOR_REASON = 3;

/**
 * Asks again where no reason was given: libvips keeps what went wrong in one place for all threads, and another picture that
 * fails at the same moment may take the words away. Without them what is not read here would pass for damaged.
 */
export async function withReason<T>(decode: () => Promise<T>): Promise<T> {
  for (let asked = 1; ; asked++) {
    try {
      return await decode();
    } catch (error) {
      if (asked === ASKED_FOR_REASON || !(error instanceof Error) || error.message !== NO_REASON) throw error;
    }
  }
}

/** True when sharp stopped at something that does no harm to the pixels. */
export function isHarmless(error: unknown): boolean {
  return error instanceof Error && HARMLESS.test(error.message);
}

/**
 * What libvips said, by our codes: `too_many_pixels` · `picture_unsupported` · `picture_damaged`. It is asked only for what
 * is of a format that it reads: that no loader knows the file means that its head or, of a TIFF, its end is not there.
 */
export function fromSharp(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const message = withoutPath(error.message.split('\n', 1).join('')).slice(0, 300);
  if (/exceeds pixel limit|too large|dimensions? exceed/i.test(error.message))
    return new AppError('too_many_pixels', message);
  if (/not configured|Unsupported (codec|feature)|bad labq format|samples out of range/i.test(error.message)) {
    return new AppError('picture_unsupported', message);
  }
  const isHeadless = /unsupported image format/i.test(error.message);
  const said = isHeadless ? 'Its beginning, or its directory, is missing' : message;
  return new AppError('picture_damaged', said || 'The picture cannot be decoded', { cause: error });
}

/** libvips puts the file's path into some messages; whoever reads the message knows it. */
function withoutPath(message: string): string {
  return message.replace(/(?<=^|header: )(?:[a-z]:)?[\\/].*: (?=\w)/i, '').replace(/:\s*$/, '');
}
