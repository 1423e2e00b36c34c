import type { OperationOrigin } from '../../../../src/contract/operation.ts';

/** Who asked, in words. */
export const ORIGINS: Readonly<Record<OperationOrigin, string>> = {
  pages: 'Pages',
  'command-line': 'Command line',
  api: 'API',
  'settings-file': 'Settings file',
};
