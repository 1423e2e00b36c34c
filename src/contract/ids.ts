import { z } from 'zod';

const id = <P extends string>(prefix: P) =>
  z.templateLiteral([z.literal(prefix), '_', z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/)]);

/** An asset: one picture or clip as people see it. */
export const AssetId = id('as');
export type AssetId = z.infer<typeof AssetId>;
/** A concrete file of an asset. */
export const FileId = id('fi');
export type FileId = z.infer<typeof FileId>;
/** A storage root. */
export const RootId = id('ro');
export type RootId = z.infer<typeof RootId>;
/** One run of an import. */
export const SessionId = id('is');
export type SessionId = z.infer<typeof SessionId>;
/** One file of an import session. */
export const ItemId = id('ii');
export type ItemId = z.infer<typeof ItemId>;
/** A job. */
export const JobId = id('jb');
export type JobId = z.infer<typeof JobId>;
/** What a person did to jobs at once, so that it can be taken back. */
export const ChangeId = id('ch');
export type ChangeId = z.infer<typeof ChangeId>;
/** One call that changed something; also the id of its request. */
export const OperationId = id('op');
export type OperationId = z.infer<typeof OperationId>;
/** A worker process, new at every start. */
export const WorkerId = id('wo');
export type WorkerId = z.infer<typeof WorkerId>;
