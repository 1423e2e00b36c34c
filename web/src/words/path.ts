/** A path cut in its middle to at most `max` characters, with the file name kept as long as it fits. */
export function middleCut(path: string, max: number): string {
  if (path.length <= max) return path;
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const name = path.slice(slash);
  const room = max - 1;
  if (name.length >= room) {
    const tail = Math.ceil(room * 0.6);
    return `${path.slice(0, room - tail)}…${path.slice(-tail)}`;
  }
  return `${path.slice(0, room - name.length)}…${name}`;
}

/** A path as people paste it: with spaces around, in quotes, or as an address of a file. */
export function pastedPath(text: string): string {
  const bare = text.trim().replace(/^(["'])(.+)\1$/u, '$2');
  if (!/^file:\/\/\//iu.test(bare)) return bare;
  try {
    return decodeURIComponent(bare.slice('file://'.length)).replace(/^\/(?=[a-z]:)/iu, '');
  } catch {
    return bare;
  }
}

/** The last part of a path. */
export function baseName(path: string): string {
  const trimmed = path.replace(/[/\\]+$/, '');
  return trimmed.slice(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')) + 1) || path;
}

/** Control and direction-changing characters: a name must not redraw the line it stands in. */
// oxlint-disable-next-line no-control-regex -- these are the characters that have to go
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** A file name or path that is safe to show in one line: unprintable characters become `␤` and the like. */
export function shownName(name: string): string {
  return name.replace(UNPRINTABLE, (c) => {
    const code = c.codePointAt(0) ?? 0;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '�';
  });
}

/** An error text for callers elsewhere: absolute paths shrink to their last part. */
export function withoutPaths(text: string): string {
  return text.replace(
    /(?:[A-Za-z]:\\|\/)(?:[^\s'"“”:;,)/\\]+[/\\])+([^\s'"“”:;,)]*)/g,
    (_all, last: string) => `…/${last}`,
  );
}
