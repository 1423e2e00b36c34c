import type { Kysely } from 'kysely';

/** Where files were taken from is asked with each folder whose sidecars miss their media: never by reading all files. */
export async function up({ schema }: Kysely<unknown>): Promise<void> {
  await schema.createIndex('asset_file_original').on('asset_file').columns(['root_id', 'original_path']).execute();
}
