import { ColumnDefinitionNode, type CreateTableNode, type DataTypeNode, PostgresQueryCompiler } from 'kysely';

/**
 * Types as SQLite has them: whole numbers of 64 bits, texts compared byte by byte in every library, `blob` for bytes. So
 * one list of migrations makes the same schema on both.
 */
const TYPES: Readonly<Record<string, string>> = { integer: 'bigint', blob: 'bytea', text: 'text collate "C"' };

/** Kysely's compiler for PostgreSQL, with the column types of SQLite and without what SQLite is told of storage. */
export class CatalogueCompiler extends PostgresQueryCompiler {
  protected override visitDataType(node: DataTypeNode): void {
    const type = TYPES[node.dataType];
    if (type !== undefined && this.parentNode && ColumnDefinitionNode.is(this.parentNode)) this.append(type);
    else super.visitDataType(node);
  }

  protected override visitCreateTable(node: CreateTableNode): void {
    const { endModifiers: _, ...table } = node;
    super.visitCreateTable(table);
  }
}
