import type { Socket } from 'node:net';
import type { Client } from 'pg';

/** What `pg` knows of a connection, and its types do not say. */
interface AskedClient extends Client {
  readonly readyForQuery: boolean | null;
  readonly processID: number | null;
  readonly connection: Client['connection'] & { readonly stream: Pick<Socket, 'bytesRead' | 'destroy'> };
}

const LOOK_MS = 5_000;
/** Looks at which nothing had come of what was asked for: then the server is asked over another connection. */
const SILENT_LOOKS = 2;

/** Our own process number as the server knows it, and what it says of the other. */
const ASK = 'select pg_backend_pid() as own, (select state from pg_stat_activity where pid = $1) as state';

/**
 * Breaks a connection that waits for an answer which cannot come: a firewall or a switch to another server has cut it, and
 * says so to nobody. The system would notice after a quarter of an hour. One that the server still works for is left alone,
 * and so is each while the server cannot be asked. `another`: a connection to ask it over, which gives up by itself.
 */
export function watchSilence(client: Client, another: () => Client, lookMs = LOOK_MS): void {
  const asked = client as AskedClient;
  const { connection } = asked;
  let [readBytes, silentLooks] = [0, 0];
  let isAsking = false;
  const look = async (): Promise<void> => {
    const { readyForQuery, processID } = asked;
    const { bytesRead } = connection.stream;
    const isSilent = readyForQuery === false && bytesRead === readBytes;
    readBytes = bytesRead;
    silentLooks = isSilent ? silentLooks + 1 : 0;
    if (silentLooks < SILENT_LOOKS || isAsking || processID === null) return;
    isAsking = true;
    const isForgotten = await hasForgotten(processID, another());
    isAsking = false;
    if (isForgotten && silentLooks > 0 && connection.stream.bytesRead === readBytes) connection.stream.destroy();
    silentLooks = 0;
  };
  const timer = setInterval(() => void look(), lookMs);
  timer.unref();
  connection.once('end', () => clearInterval(timer));
}

/** True when the server says that it does nothing for this process of its own; not where it cannot be asked. */
async function hasForgotten(pid: number, other: Client): Promise<boolean> {
  other.on('error', () => undefined); // the question fails, too
  try {
    await other.connect();
    const { rows } = await other.query<{ own: number; state: string | null }>(ASK, [pid]);
    const [said] = rows;
    // behind a pooler the numbers are not those of the server
    if (!said || said.own !== (other as AskedClient).processID) return false;
    return said.state === null || said.state.startsWith('idle');
  } catch {
    return false;
  } finally {
    other.connection.stream.destroy();
  }
}
