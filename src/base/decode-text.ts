/** How files begin that are text in an encoding of Unicode; what begins otherwise is UTF-8. */
const MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

/** The encoding that the byte order mark at the beginning of a file names, undefined when there is none. */
export function markedEncoding(bytes: Uint8Array): (typeof MARKS)[number]['encoding'] | undefined {
  return MARKS.find((mark) => mark.bytes.every((byte, at) => bytes[at] === byte))?.encoding;
}

/** A file's bytes as text, by its byte order mark, which is left out. Never throws: what is no text becomes U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(markedEncoding(bytes) ?? 'utf-8').decode(bytes);
}
