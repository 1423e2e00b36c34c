import { z } from 'zod';
import { Config } from './schema.ts';

/** One setting, as documentation and the settings form show it. */
export interface SettingDescription {
  /** `section.name`. */
  readonly key: string;
  /** `integer`, `number`, `boolean`, `string`, `list`, or the allowed words joined by ` | `. */
  readonly type: string;
  readonly default: unknown;
  readonly min?: number;
  readonly max?: number;
  readonly help: string;
  readonly reload: 'hot' | 'restart';
  /** True for what is never shown. */
  readonly secret: boolean;
  /** Of a setting by names that users give: what belongs to each name, by its key below the name; '' is the value itself. */
  readonly entries?: readonly SettingDescription[];
}

/** The part of JSON Schema that settings use. */
const Node = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  description: z.string().optional(),
  reload: z.enum(['hot', 'restart']).optional(),
  secret: z.boolean().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
});

/** Every setting of the schema, flat and in its order. */
export function describeConfig(schema: z.ZodType = Config): readonly SettingDescription[] {
  return describeNode(z.toJSONSchema(schema, { io: 'input' }), '');
}

function describeNode(json: unknown, key: string): readonly SettingDescription[] {
  const node = Node.parse(json);
  if (node.properties) {
    const prefix = key === '' ? '' : `${key}.`;
    return Object.entries(node.properties).flatMap(([name, child]) => describeNode(child, prefix + name));
  }
  return [
    {
      key,
      type: node.enum?.join(' | ') ?? (node.type === 'array' ? 'list' : (node.type ?? 'any')),
      default: node.default,
      ...(node.minimum === undefined ? {} : { min: node.minimum }),
      ...(node.maximum === undefined ? {} : { max: node.maximum }),
      help: node.description ?? '',
      reload: node.reload ?? 'restart',
      secret: node.secret ?? false,
      ...(isObject(node.additionalProperties) ? { entries: describeNode(node.additionalProperties, '') } : {}),
    },
  ];
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
