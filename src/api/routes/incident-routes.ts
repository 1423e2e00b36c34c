import { jobFaults, logFaults } from '../../doctor/incidents/fault.ts';
import { groupIncidents, summarise } from '../../doctor/incidents/group-incidents.ts';
import { forCaller } from '../for-caller.ts';
import { api } from '../implement.ts';

const DAY_MS = 86_400_000;

const list = api.incidents.list.handler(async ({ input, context }) => {
  const { reader, about, ingest } = context.needs;
  const day = input.day ?? new Date(ingest.clock.now()).toISOString().slice(0, 10);
  const fromMs = Date.parse(day);
  const span = { fromMs, toMs: fromMs + DAY_MS };
  const faults = [...(await jobFaults(reader, span)), ...(await logFaults(about.logsDir, span))];
  const incidents = groupIncidents(faults, fromMs);
  return forCaller(context, { day, incidents, summary: summarise(day, incidents) });
});

/** What went wrong on a day, grouped. */
export const incidentRoutes = { list };
