import { bytesText } from '../../contract/count-words.ts';
import { z } from 'zod';
import type { AssetView, TraceStep } from '../../contract/asset.ts';
import { asJson } from '../as-json.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exits.ts';
import { getSettings } from '../find-settings.ts';
import type { LibraryNeeds } from '../library.ts';
import { assertLibrary } from '../open-existing.ts';
import type { Print } from '../output.ts';
import { visibleText } from '../visible-text.ts';

export const assetCommand = defineCommand({
  name: 'asset',
  summary: 'Show everything known about one file: facts, copies, pictures, and what was tried',
  positionals: { asset: z.string().describe('Asset id (as_…) or path of a file') },
  exits: { 1: 'no such asset', 10: 'no library in this data folder' },
  examples: ['asset ~/Pictures/IMG_0001.JPG', 'asset as_01h… --json'],
  async run({ args, flags, print, env }, needs: LibraryNeeds) {
    const found = await getSettings(flags, env);
    assertLibrary(found);
    await using library = await needs.openLibrary(found, 'read');
    const { asset, trace } = await library.asset(args.asset);
    if (print.mode === 'json') print.line({ type: 'asset', asset: asJson(asset), trace: asJson(trace) }, '');
    else printAsset(print, asset, trace);
    return EXIT.ok;
  },
});

function printAsset(print: Print, asset: AssetView, trace: readonly TraceStep[]): void {
  const say = (name: string, value: string | number | null | undefined): void => {
    if (value !== null && value !== undefined && value !== '')
      print.line({ type: 'fact', name, value }, `${name.padEnd(12)} ${visibleText(String(value))}`);
  };
  const { facts } = asset;
  print.line({ type: 'title', name: asset.name }, print.paint('bold', visibleText(asset.name)));
  say('id', asset.id);
  say('format', `${asset.formatLabel}${asset.mismatch === null ? '' : ` (the extension says ${asset.mismatch})`}`);
  say('status', asset.status);
  say(
    'size',
    `${bytesText(asset.sizeBytes)}${facts.widthPx === null ? '' : `, ${facts.widthPx} × ${facts.heightPx ?? 0}`}`,
  );
  say('checksum', asset.checksum);
  say(
    'captured',
    facts.capture === null
      ? null
      : `${facts.capture.local} (${facts.capture.tag ?? facts.capture.source}, ${facts.capture.confidence})`,
  );
  say('camera', [facts.cameraMake, facts.cameraModel].filter((part) => part !== null).join(' '));
  say('lens', facts.lens);
  say('place', facts.lat === null ? null : `${facts.lat}, ${facts.lon ?? 0}`);
  say('metadata', reportText(asset.metadata));
  say('pictures', reportText({ ...asset.picturesReport, state: pictureWord(asset) }));
  if (asset.kind === 'image') say('sharper', enhancementText(asset.enhancement));
  for (const file of asset.files) say(file.role, `${file.fullPath ?? file.path} (${file.state})`);
  for (const made of asset.derivatives)
    say(made.kind, `${made.widthPx} × ${made.heightPx}, ${bytesText(made.sizeBytes)}, by ${made.route}`);
  if (trace.length > 0) print.line({ type: 'heading' }, print.paint('dim', 'What was tried'));
  for (const step of trace) {
    const result = step.ok ? 'ok' : (step.code ?? 'failed');
    print.line(
      { type: 'step' },
      `  ${step.type.padEnd(20)} ${visibleText(step.method).padEnd(18)} ${result.padEnd(18)} ${step.durationMs.toFixed(1)} ms`,
    );
  }
}

/** Waiting pictures that are being made just now are told apart. */
function pictureWord({ picturesReport, previewStatus }: AssetView): string {
  return previewStatus === 'processing' ? previewStatus : picturesReport.state;
}

/** How a larger preview stands, and what one would bring. */
function enhancementText({ status, widthPx, toWidthPx, code, message }: AssetView['enhancement']): string {
  const isOnItsWay = status === 'requested' || status === 'processing';
  const next =
    toWidthPx === null ? 'the original gives no more' : `${widthPx} → ${toWidthPx} pixels wide by \`enhance\``;
  const facts = isOnItsWay || widthPx === null ? [] : [next];
  return [status, code, message, ...facts].filter((part) => part !== null).join(' · ');
}

function reportText(report: { state: string; code: string | null; message: string | null }): string {
  return [report.state, report.code, report.message].filter((part) => part !== null).join(' · ');
}
