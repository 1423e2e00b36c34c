import type { ReactElement } from 'react';
import type { HealthView } from '../../../../src/contract/health.ts';
import { exactTime, sinceWords } from '../../words/time.ts';

const STATES: Readonly<Record<HealthView['services'][number]['state'], { look: string; word: string }>> = {
  busy: { look: 'bg-ok', word: 'Busy' },
  alive: { look: 'border border-ok', word: 'Alive' },
  error: { look: 'bg-bad rotate-45 rounded-none!', word: 'Error, tries again' },
  stale: { look: 'bg-bad rotate-45 rounded-none!', word: 'Heartbeat lost' },
  stopped: { look: 'border border-wait rounded-none!', word: 'Stopped' },
};

interface HeartbeatRowsProps {
  readonly services: HealthView['services'];
  readonly now: number;
}

/** Background services by their own heartbeat. */
export function HeartbeatRows({ services, now }: HeartbeatRowsProps): ReactElement | null {
  if (services.length === 0) return null;
  return (
    <section aria-label="Services">
      <h3 className="mb-1 font-strong text-muted">Services</h3>
      <ul>
        {services.map((service) => {
          const { look, word } = STATES[service.state];
          return (
            <li key={service.name} className="flex min-h-8 items-center gap-3 border-t border-line py-1">
              <span aria-hidden className={`size-2 shrink-0 rounded-round ${look}`} />
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                {service.name}
                {service.optional ? <span className="text-muted"> · optional</span> : null}
              </span>
              <span>{word}</span>
              <span
                className="w-40 text-end text-muted tabular-nums max-[560px]:hidden"
                title={service.lastHeartbeatAt === null ? undefined : exactTime(service.lastHeartbeatAt)}
              >
                {service.lastHeartbeatAt === null
                  ? 'No heartbeat yet'
                  : `Heartbeat ${sinceWords(service.lastHeartbeatAt, now)} ago`}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
