import { serveThread } from '../base/serve-thread.ts';
import { type StoreAsk, storeFiles } from './store-files.ts';

serveThread((ask) => storeFiles(ask as StoreAsk));
