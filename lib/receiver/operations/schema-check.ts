import type { SchemaObject } from '../../openapi-types.ts'
import { compileJsonSchema } from '../../validation/json-schema-validator.ts'
import type { Fault } from '../../validation/outcome.ts'

/** Checks values of one schema of a document. */
export interface SchemaCheck {
  /** What is wrong with a value, which stays as it is; none where nothing is. */
  findFaults(value: unknown): readonly Fault[]
  /** Why no value can be checked: the schema is not JSON Schema. */
  readonly uncheckable: string | undefined
}

/** Any value is right where there is no schema. */
export function createSchemaCheck(schema: Readonly<SchemaObject> | undefined): SchemaCheck {
  if (schema === undefined) return unchecked(undefined)
  try {
    const validate = compileJsonSchema(schema)
    // Defaults are filled into what is checked.
    return {
      findFaults: (value) => validate(structuredClone(value)).faults ?? [],
      uncheckable: undefined,
    }
  } catch (error) {
    return unchecked(describe(error))
  }
}

function describe(error: unknown): string {
  if (error instanceof RangeError) return 'it refers to itself without end'
  return error instanceof Error ? error.message : String(error)
}

function unchecked(uncheckable: string | undefined): SchemaCheck {
  return { findFaults: () => [], uncheckable }
}
