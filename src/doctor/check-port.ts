import { createServer } from 'node:net';
import { systemCode } from '../base/errors.ts';
import type { CheckLine } from '../contract/system.ts';
import { checkLine } from './check-line.ts';

/** Whether the server could listen there now. */
export async function checkPort({ host, port }: { readonly host: string; readonly port: number }): Promise<CheckLine> {
  const check = checkLine('port', 'Port', false);
  const place = `${host}:${port}`;
  if (port === 0) return check.ok('a free one is taken');
  const error = await listenOnce(host, port);
  if (error === undefined) return check.ok(`${place} is free`);
  if (systemCode(error) === 'EADDRINUSE') {
    return check.warn(
      `${place} is in use`,
      'Fine when it is this Supervisor that runs; else set server.port to another',
    );
  }
  return check.bad(
    `${place}: ${error.message}`,
    'Set server.host and server.port to an address of this machine that this user may use',
  );
}

async function listenOnce(host: string, port: number): Promise<Error | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
}
