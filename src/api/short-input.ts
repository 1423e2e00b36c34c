import { maskUrl } from '../base/database-url.ts';
import { maskSecrets } from '../config/mask-secrets.ts';
import { redact } from '../config/redact.ts';

/** Longer lists are told by their first few and the number of the rest. */
const MOST_ITEMS = 5;
const FIRST_ITEMS = 3;
const MOST_FIELDS = 50;
const MAX_DEPTH = 5;
const TEXT_CHARS = 200;
const WHOLE_CHARS = 4_000;

/** What an operation was asked for, as JSON for its log: secrets masked, lists and texts cut. */
export function shortInput(name: string, input: unknown): string {
  const plain = name === 'system.putConfig' ? maskSecrets(input) : input;
  const text = JSON.stringify(redact({ input: shortened(plain ?? {}, 0) })['input']);
  return text.length <= WHOLE_CHARS ? text : JSON.stringify({ cut: text.slice(0, WHOLE_CHARS) });
}

function shortened(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return shortText(value);
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (depth >= MAX_DEPTH) return '…';
  const inner = (one: unknown): unknown => shortened(one, depth + 1);
  if (Array.isArray(value)) {
    const rest = value.length > MOST_ITEMS ? value.length - FIRST_ITEMS : 0;
    const items = value.slice(0, value.length - rest).map(inner);
    return rest === 0 ? items : [...items, `and ${rest} more`];
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.slice(0, MOST_FIELDS).map(([name, field]) => [shortText(name), inner(field)]));
}

/** An address loses its password, whatever field it stands in. */
function shortText(text: string): string {
  const masked = maskUrl(text).replaceAll(/\/\/[^/@\s]+@/gu, '//…@');
  return masked.length > TEXT_CHARS ? `${masked.slice(0, TEXT_CHARS)}…` : masked;
}
