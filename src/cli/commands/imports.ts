import { z } from 'zod';
import { countOf, filesText, importProblemsText } from '../../contract/count-words.ts';
import { SessionId } from '../../contract/ids.ts';
import type { FailureGroup, ImportView, SkipGroup } from '../../contract/import.ts';
import { asLine } from '../as-json.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { importText } from '../import-words.ts';
import type { ApiCalls, LibraryNeeds } from '../library.ts';
import type { Print } from '../output.ts';
import { visibleText } from '../visible-text.ts';

export const importsCommand = defineCommand({
  name: 'imports',
  summary: 'Show past imports, or one of them: what it skipped, and its problems by cause',
  positionals: {
    import: SessionId.optional().describe('Id of an import (is_…): what it did and skipped, and its problems by cause'),
  },
  flags: { limit: z.number().int().min(1).max(200).default(10).describe('Most imports to list') },
  exits: { 2: 'the import named has problems', 10: 'no library in this data folder' },
  examples: ['imports', 'imports is_01h…', 'imports is_01h… --json'],
  async run({ args, flags, print, env }, needs: Pick<LibraryNeeds, 'openCalls'>) {
    await using api = await needs.openCalls(await getSettings(flags, env));
    if (args.import !== undefined) return await show(api, args.import, print);
    const { rows } = await api.calls.imports.list({ limit: flags.limit });
    for (const view of rows) print.line(asLine('import', view), `${view.id}  ${view.startedAt}  ${sumUp(view)}`);
    print.summary({ imports: rows.length }, rows.length === 0 ? 'No imports yet.' : countOf(rows.length, 'import'));
    return EXIT.ok;
  },
});

async function show({ calls }: ApiCalls, id: SessionId, print: Print): Promise<number> {
  const { failures, skips, ...view } = await calls.imports.get({ id });
  for (const group of skips) print.line(asLine('skipped', group), skipText(group));
  for (const group of failures) print.line(asLine('failures', group), groupText(group, print));
  const { state, problems, counts, gone, bytes } = view;
  print.summary({ id, state, problems, bytes, ...counts, gone }, sumUp(view));
  return view.problems > 0 ? EXIT.findings : EXIT.ok;
}

function skipText({ code, path, help, ...counted }: SkipGroup): string {
  return `${code.padEnd(24)} ${filesText(counted)} skipped, as ${visibleText(path)}\n    → ${help}`;
}

function groupText({ code, sample, help, ...counted }: FailureGroup, print: Print): string {
  const said = sample.message === null ? '' : `: ${visibleText(sample.message)}`;
  return `${print.paint('red', code.padEnd(24))} ${filesText(counted)}, as ${visibleText(sample.path)}${said}\n    → ${help}`;
}

function sumUp(view: ImportView): string {
  const endedMs = view.endedAt === null ? Date.now() : Date.parse(view.endedAt);
  const { problems, counts } = view;
  const said = problems === 0 ? '' : `\n${importProblemsText({ problems, failed: counts.error ?? 0 })}`;
  return `${importText(view, endedMs - Date.parse(view.startedAt))}${said}`;
}
