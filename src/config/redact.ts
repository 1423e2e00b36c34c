const REDACTED = '[redacted]';
/** Deeper is cut, so that no structure makes an endless line. */
const MAX_DEPTH = 6;
const SECRET_NAME = /(?:password|passwd|passphrase|token|secret|apikey|authorization|cookie)$/;

/** True for names of fields whose value never reaches a log: `apiKey`, `X-Api-Key`, `accessToken`, `set-cookie`, … */
function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.toLowerCase().replaceAll(/[-_]/g, ''));
}

/** A text for the log: addresses without their passwords, in them and behind them. */
export function redactText(text: string): string {
  return text
    .replaceAll(/(:\/\/[^\s/:@]*):[^\s/@]*@/gu, '$1:…@')
    .replaceAll(/([?&](?:password|token|secret|key|api_?key)=)[^\s&#]*/giu, '$1…');
}

/** A copy for the log: secrets replaced by their field's name at every depth, errors with code, text, stack and cause. */
export function redact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactRecord(fields, 0);
}

function redactRecord(fields: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]) => {
    return [name, isSecretName(name) && value !== undefined ? REDACTED : redactValue(value, depth + 1)] as const;
  });
  return Object.fromEntries(entries);
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (value instanceof Error) return redactRecord(errorFields(value), depth);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  return redactRecord(value, depth);
}

function errorFields(error: Error): Record<string, unknown> {
  const { message, stack, cause } = error;
  return { ...Object.fromEntries(Object.entries(error)), message, stack, ...(cause === undefined ? {} : { cause }) };
}
