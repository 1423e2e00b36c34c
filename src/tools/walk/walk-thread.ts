import { parentPort, workerData } from 'node:worker_threads';
import type { FolderReport, WalkMessage, WalkOrder } from './walk-folder.ts';
import { FolderLooker } from './look-into-folder.ts';

/** Folders and files of one message; the main thread answers each with a credit. */
const MESSAGE_FOLDERS = 128;
const MESSAGE_FILES = 2_000;
const MESSAGES_AHEAD = 8;

const order = workerData as WalkOrder;
const shared = new Int32Array(order.shared); // [0] messages acknowledged, [1] 1 = stop
const looker = new FolderLooker(order);
const stack = [order.sub];

let sent = 0;
let reports: FolderReport[] = [];
let files = 0;
let hasCounted = false;

function isStopped(): boolean {
  return Atomics.load(shared, 1) === 1;
}

function post(message: WalkMessage): void {
  parentPort?.postMessage(message);
}

function add(report: FolderReport): void {
  reports.push(report);
  files += report.files.length + report.skipped.length;
  if (reports.length >= MESSAGE_FOLDERS || files >= MESSAGE_FILES) flush();
}

function flush(): void {
  if (reports.length === 0) return;
  post({ type: 'folders', reports });
  sent += 1;
  reports = [];
  files = 0;
}

/** Waits until the reader keeps up. The first wait is used to count what is still to come, so that the end is known early. */
function keepPace(): void {
  for (
    let acked = Atomics.load(shared, 0);
    sent - acked >= MESSAGES_AHEAD && !isStopped();
    acked = Atomics.load(shared, 0)
  ) {
    if (!hasCounted) {
      hasCounted = true;
      flush();
      post({ type: 'ahead', entries: looker.countBelow(stack, isStopped) });
    } else Atomics.wait(shared, 0, acked, 1_000);
  }
}

while (stack.length > 0 && !isStopped()) {
  const path = stack.pop();
  if (path === undefined) break;
  const { parts, folders } = looker.look(path);
  for (let i = folders.length - 1; i >= 0; i--) stack.push(folders[i] ?? '');
  for (const part of parts) {
    add(part);
    keepPace();
  }
}
flush();
post({ type: 'end' });
