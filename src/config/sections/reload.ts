/** A change is used by the next piece of work. */
export const hot = { reload: 'hot' } as const;

/** A change is used after the next start. */
export const restart = { reload: 'restart' } as const;
