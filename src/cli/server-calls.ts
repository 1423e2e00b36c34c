import { createORPCClient, onError, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, hasCode } from '../base/errors.ts';
import { apiContract } from '../contract/api.ts';
import { SessionId } from '../contract/ids.ts';
import { CLIENT_HEADER } from '../contract/operation.ts';
import type { Library } from './library.ts';

/** What a command can ask of a running server instead of doing it itself. */
export type ServerCalls = Pick<Library, 'startImport' | 'cancelImport' | 'importView' | 'activity'>;

/** The calls to a server by its address; undefined when it does not answer. */
export async function callServer(url: string): Promise<ServerCalls | undefined> {
  const client = clientOf(url);
  const answers = await client.system.activity().then(
    () => true,
    () => false,
  );
  if (!answers) return undefined;
  return {
    startImport: (ask) => client.imports.start(ask),
    importView: (id) => client.imports.get({ id: SessionId.parse(id) }),
    cancelImport: async (id) => {
      await client.imports.cancel({ id: SessionId.parse(id) });
    },
    activity: () => client.system.activity(),
  };
}

/** No answer within this time is none. */
const PATIENCE_MS = 5_000;

/** True when a server that runs the library of this data folder answers there. */
export async function runsLibrary(url: string, dataFolder: string): Promise<boolean> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  return await clientOf(url)
    .system.status(undefined, { signal })
    .then(
      ({ dataDir }) => dataDir === dataFolder,
      () => false,
    );
}

/** What `fetch` says of a server that is not there. */
const NO_ANSWER = 'fetch failed';
/** So often, and so far apart, is a server asked that says it is busy: a command can wait where a page cannot. */
const TRIES = 15;
const AGAIN_MS = 1_000;

async function askAgain<T>(ask: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await ask();
    } catch (error) {
      if (!hasCode(error, 'busy') || tried === TRIES) throw error;
      await sleep(AGAIN_MS);
    }
  }
}

/** The typed API of a server by its address. Its problems are thrown as `AppError` with their code. */
export function clientOf(url: string): ContractRouterClient<typeof apiContract> {
  const link = new OpenAPILink(apiContract, {
    url: new URL('api', url),
    headers: { [CLIENT_HEADER]: 'command-line' },
    interceptors: [
      ({ next }) => askAgain(() => next()),
      onError((error) => {
        if (error instanceof ORPCError) throw new AppError(error.code, error.message, { cause: error });
        if (error instanceof TypeError && error.message === NO_ANSWER)
          throw new AppError('server_gone', `The server at ${url} answers no more`, { cause: error });
      }),
    ],
  });
  return createORPCClient(link);
}
