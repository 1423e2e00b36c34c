import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { AppError } from '../../base/errors.ts';
import type { Config } from '../../config/schema.ts';
import { openReader } from '../../db/open.ts';
import type { ToolProbe } from '../../doctor/check-tools.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { type FoundSettings, getSettings } from '../find-settings.ts';
import type { LibraryNeeds } from '../library.ts';
import { type Finding, finding, judgeFilm, judgePicture } from '../selftest/judge-samples.ts';
import { importSamples, inFolder, writeSamples } from '../selftest/selftest-library.ts';
import { visibleText } from '../visible-text.ts';

type Needs = LibraryNeeds & { probeTools(config: Config): Promise<readonly ToolProbe[]> };

const LIMIT_MS = 120_000;

export const selftest = defineCommand({
  name: 'selftest',
  summary: 'Import a made picture and a made film into a throw-away library, and prove what comes out',
  details: 'Your library is not touched. The throw-away folder is removed at the end.',
  exits: {
    0: 'everything works',
    1: 'something does not work',
    2: 'works, but the video part was skipped: no video tool',
  },
  async run({ flags, print, env, signal }, needs: Needs) {
    const settings = await getSettings(flags, env);
    const probes = await needs.probeTools(settings.config);
    assertPictures(probes);
    const hasVideoTool = probes.some(({ id, found }) => (id === 'node-av' || id === 'ffmpeg') && 'version' in found);
    const folder = await mkdtemp(join(tmpdir(), 'supervisor-selftest-'));
    try {
      const place = inFolder(settings, join(folder, 'data'));
      const limited = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
      const findings = [
        ...(await tryLibrary(needs, { place, folder, hasVideoTool, signal: limited })),
        await judgeLog(place),
        await judgeWal(place),
      ];
      const words = {
        ok: print.paint('green', 'ok     '),
        failed: print.paint('red', 'failed '),
        skipped: print.paint('yellow', 'skipped'),
      };
      for (const { name, state, detail } of findings)
        print.line({ type: 'proof', name, state, detail }, `${words[state]}  ${name}: ${visibleText(detail)}`);
      const exit = exitOfFindings(findings);
      print.summary(
        { exit },
        [
          'Everything works.',
          'Something does not work: see above, and `supervisor doctor`.',
          'Everything works except video.',
        ][exit] ?? '',
      );
      return exit;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

/** @throws picture_tool_missing: without it there is nothing to test */
function assertPictures(probes: readonly ToolProbe[]): void {
  const sharp = probes.find(({ id }) => id === 'sharp');
  if (!sharp || 'version' in sharp.found) return;
  throw new AppError('picture_tool_missing', `The picture library does not work: ${sharp.found.problem}`);
}

interface Trial {
  readonly place: FoundSettings;
  readonly folder: string;
  readonly hasVideoTool: boolean;
  readonly signal: AbortSignal;
}

async function tryLibrary(needs: Needs, { place, folder, hasVideoTool, signal }: Trial): Promise<readonly Finding[]> {
  const originals = join(folder, 'originals');
  const files = { folder: originals, ...(await writeSamples(originals)) };
  await using library = await needs.openLibrary(place, 'run');
  library.log.info({ component: 'selftest' }, 'Selftest runs');
  await library.work();
  const { picture, film } = await importSamples(library, files, signal);
  return [
    finding('import', '', 'a picture and a film were catalogued'),
    ...judgePicture(picture),
    judgeFilm(film, hasVideoTool),
  ];
}

async function judgeLog({ paths }: FoundSettings): Promise<Finding> {
  const file = join(paths.logs, 'supervisor.log');
  const size = await stat(file).then(
    ({ size: bytes }) => bytes,
    () => 0,
  );
  return finding('log', size > 0 ? '' : `nothing was written to ${file}`, 'written');
}

async function judgeWal({ paths }: FoundSettings): Promise<Finding> {
  await using open = await openReader({ file: paths.database });
  const { rows } = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(open.db);
  const mode = rows[0]?.journal_mode ?? 'unknown';
  return finding('database', mode === 'wal' ? '' : `its journal mode is ${mode}, not wal`, 'in WAL mode');
}

function exitOfFindings(findings: readonly Finding[]): number {
  if (findings.some(({ state }) => state === 'failed')) return EXIT.error;
  return findings.some(({ state }) => state === 'skipped') ? EXIT.findings : EXIT.ok;
}
