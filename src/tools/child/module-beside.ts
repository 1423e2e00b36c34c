import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The module `name` in the folder of `importMetaUrl`, with the same extension: `.ts` in a checkout, `.js` when built. */
export function moduleBeside(importMetaUrl: string, name: string): URL {
  return new URL(`./${name}${extname(fileURLToPath(importMetaUrl))}`, importMetaUrl);
}
