import { AppError } from '../../base/errors.ts';

/** What a template may say of a file. */
export interface LayoutFacts {
  /** Wall-clock time, ISO without zone; null = undated. */
  readonly local: string | null;
  readonly name: string;
  readonly camera: string | null;
  readonly kind: 'image' | 'video';
  /** SHA-256, hex. */
  readonly checksum: string;
}

/** Folder of files without a capture time: they are kept apart and listed, never filed under a made-up date. */
const UNDATED = 'undated';

/** Templates by name: `date` (the default) and `hash`, the layout of content-addressed libraries. */
export const layoutPresets: Readonly<Record<string, string>> = {
  date: '{YYYY}/{MM}',
  hash: '{kind}/{hash2}/{hash}.{ext}',
};

/** Every token, with what it stands for. */
export const layoutTokens: Readonly<Record<string, string>> = {
  YYYY: 'year of capture',
  MM: 'month of capture, two digits',
  DD: 'day of capture, two digits',
  camera: 'camera model',
  kind: 'image or video',
  hash: 'SHA-256 of the bytes',
  hash2: 'first two digits of the SHA-256',
  name: 'file name without extension',
  ext: 'extension, lower case',
};

/** Longest name of a file or folder, bytes. */
const NAME_BYTES = 230;

const TOKEN = /\{([A-Za-z0-9]*)\}/gu;

/**
 * A template by preset name or text, checked: only known tokens, no absolute path, no `..`.
 * One whose last part does not name the file (`{name}` or `{hash}`) gets the original name at its end; the extension
 * always stands last. @throws layout_invalid
 */
export function parseLayout(text: string): string {
  const template = (Object.hasOwn(layoutPresets, text) ? layoutPresets[text] : undefined) ?? text;
  for (const [, token = ''] of template.matchAll(TOKEN)) {
    if (!Object.hasOwn(layoutTokens, token)) {
      throw new AppError(
        'layout_invalid',
        `{${token}} is not a token; known are ${Object.keys(layoutTokens).join(', ')}`,
      );
    }
  }
  const isOutside = template.startsWith('/') || template.includes('\\') || template.split('/').includes('..');
  if (isOutside || template.trim() === '')
    throw new AppError('layout_invalid', 'A layout is a relative path below the library');
  const last = template.split('/').at(-1) ?? '';
  if (!/\{(?:name|hash)\}/u.test(last)) return `${template.replace(/\/+$/u, '')}/{name}.{ext}`;
  return last.endsWith('.{ext}') ? template : `${template}.{ext}`;
}

/** The path of a file below the library, `/`-separated. Empty tokens leave no empty folders; the extension is always kept. */
export function layoutPath(template: string, facts: LayoutFacts): string {
  const dot = facts.name.lastIndexOf('.');
  const stem = dot > 0 ? facts.name.slice(0, dot) : facts.name;
  const extension = dot > 0 ? facts.name.slice(dot + 1) : '';
  const date = facts.local === null ? undefined : /^(\d{4})-(\d{2})-(\d{2})/u.exec(facts.local);
  const values: Record<string, string> = {
    YYYY: date?.[1] ?? '',
    MM: date?.[2] ?? '',
    DD: date?.[3] ?? '',
    camera: slug(facts.camera ?? ''),
    kind: facts.kind,
    hash: facts.checksum,
    hash2: facts.checksum.slice(0, 2),
    name: safeName(stem),
    ext: safeName(extension.toLowerCase()),
  };
  const folders = template.split('/').map((part) => part.replaceAll(TOKEN, (_, token: string) => values[token] ?? ''));
  const file = withoutEdges(folders.pop() ?? '');
  const parts = folders.map(withoutEdges).filter((part) => part !== '');
  const needsDate = /\{(?:YYYY|MM|DD)\}/u.test(template) && !date;
  const name = shorten(file === '' ? facts.checksum : file);
  return [...(needsDate ? [UNDATED] : []), ...[...parts.map(shorten), name].map(unreserved)].join('/');
}

/** Windows takes these for devices, whatever extension follows: a library on such a disk could not be read there. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/iu;

function unreserved(part: string): string {
  return part.replace(DEVICE, '$&_');
}

/** No dots at the end, which some systems drop, and no space around. */
function withoutEdges(part: string): string {
  return part.replace(/[.\s]+$/u, '').trim();
}

/** At most 230 bytes of the 255 that a name may have, its extension kept: suffixes and sidecars need the rest. */
function shorten(part: string): string {
  if (Buffer.byteLength(part) <= NAME_BYTES) return part;
  const dot = part.lastIndexOf('.');
  const end = dot > 0 && part.length - dot <= 10 ? part.slice(dot) : '';
  let stem = part.slice(0, part.length - end.length);
  // Code point by code point from the end, so that no half of a pair is left.
  while (Buffer.byteLength(stem + end) > NAME_BYTES) stem = stem.slice(0, isPairAtEnd(stem) ? -2 : -1);
  return stem + end;
}

function isPairAtEnd(text: string): boolean {
  return (text.codePointAt(text.length - 2) ?? 0) > 0xffff;
}

function slug(text: string): string {
  return safeName(text.trim().replaceAll(/\s+/gu, '-'));
}

/** No separators, control characters or names that other systems cannot hold. */
function safeName(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what has to go
  return text.replaceAll(/[\u0000-\u001f\u007f/\\:*?"<>|]/gu, '_');
}
