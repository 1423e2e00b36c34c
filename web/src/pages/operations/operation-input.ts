/** What stands beside it on the line already, or says nothing. */
const UNSAID = new Set(['by', 'dryRun']);

/** What an operation was asked for, in one line: `state: failed, queue: pictures`. */
export function inputText(input: unknown): string {
  return fieldsOf(input, '')
    .map(([name, value]) => (name === '' ? value : `${name}: ${value}`))
    .join(', ');
}

/** The innermost fields by their path; that jobs are found by a filter says nothing to people. */
function fieldsOf(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) return [[path, value.map(plainText).join(' ')]];
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([field, inner]) =>
      UNSAID.has(field) ? [] : fieldsOf(inner, path === '' || path === 'filter' ? field : `${path}.${field}`),
    );
  return [[path, value === null ? 'default' : plainText(value)]];
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
