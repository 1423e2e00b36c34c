import { z } from 'zod';
import { jobs } from './sections/jobs.ts';
import { pictures } from './sections/pictures.ts';
import { hot, restart } from './sections/reload.ts';
import { schedules } from './sections/schedules.ts';

const server = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on').meta(restart),
  port: z.int().min(0).max(65_535).default(4400).describe('Port to listen on; 0 takes a free one').meta(restart),
  hosts: z
    .array(z.string().min(1))
    .default([])
    .describe('Further host names by which pages may be opened, besides localhost and the address itself')
    .meta(restart),
});

const database = z.strictObject({
  file: z.string().default('').describe('Database file; blank = catalogue.sqlite in the data folder').meta(restart),
  url: z
    .string()
    .regex(/^(?:postgres(?:ql)?:\/\/.+)?$/, 'must begin with postgres://')
    .default('')
    .describe(
      'Address of a PostgreSQL database, postgres://user:password@host/name, to be used in place of the file: then workers on other machines can help',
    )
    .meta({ ...restart, secret: true }),
  synchronous: z
    .enum(['FULL', 'NORMAL'])
    .default('FULL')
    .describe('FULL: what is stored survives a power cut; NORMAL: faster, survives only a crash of the program')
    .meta(restart),
  busyTimeoutMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(5_000)
    .describe('How long a write waits for another program that writes, milliseconds')
    .meta(restart),
});

const paths = z.strictObject({
  derivatives: z
    .string()
    .default('')
    .describe('Folder of previews and thumbnails; blank = in the data folder')
    .meta(restart),
  backups: z.string().default('').describe('Folder of database backups; blank = in the data folder').meta(restart),
  logs: z.string().default('').describe('Folder of log files; blank = in the data folder').meta(restart),
  library: z
    .string()
    .default('')
    .describe('Folder that imported copies are placed in (modes copy and move); blank = in the data folder')
    .meta(restart),
});

const roots = z
  .record(
    z.string().min(1),
    z.strictObject({ path: z.string().min(1).describe('Folder of this storage root on this machine') }),
  )
  .default({})
  .describe(
    'Where storage roots lie on this machine, by their ids, when that is elsewhere than on the machine of the library: `ro_…: { path: /mnt/photos }`',
  )
  .meta(restart);

const importing = z.strictObject({
  mode: z
    .enum(['in-place', 'copy', 'move'])
    .default('in-place')
    .describe('in-place: catalogue files where they are; copy or move: place them in the managed library')
    .meta(hot),
  layout: z.string().min(1).default('{YYYY}/{MM}').describe('Layout template of the managed library').meta(hot),
  ignore: z.array(z.string().min(1)).default([]).describe('Globs of files and folders that are not imported').meta(hot),
  followLinks: z.boolean().default(false).describe('Follow symbolic links').meta(hot),
  settleMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(2_000)
    .describe('A file changed less than this long ago is still being written and waited for, milliseconds')
    .meta(hot),
  readers: z.int().min(1).max(64).default(2).describe('Threads that read and hash files').meta(restart),
});

const metadata = z.strictObject({
  exiftool: z
    .string()
    .default('')
    .describe('Path of the exiftool program; blank = the one that comes along')
    .meta(restart),
  mode: z
    .enum(['full', 'fast', 'fast2'])
    .default('fast')
    .describe(
      'full: every tag, derived ones too; fast, fast2: stop early in large files, as the options of exiftool do',
    )
    .meta(restart),
  timeoutMs: z
    .int()
    .min(1_000)
    .max(600_000)
    .default(30_000)
    .describe('Time for the tags of one file, milliseconds')
    .meta(restart),
  processes: z.int().min(1).max(32).default(1).describe('Running exiftool processes').meta(restart),
});

const video = z.strictObject({
  engine: z
    .enum(['auto', 'node-av', 'ffmpeg'])
    .default('auto')
    .describe('node-av: the library that comes along; ffmpeg: the programs; auto: the first that works')
    .meta(restart),
  ffmpeg: z.string().default('').describe('Path of the ffmpeg program; blank = found on PATH').meta(restart),
  ffprobe: z.string().default('').describe('Path of the ffprobe program; blank = found on PATH').meta(restart),
});

const logs = z.strictObject({
  level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least level that is written').meta(hot),
  maxMiB: z
    .number()
    .min(0.01)
    .max(1_024)
    .default(10)
    .describe('Size at which a new log file begins, MiB')
    .meta(restart),
  keep: z.int().min(1).max(100).default(5).describe('Log files kept, with the current one').meta(restart),
  keepOperationsDays: z
    .int()
    .min(0)
    .max(3_650)
    .default(90)
    .describe('Days that it is kept what people changed, see `supervisor operations`')
    .meta(hot),
});

const traces = z.strictObject({
  enabled: z.boolean().default(true).describe('Record what was tried for each file; failures always are').meta(hot),
  off: z
    .array(
      z.enum([
        'read',
        'metadata_extraction',
        'video_probe',
        'preview_extraction',
        'thumbnail_generation',
        'enhancement',
      ]),
    )
    .default([])
    .describe('Types of steps that are recorded only when they fail')
    .meta(hot),
  keepDays: z.int().min(0).max(3_650).default(7).describe('Days that traces are kept').meta(hot),
});

/** The one source of settings: types, defaults, bounds, help, documentation and form derive from it. */
export const Config = z
  .strictObject({
    server: server.prefault({}),
    database: database.prefault({}),
    paths: paths.prefault({}),
    roots,
    import: importing.prefault({}),
    metadata: metadata.prefault({}),
    pictures: pictures.prefault({}),
    video: video.prefault({}),
    jobs: jobs.prefault({}),
    schedules: schedules.prefault({}),
    logs: logs.prefault({}),
    traces: traces.prefault({}),
  })
  .refine((config) => config.jobs.heartbeatMs * 2 <= config.jobs.leaseMs, {
    path: ['jobs', 'heartbeatMs'],
    message: 'at most half of jobs.leaseMs, or a late heartbeat loses the job',
  })
  .refine((config) => config.jobs.engine === 'table' || config.database.url !== '', {
    path: ['jobs', 'engine'],
    message: 'pg-boss needs a PostgreSQL database: set database.url, or use table',
  });

/** One complete set of settings. Frozen: work that runs keeps the one it began with. */
export type Config = z.infer<typeof Config>;
