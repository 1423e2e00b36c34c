import type { ReactElement } from 'react';
import { countOf, shareText } from '../../../../src/contract/count-words.ts';
import type { ImportPhase, ImportReport as Report } from '../../../../src/contract/import.ts';
import { phaseStatusWords, phaseWords } from '../../../../src/contract/phase-words.ts';
import { duration } from '../../words/duration.ts';
import { count, UNKNOWN } from '../../words/number.ts';
import { exactTime } from '../../words/time.ts';

const LOOKS: Readonly<Record<ImportPhase['status'], string>> = {
  waiting: 'text-wait',
  running: 'text-wait',
  done: 'text-ok',
  skipped: 'text-muted',
  stopped: 'text-wait',
  failed: 'text-bad',
};

/** On narrow screens the state stands below its phase. */
const WIDE = 'max-[480px]:hidden';

/** How an import went, phase by phase; it stays after the records of its jobs are gone. */
export function ImportReport({ report }: { readonly report: Report }): ReactElement {
  const { files, successRate, durationMs } = report;
  const said = [
    ...(successRate === null ? [] : [`${shareText(successRate)} of ${countOf(files, 'file')} without a problem`]),
    ...(durationMs === null ? [] : [duration(durationMs)]),
  ];
  return (
    <section aria-label="Report">
      <h2 className="text-read font-strong">How it went</h2>
      {said.length === 0 ? null : <p className="text-muted tabular-nums">{said.join(' · ')}</p>}
      <table className="mt-2 w-full border-t border-line text-start tabular-nums">
        <thead className="text-small text-muted">
          <tr>
            <th scope="col" className="py-1 pe-4 text-start font-normal">
              Phase
            </th>
            <th scope="col" className={`py-1 pe-4 text-start font-normal ${WIDE}`}>
              State
            </th>
            <th scope="col" className="py-1 pe-4 text-end font-normal">
              Files
            </th>
            <th scope="col" className="py-1 pe-4 text-end font-normal">
              Errors
            </th>
            <th scope="col" className="py-1 text-end font-normal">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {report.phases.map((phase) => (
            <PhaseRow key={phase.name} phase={phase} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function PhaseRow({ phase }: { readonly phase: ImportPhase }): ReactElement {
  const { name, status, done, total, errors, startedAt, endedAt, durationMs } = phase;
  const times = [startedAt, endedAt].flatMap((at) => (at === null ? [] : [exactTime(at)])).join(' – ');
  return (
    <tr className="border-t border-line">
      <th scope="row" className="py-2 pe-4 text-start font-normal">
        {phaseWords[name]}
        <span className={`hidden max-[480px]:block ${LOOKS[status]}`}>{phaseStatusWords[status]}</span>
      </th>
      <td className={`py-2 pe-4 whitespace-nowrap ${WIDE} ${LOOKS[status]}`}>{phaseStatusWords[status]}</td>
      <td className="py-2 pe-4 text-end">{done === total ? count(done) : `${count(done)} of ${count(total)}`}</td>
      <td className={`py-2 pe-4 text-end ${errors > 0 ? 'text-bad' : 'text-muted'}`}>{count(errors)}</td>
      <td className="py-2 text-end whitespace-nowrap text-muted" title={times === '' ? undefined : times}>
        {durationMs === null ? UNKNOWN : duration(durationMs)}
      </td>
    </tr>
  );
}
