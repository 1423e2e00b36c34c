import { AppError } from '../../base/errors.ts';

/** Warnings of libjpeg, libpng and others that leave every pixel right. */
const HARMLESS =
  /extraneous bytes before marker|unknown profile|iCCP|ICC|unknown chunk|unknown field|unknown tag|Exif|XMP|MPF/i;

/** True when sharp stopped at something that does no harm to the pixels. */
export function isHarmless(error: unknown): boolean {
  return error instanceof Error && HARMLESS.test(error.message);
}

/** What libvips said, by our codes: `too_many_pixels` · `picture_unsupported` · `picture_damaged`. */
export function fromSharp(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const message = withoutPath(error.message.split('\n', 1).join('')).slice(0, 300);
  if (/exceeds pixel limit|too large|dimensions? exceed/i.test(error.message))
    return new AppError('too_many_pixels', message);
  if (/unsupported image format|not configured|Unsupported (codec|feature)/i.test(error.message)) {
    return new AppError('picture_unsupported', message);
  }
  return new AppError('picture_damaged', message || 'The picture cannot be decoded', { cause: error });
}

/** libvips begins some messages with the file's path; whoever reads the message knows it. */
function withoutPath(message: string): string {
  return message.replace(/^(?:[a-z]:)?[\\/].*: (?=\w)/i, '');
}
