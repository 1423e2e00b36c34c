import { toAppError } from '../base/errors.ts';
import type { TraceInput, TraceType } from '../catalogue/traces/add-trace.ts';
import type { PictureStep } from '../tools/images/picture-request.ts';

/** Collects what was tried while the pictures of one asset were made, in order. */
export class PictureTrace {
  readonly steps: TraceInput[] = [];
  readonly #as: TraceType | undefined;
  #lacked: string | undefined;

  /** `as`: the type of all steps, where they are part of something else than making pictures as usual. */
  constructor(as?: TraceType) {
    this.#as = as;
  }

  /** Code of the tool that was missing where it might have led to better pictures. */
  get lacked(): string | undefined {
    return this.#lacked;
  }

  /** Notes that a tool was missing. */
  lacks(code: string): void {
    this.#lacked = code;
  }

  /** Runs one try and records how it went; the error goes on to the caller. */
  async tried<T>(type: TraceInput['type'], method: string, run: () => Promise<T>): Promise<T> {
    const startedMs = performance.now();
    const passed = (): number => (performance.now() - startedMs) * 1_000;
    try {
      const result = await run();
      this.#push({ type, method, ok: true, durationUs: passed() });
      return result;
    } catch (error) {
      const { code, message } = toAppError(error);
      this.#push({ type, method, ok: false, code, detail: message.slice(0, 300), durationUs: passed() });
      throw error;
    }
  }

  /** Records something that was considered without a try. */
  note(step: Omit<TraceInput, 'durationUs'>): void {
    this.#push({ ...step, durationUs: 0 });
  }

  /** The steps of the media child, below the route they belong to. */
  add(route: string, steps: readonly PictureStep[]): void {
    for (const { method, ...step } of steps) {
      // of a preview alone the small ones only prove that it decodes
      if (method === 'small' && this.#as !== undefined) continue;
      const type = method === 'small' ? 'thumbnail_generation' : 'preview_extraction';
      this.#push({ ...step, type, method: `${route}/${method}` });
    }
  }

  #push(step: TraceInput): void {
    this.steps.push(this.#as === undefined ? step : { ...step, type: this.#as });
  }
}
