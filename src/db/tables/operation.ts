/** What somebody changed by one call of the pages, the command line or the API. */
export interface OperationTable {
  /** Also the id of its request. */
  id: string;
  at_ms: number;
  origin: 'pages' | 'command-line' | 'api' | 'settings-file';
  /** As the contract calls it, e.g. `jobs.retry`. */
  name: string;
  /** JSON: what was asked for in short, secrets masked. */
  input: string;
  /** `ok`, or the code of the error. */
  outcome: string;
  /** How many things were changed; null = not counted. */
  touched: number | null;
  /** Id of what came of it: a change, an import, a job. */
  made: string | null;
  duration_ms: number;
}
