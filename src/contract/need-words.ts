const TOOL = 'tool:';

/** True for the service of a tool that machines may lack. */
export function isTool(service: string): boolean {
  return service.startsWith(TOOL);
}

/** What a job waits for, in words: `root:ro_…` is a storage root, `disk:…` a disk, `tool:…` a tool; all else goes by its own name. */
export function serviceWord(service: string): string {
  if (service.startsWith('root:')) return 'its storage root';
  if (service.startsWith('disk:')) return 'room on the disk';
  return isTool(service) ? `a ${service.slice(TOOL.length)} tool` : service;
}

/** What jobs write, by the queue that their kinds have by themselves. */
const WRITTEN: Readonly<Record<string, string>> = {
  scan: 'copies',
  pictures: 'pictures',
  enhance: 'larger previews',
  upkeep: 'backups',
};

/** Which disk a `disk:…` service is, by what is written to it: what a queue is called is up to the settings. */
export function diskUse(service: string): string {
  const what = WRITTEN[service.slice('disk:'.length)];
  return what === undefined ? 'that jobs write to' : `that ${what} are written to`;
}
