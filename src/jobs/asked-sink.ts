import type { JobAsks, JobCaps, JobSink } from './engine.ts';

/** The sink for what people and programs ask for: whatever comes through it keeps to the caps, as they are at that moment. */
export function askedSink(engine: JobAsks, caps: () => JobCaps): JobSink {
  return { enqueue: (jobs, tx) => engine.ask(jobs, caps(), tx) };
}
