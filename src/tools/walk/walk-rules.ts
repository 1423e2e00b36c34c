import picomatch from 'picomatch';

/** Folders that systems, phones and NAS boxes keep for themselves. Lower case; compared without case. */
const SYSTEM_FOLDERS = new Set([
  '$recycle.bin',
  'recycler',
  'system volume information',
  '.trash',
  '.trashes',
  '.fseventsd',
  '.spotlight-v100',
  '.documentrevisions-v100',
  '.temporaryitems',
  '.globaltrash',
  '.trashbin',
  '.stversions',
  '.thumbnails',
  '@eadir',
  '#recycle',
  '#snapshot',
  '.zfs',
  'lost+found',
  '.supervisor-temp',
]);

/** Files that systems leave in picture folders. Lower case. */
const SYSTEM_FILES = new Set([
  '.ds_store',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '.nomedia',
  '.picasa.ini',
  'icon\r',
]);

/** Extensions that browsers, cameras and sync tools give to files that are not finished. */
const PARTIAL = new Set(['part', 'crdownload', 'download', 'tmp', 'partial', 'filepart']);

/** Why the walk leaves something out; stored in the import log. */
export type SkipCode = 'system_folder' | 'system_file' | 'partial_file' | 'ignored_by_rule' | 'nomedia';

/** Why a folder is left out, or undefined. `path` is relative to the root, `/`-separated. */
export type FolderRule = (name: string, path: string) => SkipCode | undefined;
/** Why a file is left out, or undefined. */
export type FileRule = (name: string, path: string) => SkipCode | undefined;

/** The rules of one walk: the systems' own folders and files, unfinished files, and the user's globs. */
export function walkRules(ignore: readonly string[]): { folder: FolderRule; file: FileRule } {
  const isIgnored = ignore.length === 0 ? () => false : picomatch([...ignore], { dot: true, nocase: true });
  return {
    folder(name, path) {
      const lower = name.toLowerCase();
      if (SYSTEM_FOLDERS.has(lower) || lower.startsWith('.trash-')) return 'system_folder';
      return isIgnored(path) || isIgnored(`${path}/`) ? 'ignored_by_rule' : undefined;
    },
    file(name, path) {
      const lower = name.toLowerCase();
      if (SYSTEM_FILES.has(lower)) return 'system_file';
      if (lower.startsWith('.')) {
        if (/^\.(?:_|syncthing\.|trashed-\d+-)/u.test(lower)) return 'system_file';
        if (/^\.pending-\d+-/u.test(lower)) return 'partial_file'; // Android, until its application has written it
      }
      if (PARTIAL.has(lower.slice(lower.lastIndexOf('.') + 1))) return 'partial_file';
      return isIgnored(path) ? 'ignored_by_rule' : undefined;
    },
  };
}
