import { open, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { decodeText } from '../../base/decode-text.ts';
import { captureTime } from '../../catalogue/facts/capture-time.ts';
import type { FactInput, SidecarReading } from '../../catalogue/facts/fact-input.ts';
import { folderOf, nameOf } from '../../catalogue/files/file-rows.ts';
import { formatById, namesMedia } from '../../formats/format-of.ts';
import { readMovieTimes } from '../../tools/head/movie-times.ts';
import { readXmpHead } from '../../tools/head/xmp-head.ts';
import { editedFrom } from '../companions/edited-from.ts';
import { sidecarOwners } from '../companions/sidecar-owner.ts';
import { stemOf } from '../companions/stem-of.ts';
import type { IngestNeeds } from '../ingest-needs.ts';
import type { PlaceAsk, PlacerOptions } from './placer.ts';

/** Where times of XMP stand; what follows are masks and histories of edits. */
const MAX_SIDECAR_BYTES = 1024 * 1024;
const SIDECAR = /\.(?:json|xmp)$/iu;
/** Folders whose sidecars are kept in mind: a walk is in few at once. */
const FOLDERS_KNOWN = 8;
const MOVIES: ReadonlySet<string> = new Set(['mp4', 'mov', '3gp']);
const EMBEDDED: ReadonlySet<string> = new Set(['exif', 'xmp', 'quicktime']);

/** The names of the sidecars of a folder, by the media files that they belong to. */
type Beside = ReadonlyMap<string, readonly string[]>;

/**
 * The dates that files are filed by, judged as the catalogue will judge them: by their own times, those of the sidecars
 * beside them, their names and folders. So nothing with a date lies among the undated, or under another date.
 */
export class PlacingDates {
  readonly #from: string;
  readonly #nowMs: number;
  readonly #tags: IngestNeeds['tags'];
  readonly #beside = new Map<string, Promise<Beside>>();

  /** `from`: folder that files come from, absolute. No file was taken after `nowMs`. */
  constructor({ from, nowMs, tags }: Pick<PlacerOptions, 'from' | 'nowMs' | 'tags'>) {
    this.#from = from;
    this.#nowMs = nowMs;
    this.#tags = tags;
  }

  /** As the wall clock said; null where only the file's own time is left. */
  async of({ candidate, facts, read }: PlaceAsk): Promise<string | null> {
    const alone: FactInput = {
      tags: { ...read.head?.times, ...(await this.#timesOf(candidate.path, facts.format)) },
      format: formatById(facts.format),
      name: candidate.name,
      folder: folderOf(candidate.path),
      mtimeMs: facts.mtimeMs,
      nowMs: this.#nowMs,
      sidecars: [],
    };
    const own = captureTime(alone);
    // What is sure of itself goes before all sidecars, which need not be read then.
    if (EMBEDDED.has(own.source) && own.confidence !== 'guess') return own.local;
    const sidecars = await this.#sidecarsOf(candidate.path);
    const found = captureTime({ ...alone, sidecars });
    if (found.source !== 'file-time') return found.local;
    // Makers, scanners and editors write times where only a full reading finds them.
    const last = captureTime({ ...alone, tags: await this.#tagsOf(candidate.path), sidecars });
    return last.source === 'file-time' ? null : last.local;
  }

  /** None where they cannot be read: describing the file tells why. */
  async #tagsOf(path: string): Promise<Readonly<Record<string, unknown>>> {
    const reading = await this.#tags?.readTags(`${this.#from}/${path}`).catch(() => undefined);
    return reading?.tags ?? {};
  }

  /** Cameras write the times of a film at its end, which the first bytes do not tell. */
  async #timesOf(path: string, format: string): Promise<Readonly<Record<string, string>>> {
    if (!MOVIES.has(format)) return {};
    return await readMovieTimes(`${this.#from}/${path}`).catch(() => ({})); // copying it tells what is wrong
  }

  async #sidecarsOf(path: string): Promise<readonly SidecarReading[]> {
    const folder = dirname(`${this.#from}/${path}`);
    const beside = await this.#besideIn(folder);
    const own = beside.get(nameOf(path)) ?? [];
    // A copy that was edited with Google Photos has the sidecar of its original.
    const shared = own.some(isTakeout) ? [] : editedFrom(nameOf(path)).flatMap((name) => beside.get(name) ?? []);
    const readings = [...own, ...shared.filter(isTakeout)].map((name) => readSidecar(folder, name));
    return (await Promise.all(readings)).filter((reading) => reading !== undefined);
  }

  #besideIn(folder: string): Promise<Beside> {
    const known = this.#beside.get(folder) ?? sidecarsIn(folder);
    this.#beside.delete(folder);
    this.#beside.set(folder, known);
    for (const oldest of this.#beside.keys()) {
      if (this.#beside.size <= FOLDERS_KNOWN) break;
      this.#beside.delete(oldest);
    }
    return known;
  }
}

const isTakeout = (name: string): boolean => name.toLowerCase().endsWith('.json');

async function sidecarsIn(folder: string): Promise<Beside> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  // Whoever opens a pipe waits for the one who writes.
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const media = names.filter((name) => namesMedia(name) && !SIDECAR.test(name));
  const stems = new Set(media.map(stemOf));
  // Takeout holds pictures without extension, too; what else has none, no sidecar is named after.
  const bare = names.filter((name) => !name.includes('.') && !stems.has(stemOf(name)));
  const ownerOf = sidecarOwners([...media, ...bare]);
  const beside = new Map<string, string[]>();
  for (const name of names.filter((sidecar) => SIDECAR.test(sidecar)).sort()) {
    const owner = ownerOf(name);
    if (owner !== undefined) beside.set(owner, [...(beside.get(owner) ?? []), name]);
  }
  return beside;
}

/** Undefined where it cannot be read or says nothing: another reading tells of that. */
async function readSidecar(folder: string, name: string): Promise<SidecarReading | undefined> {
  try {
    await using handle = await open(`${folder}/${name}`);
    const bytes = Buffer.alloc(Math.min((await handle.stat()).size, MAX_SIDECAR_BYTES));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    const text = decodeText(bytes.subarray(0, bytesRead));
    if (isTakeout(name)) return { kind: 'takeout-json', name, text };
    return { kind: 'xmp', tags: readXmpHead(Buffer.from(text))?.times ?? {} };
  } catch {
    return undefined;
  }
}
