import { existsSync } from 'node:fs';
import { isPostgresUrl } from '../base/database-url.ts';

/** True where a database may be opened for reading: the file is there, or a server is to be asked. */
export function hasDatabase(place: string): boolean {
  return isPostgresUrl(place) || existsSync(place);
}
