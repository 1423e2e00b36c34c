import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { stringify } from 'yaml';
import { z } from 'zod';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { hasCode } from '../base/errors.ts';
import { createConfigFile } from './create-config-file.ts';
import { findDataFolder } from './data-folder.ts';
import { dataPaths, ensureFolders } from './data-paths.ts';
import { describeConfig, type SettingDescription } from './describe.ts';
import { findConfigFile, loadConfig } from './load.ts';
import { maskSecrets } from './mask-secrets.ts';
import { configError, parseConfig } from './parse-config.ts';
import { Config } from './schema.ts';

/** Another valid value than the default. */
function otherValue({ type, default: fallback, min = 0, max = 1e6, key }: SettingDescription): unknown {
  if (key === 'jobs.heartbeatMs') return 1_000;
  if (key === 'jobs.leaseMs') return 60_000;
  if (type === 'boolean') return fallback !== true;
  if (key === 'traces.off') return ['read'];
  if (key === 'jobs.whenIdle') return ['pictures'];
  if (type === 'list') return ['*.tmp'];
  if (key === 'schedules.timeZone') return 'Europe/Berlin';
  if (key.startsWith('schedules.') && type === 'string') return '0 4 * * 1';
  if (key === 'roots') return { ro_1: { path: '/mnt/photos' } };
  if (key === 'database.url') return 'postgres://somebody@localhost/other';
  if (type === 'string') return 'other';
  if (key === 'schedules.perDay') return { 'ingest.rescan': 24 };
  if (key === 'jobs.caps.kinds') return { 'ingest.scan': 2 };
  if (type === 'object') return { pictures: key === 'jobs.hours' ? '22:00-06:00' : 2 };
  if (type.includes(' | ')) return type.split(' | ').find((word) => word !== fallback);
  return fallback === min ? max : min;
}

function nested(key: string, value: unknown): Record<string, unknown> {
  const [first = '', ...rest] = key.split('.');
  return { [first]: rest.length === 0 ? value : nested(rest.join('.'), value) };
}

function valueOf(config: unknown, key: string): unknown {
  return key.split('.').reduce((value, name) => (value as Record<string, unknown>)[name], config);
}

/** Settings without which some values of another are refused. */
const NEEDS: Readonly<Record<string, object>> = { 'jobs.engine': { database: { url: 'postgres://nas/photos' } } };

describe('every setting', () => {
  for (const setting of describeConfig()) {
    it(`[S-350] ${setting.key} has a help sentence and a valid default, and the file replaces it`, () => {
      assert.ok(setting.help.length > 10);
      const defaults = parseConfig('', 'c.yaml');
      assert.deepEqual(valueOf(defaults.config, setting.key), setting.default);
      const other = otherValue(setting);
      const needed = NEEDS[setting.key] ?? {};
      const { config, problems } = parseConfig(stringify({ ...needed, ...nested(setting.key, other) }), 'c.yaml');
      assert.deepEqual(problems, []);
      assert.deepEqual(valueOf(config, setting.key), other);
    });

    it(`${setting.key} refuses a value of another type and names the line`, () => {
      const wrong = setting.type === 'object' ? 'text' : { wrong: 1 };
      const { problems } = parseConfig(`# first line\n${stringify(nested(setting.key, wrong))}`, 'c.yaml');
      assert.equal(problems[0]?.key, setting.key);
      assert.equal(problems[0]?.line, setting.key.split('.').length + 1);
    });
  }

  it('[S-090] [S-327] [S-328] [S-350] [I-013] [I-015] [I-016] [I-042] [I-052] [I-053] [I-059] has the numbers of old', () => {
    const { config = assert.fail('no settings are needed') } = parseConfig('', 'c.yaml');
    const { database, jobs, logs, metadata, pictures, traces } = config;
    assert.equal(database.busyTimeoutMs, 5_000);
    assert.deepEqual([jobs.caps.total, jobs.caps.perKind, jobs.caps.perAsset], [2_000, 500, 2]);
    assert.deepEqual([logs.maxMiB, logs.keep, metadata.timeoutMs, traces.keepDays], [10, 5, 30_000, 7]);
    assert.deepEqual(pictures.preview, { maxPx: 2_048, quality: 85 });
    assert.deepEqual([pictures.square, pictures.embeddedMinPx], [{ px: 400, quality: 80 }, 800]);
  });

  it('[I-050] takes qualities of previews from 80 to 95 and no others', () => {
    const isTaken = (quality: number) =>
      parseConfig(`pictures: { preview: { quality: ${quality} } }`, 'c.yaml').problems.length === 0;
    assert.deepEqual([79, 80, 95, 96].map(isTaken), [false, true, true, false]);
  });

  it('[S-350] [S-357] covers the database, the folders and the video programs', () => {
    const keys = new Set(describeConfig().map(({ key }) => key));
    const wanted = ['file', 'busyTimeoutMs', 'synchronous'].map((name) => `database.${name}`);
    for (const name of ['derivatives', 'backups', 'logs', 'library']) wanted.push(`paths.${name}`);
    for (const key of [...wanted, 'video.ffmpeg', 'video.ffprobe']) assert.ok(keys.has(key), key);
  });
});

describe('parseConfig', () => {
  it('[S-364] [M-W25] names file, line, key and the nearest known key, all problems at once', () => {
    const text = 'server:\n  prot: 3\n  host: 5\npictures:\n  preview: { quality: 20 }\njob: {}\n';
    const error = configError(parseConfig(text, '/etc/c.yaml').problems);
    assert.equal(error.code, 'config_invalid');
    const lines = error.message.split('\n');
    assert.equal(lines.length, 4);
    assert.match(lines[0]!, /^\/etc\/c\.yaml:2: server\.prot: unknown setting; the nearest is server\.port$/);
    assert.match(lines[1]!, /^\/etc\/c\.yaml:3: server\.host: has to be a text/);
    assert.match(lines[2]!, /^\/etc\/c\.yaml:5: pictures\.preview\.quality: .*80/);
    assert.match(lines[3]!, /^\/etc\/c\.yaml:6: job: unknown setting; the nearest is jobs$/);
  });

  it('says where YAML is broken, doubled or a bomb', () => {
    assert.equal(parseConfig('server:\n  port: [1\n', 'c').problems[0]?.key, '');
    assert.equal(parseConfig('server:\n  port: 1\n  port: 2\n', 'c').problems[0]?.line, 3);
    const lists = ['a', 'b', 'c', 'd'].map((n, i) => `${n}: &${n} [${i ? `*${'abcd'[i - 1]},`.repeat(9) : 'x'}]`);
    assert.ok(parseConfig(lists.join('\n'), 'c').problems.length > 0);
    assert.equal(parseConfig('just text', 'c').problems.length, 1);
  });

  it('takes a section whose keys are all commented out as absent', () => {
    assert.deepEqual(parseConfig('server:\n  # port: 1\npictures:\n  grid:\n', 'c').config, Config.parse({}));
  });

  it('refuses a heartbeat that a lease cannot outlast', () => {
    const { problems } = parseConfig('jobs: { heartbeatMs: 20000 }', 'c');
    assert.equal(problems[0]?.key, 'jobs.heartbeatMs');
  });
});

describe('loadConfig', () => {
  it('[M-011] takes the defaults when there is no file', async () => {
    await using folder = await tempFolder();
    const loaded = await loadConfig({ env: {}, dataFolder: folder.path });
    assert.deepEqual(loaded.config, Config.parse({}));
    assert.equal(loaded.exists, false);
    assert.deepEqual(loaded.problems, []);
  });

  it('[M-007] looks at --config, then SUPERVISOR_CONFIG unless blank, then the data folder', () => {
    const dataFolder = join('/', 'data');
    const env = { SUPERVISOR_CONFIG: join('/', 'env.yaml') };
    const file = join('/', 'flag.yaml');
    assert.equal(findConfigFile({ file, env, dataFolder }), file);
    assert.equal(findConfigFile({ env, dataFolder }), join('/', 'env.yaml'));
    assert.equal(findConfigFile({ env: { SUPERVISOR_CONFIG: '  ' }, dataFolder }), join(dataFolder, 'config.yaml'));
    assert.equal(findConfigFile({ env: {}, dataFolder }), join(dataFolder, 'config.yaml'));
  });

  it('reports a file that cannot be read instead of taking the defaults', async () => {
    await using folder = await tempFolder();
    const load = loadConfig({ file: folder.path, env: {}, dataFolder: folder.path });
    await assert.rejects(load, (error) => hasCode(error, 'config_unreadable'));
  });
});

describe('createConfigFile', () => {
  it('[M-011] writes every setting commented out, once, and never overwrites', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'new', 'config.yaml');
    assert.equal(await createConfigFile(file), 'created');
    const text = await readFile(file, 'utf8');
    assert.deepEqual(parseConfig(text, file).config, Config.parse({}));
    const bare = parseConfig(text.replaceAll(/^# ?/gm, '').replace(/^Settings.*$/m, ''), file);
    assert.deepEqual(bare.problems, []);
    assert.deepEqual(bare.config, Config.parse({}));
    for (const { key } of describeConfig()) assert.ok(bare.document.hasIn(key.split('.')), key);
    await writeFile(file, 'server: { port: 1 }');
    assert.equal(await createConfigFile(file), 'present');
    assert.equal(await readFile(file, 'utf8'), 'server: { port: 1 }');
  });
});

describe('folders', () => {
  it('lie where the system keeps data, unless SUPERVISOR_DATA says otherwise', () => {
    const home = join('/', 'h');
    assert.equal(findDataFolder({ env: {}, platform: 'linux', home }), '/h/.local/share/supervisor');
    assert.equal(findDataFolder({ env: { XDG_DATA_HOME: '/x' }, platform: 'linux', home }), '/x/supervisor');
    assert.equal(findDataFolder({ env: {}, platform: 'darwin', home }), '/h/Library/Application Support/supervisor');
    assert.equal(findDataFolder({ env: { LOCALAPPDATA: '/l' }, platform: 'win32', home }), '/l/supervisor');
    assert.equal(findDataFolder({ env: { SUPERVISOR_DATA: '/d' }, platform: 'linux', home }), '/d');
    assert.equal(
      findDataFolder({ env: { SUPERVISOR_DATA: ' ' }, platform: 'linux', home }),
      '/h/.local/share/supervisor',
    );
  });

  it('[S-350] are below the data folder when blank or relative, else where the setting says', () => {
    const text = 'paths: { derivatives: /big/derivatives, logs: scratch }\ndatabase: { file: /fast/c.sqlite }';
    const paths = dataPaths(parseConfig(text, 'c').config!, '/data');
    assert.deepEqual(paths, {
      data: '/data',
      database: '/fast/c.sqlite',
      derivatives: '/big/derivatives',
      backups: '/data/backups',
      logs: '/data/scratch',
      library: '/data/library',
    });
  });

  it('[S-358] are made when missing, and one that cannot be used is named by its setting', async () => {
    await using folder = await tempFolder();
    const paths = dataPaths(Config.parse({}), join(folder.path, 'data'));
    await ensureFolders(paths);
    await writeFile(join(paths.logs, 'x'), '');
    await writeFile(join(folder.path, 'file'), '');
    for (const name of ['derivatives', 'backups', 'logs'] as const) {
      const blocked = { ...paths, [name]: join(folder.path, 'file', 'below') };
      await assert.rejects(ensureFolders(blocked), (error) => {
        return hasCode(error, 'folder_unusable') && error.details['setting'] === `paths.${name}`;
      });
    }
    // Node's own way of making folders never ends there.
    if (process.platform === 'linux')
      await assert.rejects(ensureFolders({ ...paths, data: '/proc/supervisor' }), { code: 'folder_unusable' });
  });
});

describe('maskSecrets', () => {
  it('[M-W27] hides every setting marked secret and shows the rest', () => {
    const forge = z.strictObject({
      key: z.string().default('').meta({ secret: true }),
      user: z.string().default(''),
    });
    const settings = describeConfig(z.strictObject({ forge }));
    const config = { forge: { key: 'hunter2', user: 'me' } } as unknown as Config;
    assert.deepEqual(maskSecrets(config, settings), { forge: { key: '********', user: 'me' } });
    assert.deepEqual(maskSecrets(Config.parse({})), Config.parse({}));
  });
});
