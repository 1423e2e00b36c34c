/** A name (or path) without its extension, lower case: files of one stem belong together. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return (dot > name.lastIndexOf('/') + 1 ? name.slice(0, dot) : name).toLowerCase();
}
