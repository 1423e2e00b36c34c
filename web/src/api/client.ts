import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { apiContract } from '../../../src/contract/api.ts';
import { CLIENT_HEADER } from '../../../src/contract/operation.ts';
import { decodeProblem } from './problem.ts';

/** The server's API with the types of its contract. Calls reject with errors that `toProblem` reads. */
export const api: JsonifiedClient<ContractRouterClient<typeof apiContract>> = createORPCClient(
  new OpenAPILink(apiContract, {
    url: () => new URL('/api', globalThis.location.origin),
    headers: { [CLIENT_HEADER]: 'pages' },
    customErrorResponseBodyDecoder: (body, response) => decodeProblem(body, response.status),
  }),
);
