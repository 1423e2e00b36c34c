import { AppError } from '../../base/errors.ts';
import { volumeIfFolder } from '../../tools/volume/volume-of.ts';

/** A folder that files are copied or moved from: no storage root, so that nothing else tells when its card was pulled out. */
export interface SourcePresence {
  /** @throws folder_not_found when it lies there no more, or another volume does */
  assertThere(): Promise<void>;
}

/** Remembers where a folder lies now. @throws folder_not_found where there is none */
export async function watchSource(folder: string): Promise<SourcePresence> {
  const volume = await volumeIfFolder(folder);
  if (volume === undefined) throw gone();
  return {
    async assertThere() {
      if ((await volumeIfFolder(folder)) !== volume) throw gone();
    },
  };
}

function gone(): AppError {
  return new AppError(
    'folder_not_found',
    'The folder that files are taken from is not there any more. What was taken in stays; the same import takes in the rest',
  );
}
