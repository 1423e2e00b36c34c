import { sql } from 'kysely';
import { markMetadataDue } from '../../catalogue/assets/record-metadata.ts';
import { markPicturesOfCodeDue } from '../../catalogue/assets/record-pictures.ts';
import type { Database } from '../../db/database.ts';
import { inTransaction } from '../../db/transaction.ts';

/** What is recorded of work that had to do without a tool. */
const CODES = ['metadata_tool_missing', 'video_tool_missing'] as const;

/** A tool, by the code of what was done without it. */
export type MissingTool = (typeof CODES)[number];

interface Needs {
  readonly db: Database;
  /** Whether the tool works by now. */
  toolWorks(code: MissingTool): Promise<boolean>;
}

/** Whether something was done without a tool that works by now. */
export async function isToolBack(needs: Needs): Promise<boolean> {
  for (const code of CODES) if ((await isLacked(needs.db, code)) && (await needs.toolWorks(code))) return true;
  return false;
}

/** What was done without a tool is due again once that works; a tool is looked at only where something lacks it. @returns how many */
export async function markToolsBack(needs: Needs): Promise<number> {
  let marked = 0;
  for (const code of CODES) {
    if (!(await isLacked(needs.db, code)) || !(await needs.toolWorks(code))) continue;
    marked += await inTransaction(needs.db, async (tx) => {
      return (await markMetadataDue(tx, code)) + (await markPicturesOfCodeDue(tx, code));
    });
  }
  return marked;
}

/** By the two partial indexes, whose conditions have to stand as literals. */
async function isLacked(db: Database, code: MissingTool): Promise<boolean> {
  for (const work of ['metadata', 'pictures'] as const) {
    const found = await db
      .selectFrom('asset')
      .select('id')
      .where(`${work}_state`, '!=', sql.lit('ready'))
      .where(`${work}_state`, 'in', ['degraded', 'failed'])
      .where(`${work}_code`, '=', code)
      .limit(1)
      .executeTakeFirst();
    if (found) return true;
  }
  return false;
}
