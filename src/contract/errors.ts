import { fileErrors } from './file-errors.ts';

/** One known error code. `status` is the HTTP status; `help` says in one sentence what to do. */
export interface ErrorEntry {
  readonly status: number;
  readonly help: string;
}

/** Every stable error code. A test holds the code base against this list, both ways. */
export const errorCodes = {
  // calls
  bad_request: { status: 400, help: 'Check the fields named in the message.' },
  bad_call: { status: 400, help: 'See --help of the command.' },
  not_found: { status: 404, help: 'Nothing is at this address.' },
  forbidden_host: { status: 403, help: 'Open Supervisor by the address it printed, or add the name to server.hosts.' },
  forbidden_origin: { status: 403, help: 'Changes are accepted only from pages of this server.' },
  server_gone: {
    status: 503,
    help: 'Do it again: it asks the server that runs by then, or goes on by itself. What was begun is kept.',
  },
  busy: { status: 503, help: 'Try again in a second.' },
  unexpected: { status: 500, help: 'Look at the log for this time, then report it with the diagnostics.' },
  bug: { status: 500, help: 'This is our mistake: report it with the diagnostics.' },
  // settings
  config_invalid: { status: 400, help: 'Correct the settings named in the message; nothing was changed.' },
  config_unreadable: { status: 500, help: 'Make the config file readable for the user that runs Supervisor.' },
  folder_unusable: { status: 500, help: 'Create the named folder, make it writable, or name another in the config.' },
  // database
  database_damaged: { status: 500, help: 'Restore the newest backup with `supervisor db restore`.' },
  database_unreadable: { status: 500, help: 'Check that the data folder exists and that its files may be written.' },
  database_away: { status: 503, help: 'Start the PostgreSQL server of database.url; waiting work goes on by itself.' },
  database_refused: {
    status: 500,
    help: 'Correct database.url: its user, password, database or rights are not right.',
  },
  database_read_only: {
    status: 500,
    help: 'Make the database file and its folder writable; of PostgreSQL name the server itself, not its replica.',
  },
  database_address: {
    status: 500,
    help: 'Correct database.url: postgres://user:password@host:5432/name, special characters of user and password as %40 for @, %3A for :, %2F for /, %23 for #, %3F for ? and %25 for %.',
  },
  database_tls: {
    status: 500,
    help: 'End database.url in ?sslmode=verify-full&sslrootcert=<file> with the certificate to trust, in ?sslmode=no-verify to trust any, or in nothing to go without encryption.',
  },
  database_not_empty: { status: 409, help: 'Name an empty database, or a file that does not exist yet.' },
  database_copy_differs: {
    status: 500,
    help: 'The copy was undone; check the source with `supervisor db check`, then report it.',
  },
  database_newer: { status: 500, help: 'Use the newer version of Supervisor that made this database.' },
  migration_failed: { status: 500, help: 'The database is as it was before the step; report the message.' },
  migration_needed: {
    status: 409,
    help: 'Run `supervisor db migrate`, or start Supervisor; a backup is taken first.',
  },
  migration_changed: { status: 500, help: 'Use the version that made this database, or restore a backup.' },
  queue_unknown: { status: 404, help: 'Use a name that `supervisor jobs stats` shows.' },
  kind_unknown: { status: 404, help: 'Use a name of docs/generated/kinds.md, or that `supervisor jobs list` shows.' },
  service_unknown: { status: 404, help: 'The jobs page lists what is away and waited for.' },
  queue_full: { status: 429, help: 'Wait until some of them have ended, or raise the cap named in the message.' },
  worker_active: { status: 409, help: 'Nothing has to be done: the worker that runs does the work.' },
  library_in_use: { status: 409, help: 'Use the one that runs, or stop it first.' },
  no_library: {
    status: 404,
    help: 'Name the data folder with --data, or make a library with `supervisor import <folder>`.',
  },
  setting_unknown: { status: 400, help: '`supervisor config docs` lists every setting.' },
  preset_unknown: { status: 400, help: '`supervisor config preset` lists every preset.' },
  preset_not_applied: { status: 409, help: 'There is nothing to undo; see `supervisor config show --changed`.' },
  backup_exists: { status: 409, help: 'Choose another file name for the backup.' },
  backup_unusable: { status: 400, help: 'Choose another backup; the database was left as it is.' },
  sqlite_too_old: { status: 500, help: 'Start with the Node that `npm ci` installs, or a newer one.' },
  // selftest
  selftest_failed: { status: 500, help: 'Run `supervisor doctor`; the log of the throw-away library is gone with it.' },
  picture_tool_missing: { status: 500, help: 'Run `npm ci` on this machine again, then `supervisor doctor`.' },
  ...fileErrors,
  // jobs
  job_not_found: { status: 404, help: 'The job was removed after its time of keeping, or never was.' },
  schedule_not_found: { status: 404, help: 'The jobs page and `supervisor jobs schedules` list those that there are.' },
  schedule_invalid: {
    status: 400,
    help: 'Correct the time in the section `schedules` of the settings: five fields of cron, and a known time zone.',
  },
  job_parent_failed: { status: 409, help: 'Mend and retry the job that it comes after, then this one.' },
  job_payload_invalid: {
    status: 400,
    help: 'The input does not fit the kind of job; an old job of another version can be cancelled.',
  },
  job_kind_unknown: { status: 409, help: 'A newer version made this job: it waits until a worker that knows it runs.' },
  job_cancelled: { status: 409, help: 'The job was cancelled; retry it if it is wanted after all.' },
  job_timeout: { status: 504, help: 'The job ran longer than it may; it is retried as often as its kind allows.' },
  job_lease_lost: { status: 409, help: 'Another worker has taken the job over; nothing of this attempt was kept.' },
  job_worker_lost: {
    status: 503,
    help: 'The job is tried again by itself; if workers end again and again, look at the log and the memory of the machine.',
  },
  job_worker_silent: {
    status: 503,
    help: 'The job is tried again by itself; its worker was cut off from the database, stood still, or its machine is off.',
  },
  job_lost_too_often: {
    status: 500,
    help: 'The program ended each time this job ran: report it with the file it works on, then retry.',
  },
  job_shutdown: { status: 503, help: 'The program is stopping; the job goes on at the next start.' },
  // imports and pages
  walk_failed: {
    status: 500,
    help: 'The walk of the folder is tried again by itself; if it stays, look at the log for this time.',
  },
  reader_died: { status: 500, help: 'It is tried again by itself; if it stays, leave the file out and report it.' },
  cancelled: { status: 409, help: 'It was stopped on purpose; start it again to go on.' },
  not_a_file: { status: 400, help: 'Only regular files are imported; pipes, sockets and devices are left out.' },
  file_empty: { status: 400, help: 'The file has no content: copy it again from its source.' },
  content_unknown: {
    status: 422,
    help: 'Its name or past promise media, its content is none: compare it with a copy.',
  },
  not_media: { status: 400, help: 'It is no picture, clip or sidecar that is taken in; nothing has to be done.' },
  still_changing: { status: 409, help: 'Wait until the file is completely written, then scan the folder again.' },
  metadata_not_ready: { status: 409, help: 'It goes on by itself once the metadata of the folder are read.' },
  session_not_found: { status: 404, help: 'The import session is not recorded here.' },
  folder_in_library: {
    status: 400,
    help: 'Choose a folder outside the managed library; what is inside is catalogued already.',
  },
  path_not_absolute: { status: 400, help: 'Begin the path at the root, such as /home/you/Pictures.' },
  folder_not_found: { status: 404, help: 'Check the spelling, and that the disk is mounted.' },
  not_a_folder: { status: 400, help: 'Name a folder or a regular file.' },
  copy_differs: {
    status: 500,
    help: 'The copy was thrown away and is tried again; if it stays, check the disk and the cable.',
  },
  name_taken: { status: 409, help: 'Too many files want one name: choose a layout with {hash} or more folders.' },
  library_crosses_volumes: { status: 500, help: 'Keep the whole library folder on one volume, without mounts inside.' },
  source_kept: {
    status: 409,
    help: 'The copies are whole and recorded. Import again, which takes in what changed; then remove by hand what is left.',
  },
  root_not_found: { status: 404, help: 'The storage root is not recorded here.' },
  layout_invalid: { status: 400, help: 'Use only the tokens that are listed, in a relative path.' },
  host_not_allowed: {
    status: 400,
    help: 'Set server.host to 127.0.0.1, or reach it through a tunnel or a proxy with a login.',
  },
  port_in_use: {
    status: 409,
    help: 'Stop the program that uses the port, or choose another with --port or server.port.',
  },
  picture_not_ready: { status: 404, help: 'The picture is being made; it appears by itself.' },
} as const satisfies Record<string, ErrorEntry>;

/** The help sentence of a code, also for codes of newer versions. */
export function helpFor(code: string): string {
  return entryOf(code)?.help ?? 'See the message; retry, and report it if it stays.';
}

/** The HTTP status of a code; 500 for codes that are not known here. */
export function statusFor(code: string): number {
  return entryOf(code)?.status ?? 500;
}

function entryOf(code: string): ErrorEntry | undefined {
  const entries: Readonly<Record<string, ErrorEntry>> = errorCodes;
  return Object.hasOwn(entries, code) ? entries[code] : undefined;
}
