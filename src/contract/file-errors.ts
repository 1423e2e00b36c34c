/** Codes that say something of one file or folder: of reading it, of its pictures, and why it is left out. */
export const fileErrors = {
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
  sidecar_damaged: {
    status: 500,
    help: 'The file beside the picture is cut off or damaged; what could be read of it is used. Write it again, then import again.',
  },
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
  video_no_picture: { status: 422, help: 'The file holds sound only, or a kind of video that no decoder here reads.' },
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
} as const;
