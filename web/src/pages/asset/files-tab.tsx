import { Download } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from '@tanstack/react-router';
import { originalUrl } from '../../../../src/contract/api.ts';
import type { AssetView } from '../../../../src/contract/asset.ts';
import { useNow } from '../../parts/app-context.ts';
import { CopyButton } from '../../parts/copy-code.tsx';
import { bytes } from '../../words/number.ts';
import { baseName, middleCut, shownName } from '../../words/path.ts';
import { exactTime, relativeTime } from '../../words/time.ts';
import { Fact, FactGroup } from './fact-list.tsx';

const STATES = {
  present: { text: 'Present', look: 'text-ok' },
  missing: { text: 'Missing', look: 'text-bad' },
  offline: { text: 'Offline: its volume is not mounted', look: 'text-warn' },
  replaced: { text: 'Replaced by a newer version', look: 'text-muted' },
} as const;

/** Every known file of an asset with its state, its partners, and what was made from it. */
export function FilesTab({ asset }: { readonly asset: AssetView }): ReactElement {
  return (
    <>
      {asset.files.map((file) => (
        <FileBlock key={file.id} file={file} />
      ))}
      {asset.companions.length === 0 ? null : (
        <FactGroup title="Belongs together">
          <ul>
            {asset.companions.map((companion) => (
              <li key={companion.id} className="flex justify-between gap-3 py-[3px]">
                <Link
                  to="/asset/$id"
                  params={{ id: companion.id }}
                  className="min-w-0 truncate text-accent hover:underline"
                >
                  {shownName(companion.name)}
                </Link>
                <span className="shrink-0 text-muted">{companion.role.replace('-', ' ')}</span>
              </li>
            ))}
          </ul>
        </FactGroup>
      )}
      <FactGroup title="Made from it">
        {asset.derivatives.length === 0 ? <p className="text-muted">Nothing yet.</p> : null}
        <table className="w-full tabular-nums">
          <tbody>
            {asset.derivatives.map((made) => (
              <tr key={made.kind} title={`${exactTime(made.madeAt)} by ${made.route}`}>
                <th scope="row" className="py-[3px] text-start font-normal text-muted capitalize">
                  {made.kind}
                </th>
                <td className="text-end">
                  {made.widthPx} × {made.heightPx}
                </td>
                <td className="ps-3 text-end">{bytes(made.sizeBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </FactGroup>
      <FactGroup title="Checksum (SHA-256)">
        <p className="flex items-start gap-1 font-code text-small text-muted">
          <span className="min-w-0 break-all">{asset.checksum}</span>
          <CopyButton text={asset.checksum} what="checksum" />
        </p>
      </FactGroup>
      <div className="p-4">
        <a
          href={originalUrl(asset.id, 'download')}
          download
          className="inline-flex h-8 items-center gap-2 rounded-control border border-line bg-raised px-3 hover:bg-hover"
        >
          <Download size={16} aria-hidden /> Download original
        </a>
      </div>
    </>
  );
}

function FileBlock({ file }: { readonly file: AssetView['files'][number] }): ReactElement {
  const now = useNow();
  const full = file.fullPath ?? file.path;
  const state = STATES[file.state];
  return (
    <FactGroup title={file.role === 'original' ? 'Original' : 'Sidecar'}>
      <p className="mb-1 flex items-start gap-1">
        <span title={shownName(full)} className="min-w-0 flex-1 [overflow-wrap:anywhere]">
          {middleCut(shownName(file.path), 120)}
        </span>
        <CopyButton text={full} what="path" />
      </p>
      <dl>
        <Fact name="State" value={<span className={state.look}>{state.text}</span>} />
        <Fact name="Root" value={file.rootName} />
        <Fact name="Bytes" value={bytes(file.sizeBytes)} />
        <Fact name="Modified" value={relativeTime(file.modifiedAt, now)} source={exactTime(file.modifiedAt)} />
        <Fact name="First seen" value={relativeTime(file.firstSeenAt, now)} source={exactTime(file.firstSeenAt)} />
        <Fact
          name="Verified"
          value={file.verifiedAt === null ? null : relativeTime(file.verifiedAt, now)}
          source={file.verifiedAt === null ? undefined : exactTime(file.verifiedAt)}
          reason="Its bytes were not read again since"
        />
        {baseName(file.originalPath) === baseName(file.path) ? null : (
          <Fact name="First name" value={shownName(baseName(file.originalPath))} />
        )}
      </dl>
    </FactGroup>
  );
}
