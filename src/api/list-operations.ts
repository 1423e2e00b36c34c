import { z } from 'zod';

const Operation = z.looseObject({
  summary: z.string().default(''),
  tags: z.array(z.string()).default([]),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema: z.unknown(),
      }),
    )
    .default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()).default({}),
});
const PathItem = z
  .object({ servers: z.array(z.object({ url: z.string() })).default([{ url: '/api' }]) })
  .catchall(Operation);
const Document = z.object({ paths: z.record(z.string(), PathItem) });

/** One operation of an OpenAPI document, with its method in capitals and its address on this server. */
export interface ListedOperation extends z.infer<typeof Operation> {
  readonly method: string;
  readonly address: string;
}

/** Every operation of an OpenAPI document, for pages that people read. */
export function listOperations(openApi: object): readonly ListedOperation[] {
  return Object.entries(Document.parse(openApi).paths).flatMap(([path, { servers, ...operations }]) =>
    Object.entries(operations).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      address: `${servers[0]?.url ?? ''}${path}`.replace('//', '/'),
    })),
  );
}
