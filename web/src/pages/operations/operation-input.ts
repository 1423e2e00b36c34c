/** What an operation was asked for, in one line: `state: failed, queue: pictures`. */
export function inputText(input: unknown): string {
  return fieldsOf(input, '')
    .map(([name, value]) => (name === '' ? value : `${name}: ${value}`))
    .join(', ');
}

/** The innermost fields, each by its own name: where they stand says nothing to people. */
function fieldsOf(value: unknown, name: string): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) return [[name, value.map(plainText).join(' ')]];
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([field, inner]) => fieldsOf(inner, field));
  return [[name, value === null ? 'default' : plainText(value)]];
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
