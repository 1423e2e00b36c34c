import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { apiContract } from '../contract/api.ts';

/** The OpenAPI 3.1 document of the typed API, made from its contract. */
export async function openApiDocument(version: string): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return await generator.generate(apiContract, {
    info: {
      title: 'Supervisor',
      version,
      description:
        'Errors are JSON with a stable `code`, a `message`, and `data.help`. Lists are pages with an opaque cursor.',
    },
    servers: [{ url: '/api' }],
  });
}
