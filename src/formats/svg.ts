import type { Format } from './format.ts';
import { hasBytes } from './signature.ts';

/** What is in there is seen when it is unpacked for its picture. */
const GZIP = [0x1f, 0x8b, 0x08];
const MAX_PROLOGUE = 8 * 1024;
const ROOT = /^<(?:svg:)?svg[\s>/]/i;
/** What may stand before the root element, and what ends it. */
const PROLOGUE: readonly (readonly [start: RegExp, end: string])[] = [
  [/^<\?xml/i, '?>'],
  [/^<!--/, '-->'],
];

/** SVG as text. Hostile by nature: rendered without scripts, entities or outside files, never served as a page. */
export const svg: Format = {
  id: 'svg',
  label: 'SVG',
  kind: 'image',
  mime: 'image/svg+xml',
  extensions: ['svg', 'svgz'],
  decoder: 'sharp',
  embedded: [],
  isRaw: false,
  matches: ({ head, text, extension }) =>
    extension === 'svgz' && hasBytes(head, GZIP)
      ? true
      : text.startsWith('<') && ROOT.test(rootElement(text.slice(0, MAX_PROLOGUE))),
};

/** The text from the root element on. Steps through the prologue once: one great pattern could be made to run for ever. */
function rootElement(text: string): string {
  let at = 0;
  for (;;) {
    const rest = text.slice(at).trimStart();
    at = text.length - rest.length;
    const end = endOfPrologue(rest);
    if (end <= 0) return rest;
    at += end;
  }
}

/** Length of the declaration, comment or document type at the beginning; 0 when there is none or it does not end. */
function endOfPrologue(rest: string): number {
  for (const [start, end] of PROLOGUE) {
    if (start.test(rest)) return rest.indexOf(end) + (rest.includes(end) ? end.length : 1);
  }
  if (!/^<!doctype/i.test(rest)) return 0;
  const subset = rest.indexOf('[');
  const close = rest.indexOf('>');
  if (subset === -1 || close < subset) return close + 1;
  const subsetEnd = rest.indexOf(']', subset);
  return subsetEnd === -1 ? 0 : rest.indexOf('>', subsetEnd) + 1;
}
