import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { z } from 'zod';
import { apiContract } from '../contract/api.ts';
import { plainPaths } from './plain-paths.ts';

/** How every refusal looks. */
const Refusal = z.object({
  code: z.string().describe('Stable'),
  status: z.number().int(),
  message: z.string(),
  data: z.object({ help: z.string().describe('What to do') }),
});

const refusal = {
  description: 'Refused, or failed',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } },
};

/** The OpenAPI 3.1 document: the typed API, made from its contract, and what is served beside it. */
export async function openApiDocument(version: string): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const typed = await generator.generate(apiContract, {
    info: {
      title: 'Supervisor',
      version,
      description:
        'Errors are JSON with a stable `code`, a `message`, and `data.help`. Lists are pages with an opaque cursor.',
    },
    servers: [{ url: '/api' }],
  });
  for (const item of Object.values(typed.paths ?? {})) {
    for (const operation of [item?.get, item?.post, item?.put]) {
      if (operation?.responses) operation.responses['default'] = refusal;
    }
  }
  return {
    ...typed,
    paths: { ...typed.paths, ...plainPaths(refusal) },
    components: { schemas: { Refusal: z.toJSONSchema(Refusal) } },
  };
}
