/** Every command of the program, in the order of help. */
export const commands = [] as const;

/** Words that hold several commands. */
export const commandGroups: Readonly<Record<string, string>> = {};
