import { lstat } from 'node:fs/promises';
import { AppError, systemCode } from '../../base/errors.ts';
import {
  filesAmong,
  filesOfFolder,
  folderOf,
  insertFiles,
  nameOf,
  newFile,
  updateFile,
  type FileRow,
  type FileStat,
} from '../../catalogue/files/file-rows.ts';
import { refreshStatus } from '../../catalogue/roots/storage-roots.ts';
import { inTransaction } from '../../db/transaction.ts';
import { editedFrom } from '../companions/edited-from.ts';
import { sidecarOwners } from '../companions/sidecar-owner.ts';
import type { IngestNeeds } from '../ingest-needs.ts';
import type { Placer } from '../place/placer.ts';
import type { OpenFolder, PlacedMedia, ReadSidecar } from '../scan/open-folder.ts';
import type { ImportLog, LogLine } from '../session/import-log.ts';
import { byHalves } from './by-halves.ts';

type Needs = Pick<IngestNeeds, 'db' | 'clock' | 'sink' | 'describeAgain'>;

interface About {
  readonly rootId: string;
  readonly sessionId: string;
  /** Folder that was walked, absolute. */
  readonly from: string;
  readonly log: ImportLog;
  readonly placer: Placer | undefined;
}

/** A sidecar with its owner and where it is recorded. */
interface Attached {
  readonly sidecar: ReadSidecar;
  readonly owner: { readonly assetId: string; readonly name: string };
  /** Edited copies of the owner, which may have no sidecar of their own. */
  readonly copies: readonly string[];
  readonly path: string;
  readonly stat: FileStat;
}

/**
 * Gives the sidecars of a folder to the assets beside them (placed beside their media in the managed library) and has
 * those described again. One without an owner is logged as skipped; the folder changes when its owner comes.
 */
export async function attachSidecars(needs: Needs, folder: OpenFolder, about: About): Promise<void> {
  const owners = about.placer ? await placedOwners(needs, folder, about) : await ownersOf(needs, folder, about.rootId);
  const ownerOf = sidecarOwners([...owners.keys()]);
  const copiesOf = editedCopies(owners);
  const attached: Attached[] = [];
  for (const sidecar of folder.sidecars) {
    const { name, path } = sidecar.candidate;
    const ownerName = ownerOf(name);
    const owner = ownerName === undefined ? undefined : owners.get(ownerName);
    if (!owner || ownerName === undefined) {
      folder.skips.push([name, 'sidecar_without_owner']);
      about.log.add(skipped(sidecar, 'sidecar_without_owner', 'No media file of this name lies beside it'));
      continue;
    }
    const place = await placeOf(sidecar, { name: ownerName, path: owner.path }, about.placer);
    const copies = copiesOf.get(ownerName) ?? [];
    if (place) attached.push({ sidecar, owner: { assetId: owner.assetId, name: ownerName }, copies, ...place });
    else about.log.add({ ...skipped(sidecar, 'name_taken', `${path} was left where it is`), outcome: 'error' });
  }
  const recorded = await byHalves(attached, (part) => record(needs, part, about));
  for (const [index, { sidecar }] of attached.entries()) {
    const refusal = recorded[index];
    if (refusal instanceof AppError) {
      folder.isClean = false;
      about.log.add({ ...skipped(sidecar, refusal.code, refusal.message), outcome: 'error' });
    } else await about.placer?.release(sidecar.candidate.path, sidecar.candidate.stat);
  }
}

/** Assets of edited copies, by the names of what they may be copies of. */
function editedCopies(media: ReadonlyMap<string, PlacedMedia>): ReadonlyMap<string, readonly string[]> {
  const copies = new Map<string, string[]>();
  for (const [name, { assetId }] of media)
    for (const original of editedFrom(name)) copies.set(original, [...(copies.get(original) ?? []), assetId]);
  return copies;
}

/** What this import placed, and what earlier ones took from the folder: they may have been killed before the sidecars came. */
async function placedOwners(needs: Needs, folder: OpenFolder, about: About): Promise<Map<string, PlacedMedia>> {
  const ownerOf = sidecarOwners([...folder.placed.keys()]);
  if (folder.sidecars.every(({ candidate }) => ownerOf(candidate.name) !== undefined)) return folder.placed;
  const from = folder.path === '' ? about.from : `${about.from}/${folder.path}`;
  const rows = await needs.db
    .selectFrom('asset_file')
    .select(['asset_id', 'path', 'original_path'])
    .where('root_id', '=', about.rootId)
    .where('role', '=', 'original')
    .where('state', '=', 'present')
    .where('original_path', '>', `${from}/`)
    .where('original_path', '<', `${from}0`) // the letter after `/`
    .execute();
  // a card is filled again and again: of several pictures of one name none is surely meant
  const byName = Map.groupBy(
    rows.filter((row) => folderOf(row.original_path) === from),
    (row) => nameOf(row.original_path),
  );
  const earlier = [...byName].flatMap(([name, [row, ...more]]) =>
    row && more.length === 0 ? [[name, { assetId: row.asset_id, path: row.path }] as const] : [],
  );
  return new Map([...earlier, ...folder.placed]);
}

async function ownersOf(needs: Needs, folder: OpenFolder, rootId: string): Promise<Map<string, PlacedMedia>> {
  const rows = await filesOfFolder(needs.db, rootId, folder.path);
  const media = [...rows.values()].filter((row) => row.role === 'original' && row.state === 'present');
  return new Map(media.map((row) => [nameOf(row.path), { assetId: row.asset_id, path: row.path }]));
}

async function placeOf(
  sidecar: ReadSidecar,
  owner: { name: string; path: string },
  placer: Placer | undefined,
): Promise<{ path: string; stat: FileStat } | undefined> {
  const { path, stat } = sidecar.candidate;
  if (!placer) return { path, stat };
  return await placer.placeSidecar({ path, checksum: sidecar.checksum, ownerName: owner.name, ownerPath: owner.path });
}

/** In one transaction. @returns the same */
async function record(needs: Needs, attached: readonly Attached[], about: About): Promise<readonly Attached[]> {
  const { rootId, log } = about;
  const left = about.placer ? new Map<string, FileRow>() : await findLeft(needs, attached, about);
  const nowMs = needs.clock.now();
  const paths = attached.map(({ path }) => path);
  const written = await inTransaction(needs.db, async (tx) => {
    const known = await filesAmong(tx, rootId, paths);
    const lines: LogLine[] = [];
    const added = new Map<string, FileRow>();
    const changed = new Set<string>();
    const stale = new Set<string>();
    for (const { sidecar, owner, copies, path, stat } of attached) {
      const { checksum } = sidecar;
      const row = known.get(path) ?? added.get(path) ?? left.get(path);
      const isSame = row?.checksum === checksum && row.asset_id === owner.assetId && row.role === 'sidecar';
      const facts = { assetId: owner.assetId, rootId, path, role: 'sidecar', checksum, stat } as const;
      if (!row) added.set(path, sidecarRow(facts, { sidecar, about, nowMs }));
      else if (!added.has(path)) await updateFile(tx, row.id, { ...facts, verifiedAtMs: nowMs });
      if (row && row.asset_id !== owner.assetId) stale.add(row.asset_id);
      if (!isSame) for (const assetId of [owner.assetId, ...copies]) changed.add(assetId);
      lines.push(lineOf(sidecar, owner, isSame && row?.path === path && !about.placer));
    }
    await insertFiles(tx, [...added.values()]);
    await refreshStatus(tx, [...stale]);
    const assets = [...changed];
    for (let at = 0; at < assets.length; at += 500) {
      const ids = assets.slice(at, at + 500);
      await tx.updateTable('asset').set({ metadata_state: 'waiting' }).where('id', 'in', ids).execute();
    }
    const jobs = assets.map((assetId) => needs.describeAgain({ assetId, sessionId: about.sessionId, rootId }));
    await needs.sink.enqueue(jobs, tx);
    return await log.write(tx, lines, nowMs);
  });
  log.addWritten(written);
  return attached;
}

/** Rows of sidecars that lay elsewhere, by the path they have now: the same bytes of the same asset, gone from there. */
async function findLeft(needs: Needs, attached: readonly Attached[], about: About): Promise<Map<string, FileRow>> {
  const left = new Map<string, FileRow>();
  const fresh = attached.filter(({ sidecar }) => sidecar.candidate.row === undefined);
  for (const { sidecar, owner, path } of fresh) {
    const rows = await needs.db
      .selectFrom('asset_file')
      .selectAll()
      .where('asset_id', '=', owner.assetId)
      .where('role', '=', 'sidecar')
      .where('checksum', '=', sidecar.checksum)
      .where('root_id', '=', about.rootId)
      .execute();
    for (const row of rows) {
      const isTaken = [...left.values()].some((other) => other.id === row.id);
      const isAway = row.state === 'missing' || (await isGone(`${about.from}/${row.path}`));
      if (!isTaken && isAway && !left.has(path)) left.set(path, row);
    }
  }
  return left;
}

async function isGone(path: string): Promise<boolean> {
  const error = await lstat(path).catch((thrown: unknown) => thrown);
  return systemCode(error) === 'ENOENT';
}

function sidecarRow(
  facts: { assetId: string; rootId: string; path: string; role: 'sidecar'; checksum: string; stat: FileStat },
  from: { sidecar: ReadSidecar; about: About; nowMs: number },
): FileRow {
  const row = newFile(facts, from.nowMs);
  return from.about.placer ? { ...row, original_path: `${from.about.from}/${from.sidecar.candidate.path}` } : row;
}

function lineOf(sidecar: ReadSidecar, owner: { assetId: string; name: string }, isTouched: boolean): LogLine {
  const line = { path: sidecar.candidate.path, assetId: owner.assetId, sizeBytes: sidecar.candidate.stat.sizeBytes };
  if (isTouched) return { ...line, outcome: 'unchanged', message: 'Touched, the bytes are the same' };
  return { ...line, outcome: 'companion', message: `Sidecar of ${owner.name}` };
}

function skipped(sidecar: ReadSidecar, code: string, message: string): LogLine {
  const { path, stat } = sidecar.candidate;
  return { path, outcome: 'skipped', code, message, sizeBytes: stat.sizeBytes };
}
