import { realpath } from 'node:fs/promises';
import type { IngestSettings } from '../ingest-needs.ts';

/** Folders of ours with links resolved, as folders that are walked are; those that are not there stay as they are named. */
export async function ownFolders({
  data,
  own,
}: Pick<IngestSettings, 'data' | 'own'>): Promise<Pick<IngestSettings, 'data' | 'own'>> {
  const resolved = (folder: string): Promise<string> => realpath(folder).catch(() => folder);
  return { data: await resolved(data), own: await Promise.all(own.map(resolved)) };
}
