import type { Lose } from './losses-3.0.ts'
import type { SchemaConverter } from './schema-references-3.0.ts'
import type { SecurityConverter } from './security-3.0.ts'
import type { Fields } from '../fields.ts'

/** What the parts of one conversion to 3.0 share. */
export interface Downgrade {
  /** The document of 3.1, which references lead into. */
  readonly document: Fields
  readonly lose: Lose
  readonly schemas: SchemaConverter
  readonly security: SecurityConverter
  /** The operationIds of path items that were written in place of a reference. */
  readonly writtenIds: Set<string>
  /** The path items that were written in place of a reference. */
  readonly writtenItems: Set<object>
}

/** Convert one object of a kind. */
export type Convert = (fields: Fields, path: readonly string[], downgrade: Downgrade) => Fields
