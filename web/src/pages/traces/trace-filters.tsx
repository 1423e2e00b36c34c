import { X } from 'lucide-react';
import { useState, type ReactElement, type ReactNode } from 'react';
import { TraceFilter } from '../../../../src/contract/trace.ts';
import { AssetId } from '../../../../src/contract/ids.ts';
import { TypedField } from '../../parts/typed-field.tsx';
import { typeWord } from './trace-words.ts';
import type { TracesSearch } from './traces-search.ts';

interface TraceFiltersProps {
  readonly search: TracesSearch;
  readonly onChange: (part: Partial<TracesSearch>) => void;
}

const FIELD = 'h-8 min-w-0 rounded-control border border-line bg-surface px-2 pointer-coarse:h-11';
const TYPES = TraceFilter.shape.type.unwrap().options;

/** Id, type, method, code and days. */
export function TraceFilters({ search, onChange }: TraceFiltersProps): ReactElement {
  const set = Object.values(search).some((value) => value !== undefined);
  return (
    <section aria-label="Filter" className="flex flex-wrap items-center gap-3 max-[560px]:gap-2">
      <IdField asset={search.asset} onAsset={(asset) => onChange({ asset })} />
      <select
        aria-label="Type"
        value={search.type ?? ''}
        onChange={(event) => onChange({ type: TYPES.find((type) => type === event.target.value) })}
        className={`${FIELD} w-40 max-[560px]:w-full`}
      >
        <option value="">Every type</option>
        {TYPES.map((type) => (
          <option key={type} value={type}>
            {typeWord(type)}
          </option>
        ))}
      </select>
      <TypedField
        label="Method"
        text={search.method ?? ''}
        onText={(method) => onChange({ method })}
        className="w-40 max-[560px]:min-w-36 max-[560px]:flex-1"
      />
      <TypedField
        label="Error code"
        text={search.code ?? ''}
        onText={(code) => onChange({ code })}
        className="w-44 max-[560px]:min-w-40 max-[560px]:flex-1"
      />
      <Labelled label="From">
        <input
          type="date"
          value={search.from ?? ''}
          onChange={(event) => onChange({ from: event.target.value || undefined })}
          className={`${FIELD} w-36 max-[560px]:w-30`}
        />
      </Labelled>
      <Labelled label="To">
        <input
          type="date"
          value={search.to ?? ''}
          onChange={(event) => onChange({ to: event.target.value || undefined })}
          className={`${FIELD} w-36 max-[560px]:w-30`}
        />
      </Labelled>
      {set ? (
        <button
          type="button"
          onClick={() =>
            onChange({
              asset: undefined,
              type: undefined,
              method: undefined,
              ok: undefined,
              code: undefined,
              from: undefined,
              to: undefined,
            })
          }
          className="flex h-8 items-center gap-1 rounded-control px-2 text-accent hover:underline pointer-coarse:h-11"
        >
          <X size={14} aria-hidden /> Clear
        </button>
      ) : null}
    </section>
  );
}

function Labelled({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactElement {
  return (
    <label className="flex min-w-0 items-center gap-2 text-muted">
      {label}
      <span className="flex text-text">{children}</span>
    </label>
  );
}

function IdField({
  asset,
  onAsset,
}: {
  readonly asset: string | undefined;
  readonly onAsset: (id: AssetId | undefined) => void;
}): ReactElement {
  const [text, setText] = useState(asset ?? '');
  const [from, setFrom] = useState(asset);
  if (from !== asset) {
    setFrom(asset);
    if ((asset ?? '') !== text) setText(asset ?? '');
  }
  const id = AssetId.safeParse(text.trim());
  const wrong = text.trim() !== '' && !id.success;
  return (
    <input
      type="text"
      value={text}
      aria-label="Asset id"
      placeholder="Asset id, as_…"
      aria-invalid={wrong}
      title={wrong ? 'An id begins with as_ and has 26 more characters' : undefined}
      onChange={(event) => {
        setText(event.target.value);
        const typed = AssetId.safeParse(event.target.value.trim());
        const next = typed.success ? typed.data : undefined;
        setFrom(next);
        if (next !== asset) onAsset(next);
      }}
      className={`${FIELD} w-64 font-code text-small aria-invalid:border-bad max-[560px]:w-full`}
    />
  );
}
