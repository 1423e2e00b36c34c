/** True when the bytes at `offset` are `expected` (numbers, or the characters of a string). */
export function hasBytes(head: Uint8Array, expected: string | readonly number[], offset = 0): boolean {
  if (offset < 0 || head.length < offset + expected.length) return false;
  for (let i = 0; i < expected.length; i++) {
    const wanted = expected[i];
    if (head[offset + i] !== (typeof wanted === 'string' ? wanted.charCodeAt(0) : wanted)) return false;
  }
  return true;
}

/** `length` bytes at `offset` as Latin-1 text; shorter at the end of the data. */
export function ascii(head: Uint8Array, offset: number, length: number): string {
  let text = '';
  const end = Math.min(head.length, offset + length);
  for (let i = offset; i < end; i++) text += String.fromCharCode(head[i] ?? 0);
  return text;
}
