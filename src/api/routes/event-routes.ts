import type { FastifyInstance } from 'fastify';
import type { ServerResponse } from 'node:http';
import { AppError } from '../../base/errors.ts';
import { changedCards, timelineRevision } from '../../catalogue/timeline/revision.ts';
import type { ApiNeeds } from '../api-needs.ts';
import { eventFrame, push, startEventStream } from '../event-stream.ts';
import { forCaller } from '../for-caller.ts';
import { isLocalRequest } from '../guard.ts';
import { shortPaths } from '../problem.ts';

/** How often changes are looked for while somebody listens: quickly while work runs, rarely in rest. */
const BUSY_MS = 400;
const IDLE_MS = 2_000;
/** Comment lines that keep proxies from closing a quiet stream. */
const KEEP_ALIVE_MS = 20_000;
const MOST_LISTENERS = 200;

/** One look for all listeners; none while nobody listens. */
class EventFeed {
  readonly #needs: ApiNeeds;
  /** Each with whether it is on this machine. */
  readonly #listeners = new Map<ServerResponse, boolean>();
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #lastActivity = '';
  #lastPulse = '';
  #pulseCostMs = 0;
  #pulseAtMs = -Infinity;
  #seq = -1;
  #saidAtMs = 0;

  constructor(needs: ApiNeeds) {
    this.#needs = needs;
  }

  async add(listener: ServerResponse, isLocal: boolean): Promise<void> {
    this.#listeners.set(listener, isLocal);
    listener.on('close', () => this.#listeners.delete(listener));
    const activity = await this.#needs.activity.snapshot();
    push(listener, eventFrame('activity', activity));
    push(listener, eventFrame('jobs', forCaller({ isLocal }, await this.#needs.overview.pulse())));
    if (this.#timer === undefined && !this.#isLooking) {
      this.#seq = (await changedCards(this.#needs.reader, -1)).seq;
      this.#plan(BUSY_MS);
    }
  }

  /** True while no more can listen. */
  isFull(): boolean {
    return this.#listeners.size >= MOST_LISTENERS;
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners.keys()) listener.end();
  }

  #plan(ms: number): void {
    this.#timer = setTimeout(() => void this.#look(), ms);
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    if (this.#listeners.size === 0) return;
    this.#isLooking = true;
    let isBusy = false;
    try {
      const activity = await this.#needs.activity.snapshot();
      isBusy = activity.state !== 'idle';
      const text = JSON.stringify(activity);
      if (text !== this.#lastActivity) this.#say('activity', activity);
      this.#lastActivity = text;
      await this.#lookAtJobs();
      const { ids, isMore, seq } = await changedCards(this.#needs.reader, this.#seq);
      this.#seq = seq;
      if (ids.length > 0)
        this.#say('assets', { revision: await timelineRevision(this.#needs.reader), ids, all: isMore });
      if (Date.now() - this.#saidAtMs > KEEP_ALIVE_MS) this.#write(': still here\n\n');
    } catch (error) {
      this.#needs.log.warn({ error }, 'A look for changes failed');
    }
    this.#isLooking = false;
    this.#plan(isBusy ? BUSY_MS : IDLE_MS);
  }

  /** Long queues cost time to count: a twentieth of the time at most goes into it. */
  async #lookAtJobs(): Promise<void> {
    const startedMs = performance.now();
    if (startedMs - this.#pulseAtMs < this.#pulseCostMs * 20) return;
    const pulse = await this.#needs.overview.pulse();
    this.#pulseAtMs = startedMs;
    this.#pulseCostMs = performance.now() - startedMs;
    const text = JSON.stringify(pulse);
    if (text !== this.#lastPulse) this.#say('jobs', pulse);
    this.#lastPulse = text;
  }

  #say(name: string, data: unknown): void {
    this.#write(eventFrame(name, data));
  }

  #write(text: string): void {
    this.#saidAtMs = Date.now();
    for (const [listener, isLocal] of this.#listeners) push(listener, isLocal ? text : shortPaths(text));
  }
}

/** `/api/events`: what changes, pushed. Names and data stand in contract/events.ts. */
export function eventRoutes(server: FastifyInstance, needs: ApiNeeds): void {
  const feed = new EventFeed(needs);
  server.addHook('preClose', async () => feed.close());
  server.get('/api/events', (request, reply) => {
    if (feed.isFull()) throw new AppError('busy', `${MOST_LISTENERS} listen already`);
    const stream = startEventStream(request, reply);
    if (stream.writableEnded) return;
    feed.add(stream, isLocalRequest(request)).catch((error: unknown) => {
      needs.log.warn({ error }, 'An event stream could not start');
      stream.end();
    });
  });
}
