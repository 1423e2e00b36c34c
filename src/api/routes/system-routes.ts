import { sql } from 'kysely';
import { RootId } from '../../contract/ids.ts';
import { listRoots } from '../../catalogue/roots/storage-roots.ts';
import { z } from 'zod';
import { maskSecrets } from '../../config/mask-secrets.ts';
import type { Config } from '../../config/schema.ts';
import { api } from '../implement.ts';

const activity = api.system.activity.handler(({ context }) => context.needs.activity.snapshot());

const pause = api.system.pause.handler(async ({ context }) => {
  for (const queue of context.needs.heavyQueues) await context.needs.admin.pause(queue, 'pages');
  return await context.needs.activity.snapshot();
});

const resume = api.system.resume.handler(async ({ context }) => {
  const { admin } = context.needs;
  for (const queue of await admin.paused()) await admin.resume(queue);
  return await context.needs.activity.snapshot();
});

const roots = api.system.roots.handler(async ({ context }) => {
  const { reader } = context.needs;
  const sizes = await sql<{ root_id: string; assets: number; bytes: number }>`
    select root_id, count(distinct asset_id) as assets, sum(size_bytes) as bytes from asset_file
    where role = 'original' and state = 'present' group by root_id`.execute(reader);
  const sizeOf = new Map(sizes.rows.map((row) => [row.root_id, row]));
  const rows = await listRoots(reader);
  return {
    roots: rows.map((root) => ({
      id: RootId.parse(root.id),
      name: root.name,
      path: context.isLocal ? root.path : root.name,
      state: root.state,
      managed: root.managed === 1,
      assets: sizeOf.get(root.id)?.assets ?? 0,
      bytes: sizeOf.get(root.id)?.bytes ?? 0,
      lastScanAt: root.last_scan_at_ms === null ? null : new Date(root.last_scan_at_ms).toISOString(),
    })),
  };
});

const status = api.system.status.handler(async ({ context }) => ({
  version: context.needs.about.version,
  node: process.versions.node,
  startedAt: new Date(context.needs.about.startedAtMs).toISOString(),
  dataDir: context.isLocal ? context.needs.about.dataDir : '…',
  local: context.isLocal,
  checks: [...(await context.needs.checks())],
}));

/** The settings with secrets masked, as a plain object. */
const masked = (config: Config): Record<string, unknown> =>
  z.record(z.string(), z.unknown()).parse(maskSecrets(config));

const getConfig = api.system.getConfig.handler(({ context }) => masked(context.needs.config.current()));

const putConfig = api.system.putConfig.handler(async ({ input, context }) => {
  await context.needs.config.change(input);
  return masked(context.needs.config.current());
});

/** The server itself: activity, pause, roots, checks, settings. */
export const systemRoutes = { activity, pause, resume, roots, status, getConfig, putConfig };
