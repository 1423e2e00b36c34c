import { z } from 'zod';
import { countOf, filesText, importProblemsText, shareText } from '../../contract/count-words.ts';
import { SessionId } from '../../contract/ids.ts';
import type { FailureGroup, ImportPhase, ImportView, SkipGroup } from '../../contract/import.ts';
import { phaseStatusWords, phaseWords } from '../../contract/phase-words.ts';
import { asLine } from '../as-json.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import { importText } from '../import-words.ts';
import type { ApiCalls, LibraryNeeds } from '../library.ts';
import type { Print } from '../output.ts';
import { visibleText } from '../visible-text.ts';
import { wholeDurationText } from '../../contract/duration-words.ts';

export const importsCommand = defineCommand({
  name: 'imports',
  summary: 'Show past imports, or the report of one: its phases, what it skipped, and its problems by cause',
  details:
    'The report of an import says of each phase how it ended, how long it took, how many files it did and how many it failed on, ' +
    'and which share of the files has no problem. Reports of all imports are kept.',
  positionals: {
    import: SessionId.optional().describe(
      'Id of an import (is_…): its phases, what it skipped, and its problems by cause',
    ),
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
  const { failures, skips, report, ...view } = await calls.imports.get({ id });
  for (const phase of report.phases) print.line(asLine('phase', phase), phaseText(phase));
  for (const group of skips) print.line(asLine('skipped', group), skipText(group));
  for (const group of failures) print.line(asLine('failures', group), groupText(group, print));
  const { state, problems, counts, gone, bytes } = view;
  const { durationMs, successRate } = report;
  const rate = successRate === null ? '' : `\n${shareText(successRate)} of the files without a problem.`;
  print.summary({ id, state, problems, bytes, ...counts, gone, durationMs, successRate }, `${sumUp(view)}${rate}`);
  return view.problems > 0 ? EXIT.findings : EXIT.ok;
}

function phaseText({ name, status, done, errors, durationMs }: ImportPhase): string {
  const said = [
    ...(status === 'skipped' || status === 'waiting' ? [] : [countOf(done, 'file')]),
    ...(errors > 0 ? [countOf(errors, 'error')] : []),
    ...(durationMs === null ? [] : [`in ${wholeDurationText(durationMs)}`]),
  ];
  return `${phaseWords[name].padEnd(16)} ${phaseStatusWords[status].padEnd(14)} ${said.join(', ')}`.trimEnd();
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
