/** A whole number, thousands set apart by a thin space that does not break: `12 000`. */
export function countText(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/gu, '\u202F');
}

/** A number and its noun: `1 photo`, `12 000 photos`; a plural of its own is named: `1 entry`, `2 entries`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
