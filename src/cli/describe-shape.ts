import { z } from 'zod';
import type { Shape } from './command.ts';

/** A flag or positional as help, parser and docs see it. */
export interface FieldFacts {
  /** As in code, e.g. `dryRun`. */
  readonly name: string;
  /** As typed, e.g. `dry-run`. */
  readonly word: string;
  readonly kind: 'boolean' | 'number' | 'text' | 'list';
  /** What stands for the value in help, e.g. `folder`; empty for booleans. */
  readonly placeholder: string;
  readonly description: string;
  readonly isOptional: boolean;
  readonly defaultValue: unknown;
}

const JsonSchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  default: z.unknown().optional(),
  description: z.string().default(''),
  placeholder: z.string().optional(),
  items: z.object({ type: z.string().optional() }).optional(),
});
type JsonSchema = z.infer<typeof JsonSchema>;

function kindOf(json: JsonSchema): FieldFacts['kind'] {
  if (json.type === 'boolean') return 'boolean';
  if (json.type === 'array') return 'list';
  return json.type === 'number' || json.type === 'integer' ? 'number' : 'text';
}

function placeholderOf(json: JsonSchema, kind: FieldFacts['kind']): string {
  if (kind === 'boolean') return '';
  if (json.placeholder) return json.placeholder;
  if (json.enum) return json.enum.join('|');
  return kind === 'number' ? 'n' : 'text';
}

/** The facts of each field in order, read from its schema (`.describe`, `.default`, `.meta({ placeholder })`). */
export function describeShape(shape: Shape): readonly FieldFacts[] {
  return Object.entries(shape).map(([name, schema]) => {
    const json = JsonSchema.parse(z.toJSONSchema(schema, { unrepresentable: 'any' }));
    const kind = kindOf(json);
    return {
      name,
      word: name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`),
      kind,
      placeholder: placeholderOf(json, kind),
      description: json.description,
      isOptional: schema.safeParse(undefined).success,
      defaultValue: json.default,
    };
  });
}
