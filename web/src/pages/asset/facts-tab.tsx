import type { ReactElement } from 'react';
import type { AssetFacts } from '../../../../src/contract/asset-facts.ts';
import type { AssetView } from '../../../../src/contract/asset.ts';
import { clipLength } from '../../words/duration.ts';
import { brief, bytes, THIN } from '../../words/number.ts';
import { shownName } from '../../words/path.ts';
import { cameraName, coordinates, dimensions, exposureLine } from '../../words/photo.ts';
import { captureTime, exactTime, foreignZone, zoneName } from '../../words/time.ts';
import { CopyButton } from '../../parts/copy-code.tsx';
import { Fact, FactGroup } from './fact-list.tsx';
import { SharperPreview } from './sharper-preview.tsx';
import { WorkReports } from './work-reports.tsx';

/** The facts of an asset in the order photographers read them. */
export function FactsTab({ asset }: { readonly asset: AssetView }): ReactElement {
  const { facts } = asset;
  return (
    <>
      <WorkReports asset={asset} />
      <TimeAndPlace facts={facts} />
      {asset.kind === 'image' || facts.cameraModel !== null ? <Camera facts={facts} /> : null}
      {asset.kind === 'video' || facts.durationMs !== null ? <Clip facts={facts} /> : null}
      <FileFacts asset={asset} />
      <SharperPreview asset={asset} />
      {facts.title !== null || facts.description !== null || facts.keywords.length > 0 ? (
        <WordsAbout facts={facts} />
      ) : null}
      {facts.generation.length > 0 ? <Generation facts={facts} /> : null}
    </>
  );
}

const CONFIDENCE = { sure: '', likely: ' · likely', guess: ' · a guess' } as const;

function TimeAndPlace({ facts }: { readonly facts: AssetFacts }): ReactElement {
  const { capture, lat, lon, sources } = facts;
  const zone = capture === null ? null : foreignZone(capture.local, capture.offsetMin);
  const zoneText = capture === null ? null : capture.offsetMin === null ? null : zoneName(capture.offsetMin);
  return (
    <FactGroup title="Time and place">
      <dl>
        <Fact
          name="Taken"
          value={
            capture === null ? null : (
              <>
                {captureTime(capture.local)}
                {zone === null ? null : <span className="text-muted"> {zone}</span>}
              </>
            )
          }
          source={
            capture === null
              ? undefined
              : `${capture.tag ?? capture.source}${CONFIDENCE[capture.confidence]}${zoneText === null ? ' · zone unknown' : ` · ${zoneText}`}`
          }
          reason="No date in the file, its sidecars, its name or its folder"
        />
        <Fact
          name="Place"
          value={
            lat === null || lon === null ? null : (
              <span className="inline-flex items-center gap-1">
                {coordinates(lat, lon)}
                <CopyButton text={`${lat}, ${lon}`} what="coordinates" />
              </span>
            )
          }
          source={sources['lat']}
          reason="The file has no position"
        />
        {facts.altitudeM === null ? null : (
          <Fact name="Altitude" value={`${Math.round(facts.altitudeM)}${THIN}m`} source={sources['altitudeM']} />
        )}
      </dl>
    </FactGroup>
  );
}

function Camera({ facts }: { readonly facts: AssetFacts }): ReactElement {
  const line = exposureLine(facts);
  const { sources } = facts;
  return (
    <FactGroup title="Camera and exposure">
      {line === '' ? null : <p className="mb-1 text-read">{line}</p>}
      <dl>
        <Fact
          name="Camera"
          value={cameraName(facts.cameraMake, facts.cameraModel)}
          source={sources['cameraModel'] ?? sources['cameraMake']}
        />
        <Fact name="Lens" value={facts.lens} source={sources['lens']} />
        {facts.focal35Mm === null ? null : (
          <Fact name="Equivalent" value={`${brief(facts.focal35Mm)}${THIN}mm`} source={sources['focal35Mm']} />
        )}
      </dl>
    </FactGroup>
  );
}

function Clip({ facts }: { readonly facts: AssetFacts }): ReactElement {
  const { sources } = facts;
  return (
    <FactGroup title="Video">
      <dl>
        <Fact
          name="Length"
          value={facts.durationMs === null ? null : clipLength(facts.durationMs)}
          source={sources['durationMs']}
        />
        <Fact
          name="Frame rate"
          value={facts.fps === null ? null : `${brief(facts.fps)}${THIN}fps`}
          source={sources['fps']}
        />
        <Fact name="Video" value={facts.videoCodec} source={sources['videoCodec']} />
        <Fact
          name="Sound"
          value={facts.audioCodec}
          source={sources['audioCodec']}
          reason="No sound track, or not read"
        />
      </dl>
    </FactGroup>
  );
}

function FileFacts({ asset }: { readonly asset: AssetView }): ReactElement {
  const { facts } = asset;
  return (
    <FactGroup title="File">
      <dl>
        <Fact name="Name" value={shownName(asset.name)} />
        <Fact
          name="Format"
          value={
            <>
              {asset.formatLabel}
              {asset.mismatch === null ? null : (
                <span className="text-warn"> · named .{shownName(asset.mismatch)}</span>
              )}
            </>
          }
          source="the first bytes of the file"
        />
        <Fact
          name="Size"
          value={facts.widthPx === null || facts.heightPx === null ? null : dimensions(facts.widthPx, facts.heightPx)}
          source={facts.sources['widthPx']}
        />
        <Fact name="Bytes" value={bytes(asset.sizeBytes)} />
        <Fact
          name="Colour"
          value={facts.colorProfile}
          source={facts.sources['colorProfile']}
          reason="No colour profile: sRGB is assumed"
        />
        {facts.software === null ? null : (
          <Fact name="Software" value={facts.software} source={facts.sources['software']} />
        )}
        {facts.frames !== null && facts.frames > 1 ? (
          <Fact name="Frames" value={facts.frames} source={facts.sources['frames']} />
        ) : null}
        <Fact name="Imported" value={exactTime(asset.importedAt)} />
        {asset.version > 1 ? <Fact name="Version" value={`${asset.version}: the file was changed since`} /> : null}
      </dl>
    </FactGroup>
  );
}

function WordsAbout({ facts }: { readonly facts: AssetFacts }): ReactElement {
  return (
    <FactGroup title="Words">
      <dl>
        {facts.title === null ? null : <Fact name="Title" value={facts.title} source={facts.sources['title']} />}
        {facts.description === null ? null : (
          <Fact name="Description" value={facts.description} source={facts.sources['description']} />
        )}
        {facts.keywords.length === 0 ? null : (
          <Fact name="Keywords" value={facts.keywords.join(', ')} source={facts.sources['keywords']} />
        )}
      </dl>
    </FactGroup>
  );
}

function Generation({ facts }: { readonly facts: AssetFacts }): ReactElement {
  return (
    <FactGroup title="AI generation">
      {facts.generation.map((block) => (
        <div key={block.carrier} className="mt-1">
          <div className="flex items-center justify-between gap-2 text-muted">
            <span className="truncate">
              {block.tool} · {block.carrier}
            </span>
            <CopyButton text={block.text} what="parameters" />
          </div>
          <pre className="max-h-60 overflow-auto rounded-control bg-bg p-2 font-code text-small whitespace-pre-wrap [overflow-wrap:anywhere]">
            {block.text}
            {block.truncated ? '…' : ''}
          </pre>
        </div>
      ))}
    </FactGroup>
  );
}
