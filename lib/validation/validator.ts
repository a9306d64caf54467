import { toJsonSchema } from '../schema.ts'
import type { Schema } from '../schema-types.ts'
import { compileJsonSchema, type JsonSchemaOptions } from './json-schema-validator.ts'
import type { Validator } from './outcome.ts'
import { createStandardValidator, isStandardSchema } from './standard-validator.ts'

/** A schema's own check where it has one; else its JSON Schema, by ajv. */
export function createValidator(schema: Schema, options: JsonSchemaOptions): Validator {
  if (isStandardSchema(schema)) return createStandardValidator(schema)
  // A schema without a library has one side.
  return compileJsonSchema(toJsonSchema(schema, 'input', 'a schema'), options)
}
