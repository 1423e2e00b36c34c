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
