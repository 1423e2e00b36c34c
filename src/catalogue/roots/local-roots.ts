import type { Database, Tx } from '../../db/database.ts';

/** Where this machine sees the storage roots of a library. */
export interface LocalRoots {
  /** Folders by the id of the root; a root that is not named lies where the library says. */
  readonly paths: Readonly<Record<string, string>>;
  /** This process only helps, maybe from elsewhere: a root that it does not see may well be online. */
  readonly isHelper: boolean;
}

const HERE: LocalRoots = { paths: {}, isHelper: false };

/** By the adapter of a connection, which its transactions share: whoever reads a root through it sees the same folder. */
const views = new WeakMap<object, LocalRoots>();

/** Says for all that is read through these connections where the roots lie on this machine. */
export function seeRootsAt(connections: readonly Database[], roots: LocalRoots): void {
  for (const db of connections) views.set(db.getExecutor().adapter, roots);
}

/** How this machine sees the roots. */
export function localRoots(db: Database | Tx): LocalRoots {
  return views.get(db.getExecutor().adapter) ?? HERE;
}

/** The folder of a root on this machine. */
export function localPath(db: Database | Tx, root: { readonly id: string; readonly path: string }): string {
  return localRoots(db).paths[root.id] ?? root.path;
}
