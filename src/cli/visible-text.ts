const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * A file name or other foreign text on one line: control, direction-changing and lone surrogate characters
 * are shown as escapes, so that no name can add a line, move the cursor or reorder what stands beside it.
 */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replace(
      /[\p{Cc}\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu,
      (c) => NAMED[c] ?? `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`,
    );
}
