/** Codes by which the metadata of an asset are degraded for one of its sidecars: the file of the sidecar has the problem. */
export const SIDECAR_PROBLEMS: ReadonlySet<string> = new Set(['sidecar_damaged', 'sidecar_too_large']);
