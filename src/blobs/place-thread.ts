import { serveThread } from '../base/serve-thread.ts';
import { type PlaceAsk, placeFiles } from './place-files.ts';

serveThread((ask) => placeFiles(ask as PlaceAsk));
