import type { AssetView } from '../../contract/asset.ts';
import { sampleFacts, sampleSize } from './selftest-library.ts';

/** One thing that was proved, or not. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'failed' | 'skipped';
  readonly detail: string;
}

/** `ok` when nothing differs. */
export function finding(name: string, wrong: string, good: string): Finding {
  return wrong === '' ? { name, state: 'ok', detail: good } : { name, state: 'failed', detail: wrong };
}

/** What came out of the picture against what was written into it. */
export function judgePicture(asset: AssetView): readonly Finding[] {
  const { facts } = asset;
  const pairs = [
    ['date', facts.capture?.local.slice(0, 19), sampleFacts.capturedLocal],
    ['camera', facts.cameraModel, sampleFacts.cameraModel],
    ['width', facts.widthPx, sampleSize.widthPx],
    ['height', facts.heightPx, sampleSize.heightPx],
  ] as const;
  const wrong = pairs
    .filter(([, is, wanted]) => is !== wanted)
    .map(([name, is, wanted]) => `${name} is ${is ?? 'absent'}, not ${wanted}`);
  const block = facts.generation.find(({ tool }) => tool === 'a1111');
  return [
    finding('metadata', wrong.join('; '), `${asset.metadata.method ?? 'read'}: date, camera and size are as written`),
    finding(
      'generation data',
      block?.text === sampleFacts.parameters ? '' : 'the block is not read as it was written',
      `${block?.carrier ?? ''} read as ${block?.tool ?? ''}`,
    ),
    finding(
      'pictures',
      wrongPictures(asset),
      `preview, square and grid by ${asset.derivatives[0]?.route ?? 'nothing'}`,
    ),
  ];
}

/** The film's thumbnail; skipped where no video tool works. */
export function judgeFilm(asset: AssetView, hasVideoTool: boolean): Finding {
  if (!hasVideoTool) return { name: 'video', state: 'skipped', detail: 'no video tool works: see `supervisor doctor`' };
  const length = asset.durationMs ?? 0;
  const wrong = [wrongPictures(asset), length === 1_000 ? '' : `its length is ${length} ms, not 1000`].filter(Boolean);
  return finding('video', wrong.join('; '), `thumbnail by ${asset.derivatives[0]?.route ?? 'nothing'}`);
}

function wrongPictures({ pictures, picturesReport, derivatives }: AssetView): string {
  if (pictures !== 'ready' && pictures !== 'degraded')
    return `pictures are ${pictures}: ${picturesReport.message ?? picturesReport.code ?? 'no reason'}`;
  const missing = (['preview', 'square', 'grid'] as const).filter(
    (kind) => !derivatives.some((made) => made.kind === kind && made.sizeBytes > 0),
  );
  return missing.length === 0 ? '' : `missing: ${missing.join(', ')}`;
}
