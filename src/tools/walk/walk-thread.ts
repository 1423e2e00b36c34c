import { parentPort, workerData } from 'node:worker_threads';
import { FolderLooker } from './look-into-folder.ts';
import type { FolderReport } from './folder-report.ts';
import type { WalkAsk, WalkMessage, WalkOrder } from './walk-order.ts';

/** Folders and files of one message. */
const MESSAGE_FOLDERS = 128;
const MESSAGE_FILES = 2_000;
/** Parts of a very large folder that wait at the reader before this thread waits; else a look is bounded by itself. */
const MESSAGES_AHEAD = 4;

const order = workerData as WalkOrder;
const shared = new Int32Array(order.shared);
const looker = new FolderLooker(order);

let sent = 0;
let reports: FolderReport[] = [];
let files = 0;

function isStopped(): boolean {
  return Atomics.load(shared, 0) === 1;
}

function post(message: WalkMessage): void {
  parentPort?.postMessage(message);
}

function flush(): void {
  if (reports.length === 0) return;
  post({ type: 'reports', reports });
  sent += 1;
  reports = [];
  files = 0;
}

function add(report: FolderReport): void {
  reports.push(report);
  files += report.files.length + report.skipped.length;
  if (reports.length >= MESSAGE_FOLDERS || files >= MESSAGE_FILES) flush();
}

function waitForReader(): void {
  flush();
  for (
    let taken = Atomics.load(shared, 1);
    sent - taken >= MESSAGES_AHEAD && !isStopped();
    taken = Atomics.load(shared, 1)
  ) {
    Atomics.wait(shared, 1, taken, 1_000);
  }
}

/** Depth first until enough files were met; the folders that are left go back. */
function look({ stack, maxFiles }: Extract<WalkAsk, { type: 'look' }>): void {
  for (let met = 0, path = stack.pop(); path !== undefined; path = met < maxFiles ? stack.pop() : undefined) {
    const { parts, folders } = looker.look(path);
    for (let i = folders.length - 1; i >= 0; i--) stack.push(folders[i] ?? '');
    for (const part of parts) {
      met += part.count + part.skipped.length + 1;
      add(part);
      if (part.part === 'first' || part.part === 'middle') waitForReader();
    }
    if (isStopped()) stack.length = 0;
  }
  flush();
  post({ type: 'looked', stack });
}

parentPort?.on('message', (ask: WalkAsk) => {
  if (ask.type === 'look') look(ask);
  else post({ type: 'counted', entries: looker.countBelow(ask.stack, isStopped) });
});
