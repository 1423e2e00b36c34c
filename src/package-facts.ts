import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What package.json says of this program. It lies one folder up, from sources and from `dist/` alike. */
export const packageFacts = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));
