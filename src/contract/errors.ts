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
  // files
  file_missing: { status: 404, help: 'Put the file back, or scan the folder again to record that it is gone.' },
  permission_denied: { status: 403, help: 'Give read access to the user that runs Supervisor, then retry.' },
  disk_full: { status: 507, help: 'Free space on the volume; waiting work goes on by itself.' },
  file_too_large: {
    status: 507,
    help: 'The file system there holds no files of this size (FAT32: 4 GiB); choose another.',
  },
  disk_error: { status: 500, help: 'The disk reported a read error: copy the file from another copy, check the disk.' },
  read_only: { status: 403, help: 'The folder is mounted read-only; choose another, or mount it writable.' },
  name_too_long: { status: 400, help: 'Shorten the file or folder name.' },
  too_many_open_files: { status: 503, help: 'Raise the open-file limit (ulimit -n) and retry.' },
  asset_not_found: { status: 404, help: 'The asset is not in the catalogue; it may have been removed.' },
  root_offline: { status: 409, help: 'Mount the volume of this storage root; waiting work goes on by itself.' },
  original_missing: { status: 410, help: 'Put the file back or remove the asset; its record is kept.' },
  path_outside_root: { status: 403, help: 'Only paths below a storage root are allowed.' },
  // formats and metadata
  unknown_format: { status: 500, help: 'The catalogue names a format of a newer version: upgrade Supervisor.' },
  metadata_timeout: {
    status: 500,
    help: 'Reading the tags took too long; the file is likely damaged. Retry, or look at it with another program.',
  },
  metadata_failed: { status: 500, help: 'The tags cannot be read: the file is damaged or not what its name says.' },
  metadata_tool_missing: {
    status: 503,
    help: 'Perl was not found or ExifTool does not start: see supervisor doctor. A simpler reader is used meanwhile.',
  },
  metadata_tool_killed: {
    status: 503,
    help: 'Somebody or the system ended ExifTool, mostly for want of memory: give the machine more, then retry.',
  },
  sidecars_changed: { status: 409, help: 'The metadata are read again by themselves.' },
  sidecar_too_large: { status: 500, help: 'No sidecar is that large: remove it, or retry after mending it.' },
  path_refused: { status: 400, help: 'Give an absolute path without parent folders.' },
  preview_missing: { status: 404, help: 'The file carries no embedded preview of this name.' },
  // foreign decoders and pictures
  decoder_timeout: { status: 500, help: 'Decoding took longer than allowed; the file is probably damaged or hostile.' },
  decoder_crashed: { status: 500, help: 'A decoder died on this file; the file is probably damaged.' },
  decoder_out_of_memory: {
    status: 500,
    help: 'Decoding needed more memory than allowed; raise the limit only for files you trust.',
  },
  decoder_unavailable: { status: 503, help: 'A decoder process does not start; run `supervisor doctor`.' },
  too_many_pixels: {
    status: 422,
    help: 'The picture claims more pixels than the limit; raise pictures.pixelLimitMp only for files you trust.',
  },
  picture_damaged: { status: 422, help: 'The file is damaged; compare it with another copy.' },
  picture_empty: { status: 422, help: 'The file holds no picture data.' },
  picture_unsupported: {
    status: 422,
    help: 'No decoder here reads this kind of file; the original is kept and listed.',
  },
  render_blank: { status: 422, help: 'The RAW file decodes to one colour only, so nothing is shown.' },
  picture_not_stored: {
    status: 500,
    help: 'A picture was not whole after it was stored; look at the disk, then retry.',
  },
  original_changed: {
    status: 409,
    help: 'The file was changed meanwhile; the next scan takes it in and all goes on by itself.',
  },
  no_preview: { status: 422, help: 'The file holds no usable preview and cannot be rendered.' },
  // video
  video_unreadable: {
    status: 422,
    help: 'The file is damaged, cut off, or not a video; the original is kept and listed.',
  },
  video_no_picture: { status: 422, help: 'The file holds sound only, or no frame of it can be decoded.' },
  video_timeout: {
    status: 500,
    help: 'Looking into the video took longer than allowed; the file is probably damaged or hostile.',
  },
  video_tool_missing: {
    status: 503,
    help: 'Neither the bundled video library nor ffmpeg/ffprobe runs here: run `supervisor doctor`. Pictures keep working.',
  },
  blob_key_invalid: { status: 400, help: 'This is our mistake: report it with the diagnostics.' },
  blob_missing: { status: 404, help: 'A stored picture is gone; it is made again by itself.' },
  // jobs
  job_not_found: { status: 404, help: 'The job was removed after its time of keeping, or never was.' },
  schedule_not_found: { status: 404, help: 'The jobs page lists the schedules that there are.' },
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
  source_kept: { status: 409, help: 'The copies are whole and recorded; remove the sources that are left by hand.' },
  // why a file or folder is left out
  sidecar_without_owner: { status: 404, help: 'It is taken in with its picture once that lies beside it.' },
  system_folder: { status: 400, help: 'Systems keep such folders for themselves; nothing has to be done.' },
  system_file: { status: 400, help: 'Systems leave such files behind; nothing has to be done.' },
  partial_file: {
    status: 409,
    help: 'Another program has not finished this file; it is taken in once it has its name.',
  },
  ignored_by_rule: { status: 400, help: 'A glob of import.ignore leaves it out.' },
  nomedia: { status: 400, help: 'Remove the .nomedia in the folder if its pictures are wanted.' },
  symbolic_link: { status: 400, help: 'Set import.followLinks to follow links.' },
  link_loop: { status: 400, help: 'The link leads to a folder that is looked at already; nothing has to be done.' },
  other_root: { status: 400, help: 'The folder is a storage root of its own: import it by itself.' },
  name_not_utf8: {
    status: 400,
    help: 'Its name is in an older encoding. Rename it, with ? for what is not shown as in `mv -- l?tin.jpg latin.jpg`, or all of a folder with `convmv -r --notest -f latin1 -t utf8 folder`; then import again.',
  },
  path_too_long: {
    status: 400,
    help: 'It lies deeper than 2,000 bytes of path below the folder that is imported: import a folder further down by itself.',
  },
  not_recordable: {
    status: 500,
    help: 'The catalogue cannot hold what was read of this file, all others are taken in: report the message.',
  },
  own_folder: { status: 400, help: 'Supervisor keeps its own files there; nothing has to be done.' },
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
