/** A migration that was applied. `hash` is the SHA-256 of the SQL it runs. */
export interface SchemaMigrationTable {
  id: number;
  name: string;
  hash: string;
  applied_at_ms: number;
  description: string;
}
