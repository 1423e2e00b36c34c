import { z } from 'zod';
import { countOf, countText } from '../../contract/count-words.ts';
import type { Enhanced, MadeUsual } from '../../contract/enhancement.ts';
import { AssetId } from '../../contract/ids.ts';
import { asLine } from '../as-json.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { type FoundSettings, getSettings } from '../find-settings.ts';
import type { ApiCalls, LibraryNeeds } from '../library.ts';
import { assertLibrary } from '../open-existing.ts';
import type { Print } from '../output.ts';
import { visibleText } from '../visible-text.ts';

/** Assets of one call. */
const CALL = 500;

type Needs = Pick<LibraryNeeds, 'openLibrary' | 'openCalls'>;

/** What became of one word of the command line. */
type Told = (Enhanced | MadeUsual) & { readonly asked: string };

export const enhanceCommand = defineCommand({
  name: 'enhance',
  summary: 'Make larger previews, sharp enough for a closer look',
  details:
    'Each call makes a preview 1.25 times as large: from the original, never larger than it is, at most 4096 pixels. ' +
    'The work waits behind all other pictures. An original that gives no more is left as it is.',
  positionals: { assets: z.array(z.string().min(1)).min(1).describe('Asset ids (as_…) or paths of files') },
  flags: {
    undo: z.boolean().default(false).describe('Make their previews as large as usual again'),
    dryRun: z.boolean().default(false).describe('Only say what would be done'),
  },
  exits: {
    2: 'done, but some of them have no preview to enlarge, or are not known',
    10: 'no library in this data folder',
  },
  examples: ['enhance ~/Pictures/IMG_0001.JPG', 'enhance as_01h… as_01j… --json', 'enhance as_01h… --undo'],
  async run({ args, flags, print, env }, needs: Needs) {
    const found = await getSettings(flags, env);
    assertLibrary(found);
    const ids = await idsOf(found, args.assets, needs);
    await using api = await needs.openCalls(found);
    const answers = await askFor([...new Set(ids.values())], flags, api);
    const told: Told[] = args.assets.map((asked) => ({
      ...(answers.get(ids.get(asked) ?? '') ?? unknown(asked)),
      asked,
    }));
    for (const one of told)
      print.line(asLine('asset', one), `${visibleText(one.asked)}  ${wordsOf(one, flags.dryRun)}`);
    const queued = told.filter(({ status }) => status === 'queued').length;
    const left = told.filter(({ status }) => LEFT_OUT.has(status)).length;
    print.summary({ queued, left, dryRun: flags.dryRun }, summaryOf(queued, flags));
    if (queued > 0 && !flags.dryRun) await noteIdle(api, print);
    return left > 0 ? EXIT.findings : EXIT.ok;
  },
});

const LEFT_OUT: ReadonlySet<string> = new Set(['no_preview', 'no_original', 'not_a_picture', 'not_found', 'busy']);

/** What was written → its asset; what lies at no known place is left out. */
async function idsOf(
  found: FoundSettings,
  words: readonly string[],
  needs: Needs,
): Promise<ReadonlyMap<string, AssetId>> {
  const ids = new Map<string, AssetId>();
  const paths = words.filter((word) => {
    const id = AssetId.safeParse(word);
    if (id.success) ids.set(word, id.data);
    return !id.success;
  });
  if (paths.length === 0) return ids;
  await using library = await needs.openLibrary(found, 'read');
  for (const path of paths) {
    const id = await library.assetIdOf(path);
    if (id !== undefined) ids.set(path, id);
  }
  return ids;
}

async function askFor(
  ids: readonly AssetId[],
  { undo, dryRun }: { undo: boolean; dryRun: boolean },
  { calls }: ApiCalls,
): Promise<ReadonlyMap<string, Enhanced | MadeUsual>> {
  const answers = new Map<string, Enhanced | MadeUsual>();
  for (let at = 0; at < ids.length; at += CALL) {
    const ask = { ids: ids.slice(at, at + CALL), dryRun };
    const told = undo ? (await calls.assets.undoEnhance(ask)).usual : (await calls.assets.enhance(ask)).enhanced;
    for (const one of told) answers.set(one.id, one);
  }
  return answers;
}

const unknown = (asked: string): MadeUsual => ({
  id: asked,
  status: 'not_found',
  job: null,
  message: 'No file of the library lies at this path',
});

function wordsOf(one: Told, isDryRun: boolean): string {
  if (one.status !== 'queued') return one.message ?? one.status;
  const will = isDryRun ? 'would be' : 'will be';
  if (!('toWidth' in one)) return `its preview ${will} made as large as usual`;
  return `${countText(one.fromWidth ?? 0)} → ${countText(one.toWidth ?? 0)} pixels wide`;
}

function summaryOf(queued: number, { undo, dryRun }: { undo: boolean; dryRun: boolean }): string {
  if (queued === 0) return 'There is nothing to do.';
  const will = dryRun ? 'would be' : 'will be';
  return `${countOf(queued, 'preview')} ${will} made ${undo ? 'as large as usual again' : 'larger'}.`;
}

/** Nothing happens by itself where nobody works. */
async function noteIdle({ calls }: ApiCalls, print: Print): Promise<void> {
  const { worker } = await calls.jobs.status();
  if (worker.live === 0)
    print.note('Nobody works on this library now: `supervisor start` or `supervisor work` does it.');
}
