const catalogueRow = ['base', 'contract', 'db', 'events', 'formats'] as const;
const domainRow = [...catalogueRow, 'catalogue', 'jobs'] as const;

/** What people and programs ask: every module but the tools and outside systems. */
const frontRow = [
  ...domainRow,
  'config',
  'blobs',
  'notify',
  'ingest',
  'derivatives',
  'organise',
  'integrity',
  'enrich',
  'sync',
  'pipelines',
  'generate',
  'doctor',
] as const;

/** Which module (a folder of src/) may import which. What is not listed is forbidden. */
export const layerMatrix: Readonly<Record<string, readonly string[]>> = {
  base: [],
  contract: ['base'],
  config: ['base'],
  blobs: ['base'],
  formats: ['base'],
  db: ['base'],
  tools: ['base', 'formats'],
  events: ['base', 'contract', 'db'],
  jobs: ['base', 'contract', 'db', 'events'],
  notify: ['base', 'contract', 'db', 'events', 'jobs'],
  catalogue: catalogueRow,
  ingest: [...domainRow, 'blobs', 'tools'],
  derivatives: [...domainRow, 'blobs', 'tools'],
  organise: [...domainRow, 'blobs', 'tools'],
  integrity: [...domainRow, 'blobs', 'tools'],
  enrich: [...domainRow, 'blobs'],
  sync: [...domainRow, 'blobs'],
  pipelines: domainRow,
  generate: [...domainRow, 'blobs', 'ingest'],
  doctor: ['base', 'contract', 'config', 'db', 'jobs'],
  api: frontRow,
  cli: frontRow,
};

/** The modules whose ports an integration implements; it imports their types only. */
export const portModules: readonly string[] = ['blobs', 'sync', 'enrich', 'generate', 'notify'];

/** Files above the line limit, each with the reason. Reviewed at every release. */
export const longFiles: Readonly<Record<string, string>> = {};

/** Files that a tool asks to have a default export. */
export const defaultExports: readonly string[] = ['web/vite.config.ts'];
