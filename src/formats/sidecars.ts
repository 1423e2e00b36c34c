import type { Format } from './format.ts';

const base = { kind: 'sidecar', decoder: 'none', embedded: [], isRaw: false } as const;

/** XMP beside a picture. */
export const xmp: Format = {
  ...base,
  id: 'xmp',
  label: 'XMP sidecar',
  mime: 'application/rdf+xml',
  extensions: ['xmp'],
  matches: ({ text, extension }) =>
    text.startsWith('<') &&
    (extension === 'xmp' || /^(?:<\?xpacket[^>]*>\s*)?<(?:x:xmpmeta|rdf:RDF)[\s>]/.test(text.slice(0, 1024))),
};

/** Google Takeout's facts of one file. Whether it belongs to a picture is found by its name and `title`. */
export const takeoutJson: Format = {
  ...base,
  id: 'takeout-json',
  label: 'Takeout sidecar',
  mime: 'application/json',
  extensions: ['json'],
  matches: ({ text, extension }) =>
    extension === 'json' && text.startsWith('{') && /"title"\s*:/.test(text.slice(0, 4096)),
};

/** Text beside a picture: the prompt of its generation. Counts only where a picture of its name lies beside it. */
export const promptText: Format = {
  ...base,
  id: 'prompt-txt',
  label: 'Prompt text',
  mime: 'text/plain',
  extensions: ['txt'],
  matches: ({ text, extension }) => extension === 'txt' && text !== '',
};

/** Edits of Apple Photos. */
export const aae: Format = {
  ...base,
  id: 'aae',
  label: 'Apple edits',
  mime: 'application/x-apple-aae',
  extensions: ['aae'],
  matches: ({ text, head, extension }) =>
    extension === 'aae' && (text.startsWith('<') || (head[0] === 0x62 && head[1] === 0x70)), // XML or "bp…" (binary list)
};
