/** What a schema refused, as its library tells it; more than the message where that library is Zod. */
export interface SchemaIssue {
  readonly message: string;
  readonly code?: string | undefined;
  readonly expected?: unknown;
  readonly origin?: string | undefined;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly format?: string | undefined;
  readonly pattern?: string | undefined;
  readonly values?: readonly unknown[] | undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
  record: 'a group of fields',
};

const FORMATS: Readonly<Record<string, string>> = {
  date: 'a date that there is, such as 2026-05-04',
  datetime: 'a time such as 2026-05-04T10:00:00Z',
};

/** What has to be mended, to be put behind the name of the field: "has to be at least 1". */
export function issueText(issue: SchemaIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.message.endsWith('received undefined')) return 'is missing';
      return `has to be ${KINDS[String(issue.expected)] ?? String(issue.expected)}`;
    case 'invalid_value':
      return `has to be ${issue.values?.length === 1 ? '' : 'one of '}${(issue.values ?? []).join(', ')}`;
    case 'too_small':
      return boundText(issue, `at least ${String(issue.minimum)}`);
    case 'too_big':
      return boundText(issue, `at most ${String(issue.maximum)}`);
    case 'invalid_format':
      return formatText(issue);
    default:
      return issue.message;
  }
}

function boundText({ origin, minimum }: SchemaIssue, bound: string): string {
  if (origin === 'array') return `has to name ${bound}`;
  if (origin === 'string') return minimum === 1 ? 'is empty' : `has to have ${bound} characters`;
  return `has to be ${bound}`;
}

function formatText({ format = '', pattern = '', message }: SchemaIssue): string {
  const known = FORMATS[format];
  if (known !== undefined) return `has to be ${known}`;
  const prefix = /^\^\(?([a-z]{2})\)?_\[[^\]]+\]\{26\}\$$/u.exec(pattern)?.[1];
  return prefix === undefined ? message : `has to be an id: ${prefix}_ and 26 letters and digits`;
}
