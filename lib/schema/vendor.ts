import type { SchemaObject } from '../openapi-types.ts'

/**
 * Which end of a schema: what is written before defaults and transforms run (`input`), or what is
 * there afterwards (`output`).
 */
export type Side = 'input' | 'output'

/** How the schemas of one library become JSON Schema. */
export interface Vendor<Schema> {
  /** Whether a name under `$defs` or an `$id` is the library's own, and says nothing to a reader. */
  isMadeUp(name: string): boolean
  /**
   * JSON Schema 2020-12. What cannot be said is marked by `markUnrepresentable()` where it stands.
   *
   * @throws what the library throws where it cannot tell the place
   */
  convert(schema: Schema, side: Side): SchemaObject
  /** Whether the whole may be left out, where a library can say so. */
  isOptional?(schema: Schema): boolean
  /** What to write in the place of what cannot be converted, in the library's own words. */
  readonly remedy: string
}

/** @see https://standardschema.dev/json-schema */
export interface StandardJsonSchema {
  readonly '~standard': {
    readonly vendor: string
    readonly jsonSchema: Record<Side, (options: JsonSchemaOptions) => Record<string, unknown>>
  }
}

interface JsonSchemaOptions {
  readonly target: 'draft-2020-12'
  readonly libraryOptions?: object
}

/** Any library that implements Standard JSON Schema, and is not known better. */
export const standard: Vendor<StandardJsonSchema> = {
  isMadeUp: (name) => /^__schema\d+$/.test(name),
  convert: (schema, side) => schema['~standard'].jsonSchema[side]({ target: 'draft-2020-12' }),
  remedy: 'Declare what travels as JSON there.',
}
