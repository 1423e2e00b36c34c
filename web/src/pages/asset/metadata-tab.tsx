import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import { metadataQuery, type AssetIdText } from '../../api/queries.ts';
import { CopyButton } from '../../parts/copy-code.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { baseName } from '../../words/path.ts';
import { exactTime } from '../../words/time.ts';

/** A value of a tag as one text, at most this long. */
const LONGEST = 400;

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

/** All tags as they were read, searchable, by source. */
export function MetadataTab({ id }: { readonly id: AssetIdText }): ReactElement {
  const { data, error, refetch } = useQuery(metadataQuery(id));
  const [text, setText] = useState('');
  if (error !== null)
    return <ProblemBox title="The metadata could not be read" error={error} onRetry={() => void refetch()} />;
  const wanted = text.toLowerCase();
  return (
    <>
      <div className="sticky top-0 z-10 border-b border-line bg-surface p-3">
        <input
          type="text"
          role="searchbox"
          aria-label="Search tags"
          placeholder="Search tags and values"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="h-8 w-full rounded-control border border-line bg-bg px-2"
        />
      </div>
      {data?.documents.length === 0 ? <p className="p-4 text-muted">No metadata was read yet.</p> : null}
      {data?.documents.map((document) => {
        const tags = Object.entries(document.tags).filter(([name, value]) =>
          `${name} ${shown(value)}`.toLowerCase().includes(wanted),
        );
        return (
          <section
            key={`${document.source} ${document.readAt}`}
            className="border-b border-line px-4 py-3 last:border-b-0"
          >
            <h3 className="flex items-center gap-2" title={`${document.tool} · ${exactTime(document.readAt)}`}>
              <span className="min-w-0 truncate font-strong">
                {document.source === 'file' ? 'File' : baseName(document.source)}
              </span>
              <span className="flex-1 text-muted tabular-nums">{countOf(tags.length, 'tag')}</span>
              <CopyButton text={JSON.stringify(document.tags, null, 2)} what="all tags" />
            </h3>
            <table className="mt-1 w-full table-fixed text-small">
              <tbody>
                {tags.map(([name, value]) => (
                  <tr key={name} className="border-t border-line align-top first:border-t-0">
                    <th
                      scope="row"
                      className="w-[46%] py-1 pe-2 text-start font-normal text-muted [overflow-wrap:anywhere]"
                    >
                      <TagName name={name} />
                    </th>
                    <td className="py-1 [overflow-wrap:anywhere]">{shown(value)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        );
      })}
    </>
  );
}

/** A tag's name that breaks after its group rather than within a word. */
function TagName({ name }: { readonly name: string }): ReactElement {
  const colon = name.indexOf(':') + 1;
  return (
    <>
      {name.slice(0, colon)}
      <wbr />
      {name.slice(colon)}
    </>
  );
}
