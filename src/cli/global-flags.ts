import { z } from 'zod';

/** Flags every command has. */
export const globalFlags = {
  json: z.boolean().default(false).describe('Print one JSON object a line, each with a "type", instead of text'),
  data: z
    .string()
    .optional()
    .describe('Data folder: database, pictures, logs (default: SUPERVISOR_DATA, then the system place)')
    .meta({ placeholder: 'folder' }),
  config: z
    .string()
    .optional()
    .describe('Settings file (default: SUPERVISOR_CONFIG, then config.yaml in the data folder)')
    .meta({ placeholder: 'file' }),
};

/** Values of the flags every command has. */
export interface GlobalFlags {
  readonly json: boolean;
  readonly data?: string | undefined;
  readonly config?: string | undefined;
}
