import { useMutation } from '@tanstack/react-query';
import { ClipboardCopy } from 'lucide-react';
import type { ReactElement } from 'react';
import type { HealthView } from '../../../../src/contract/health.ts';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-code.tsx';
import { notify } from '../../state/notices.ts';

/** Versions in a block that can be copied, and the diagnostics for a report. */
export function VersionBlock({ versions }: Pick<HealthView, 'versions'>): ReactElement {
  const rows = Object.entries(versions);
  const text = rows.map(([name, version]) => `${name} ${version}`).join('\n');
  return (
    <section aria-label="Versions">
      <div className="mb-2 flex items-center gap-2">
        <h3 className="font-strong text-muted">Versions</h3>
        <CopyButton text={text} what="versions" />
        <span className="flex-1" />
        <CopyDiagnostics />
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 rounded-panel border border-line bg-surface px-4 py-3 font-code text-small">
        {rows.map(([name, version]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="[overflow-wrap:anywhere]">{version}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function CopyDiagnostics(): ReactElement {
  const copy = useMutation({
    async mutationFn() {
      const { text } = await api.health.diagnostics();
      await navigator.clipboard.writeText(text);
    },
    onSuccess: () => notify({ tone: 'done', text: 'Diagnostics copied. Secrets are masked.' }),
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: message, detail: help, code });
    },
  });
  return (
    <Button disabled={copy.isPending} onClick={() => copy.mutate()}>
      <ClipboardCopy size={14} aria-hidden /> Copy diagnostics
    </Button>
  );
}
