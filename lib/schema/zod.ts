import type { SchemaObject } from '../openapi-types.ts'
import type { Side, StandardJsonSchema, Vendor } from './vendor.ts'
import { findUnrepresentable, markUnrepresentable } from './unrepresentable.ts'

interface ZodDefinition {
  readonly type: string
  readonly catchall?: unknown
  readonly left?: ZodSchema
  readonly right?: ZodSchema
}

interface ZodSchema {
  readonly _zod: { readonly def: ZodDefinition }
}

interface ZodNode {
  readonly zodSchema: ZodSchema
  readonly jsonSchema: SchemaObject
}

/** Zod 4.2 and later. */
export const zod: Vendor<StandardJsonSchema> = {
  // "optional" or, of a default, "defaulted"
  isOptional: (schema) =>
    (schema as unknown as { _zod: { optin?: unknown } })._zod.optin !== undefined,
  isMadeUp: (name) => /^__schema\d+$/.test(name),
  remedy:
    'Declare what travels as JSON there, such as z.iso.datetime() for a date, or end a transform in .pipe(…).',
  convert(schema, side) {
    try {
      return write(schema, side, { override: openUnlessStrict })
    } catch (error) {
      return markFault(schema, side, error)
    }
  },
}

function write(schema: StandardJsonSchema, side: Side, libraryOptions: object): SchemaObject {
  return schema['~standard'].jsonSchema[side]({ target: 'draft-2020-12', libraryOptions })
}

/**
 * Zod closes every object on the output side (`additionalProperties: false`), strict or not. A shared
 * model would then be two components, and a new field in a payload would break its receivers: only
 * what the author made strict stays closed.
 */
function openUnlessStrict({ zodSchema, jsonSchema }: ZodNode): void {
  if (!isStrict(zodSchema)) delete jsonSchema['additionalProperties']
}

/** Whether `additionalProperties` was the author's word. */
function isStrict({ _zod: { def } }: ZodSchema): boolean {
  if (def.type === 'object') return def.catchall !== undefined
  const parts = [def.left, def.right].filter((part) => part !== undefined)
  return def.type !== 'intersection' || parts.some(isStrict)
}

/** Convert once more, leniently, to learn which property it was. */
function markFault(schema: StandardJsonSchema, side: Side, error: unknown): SchemaObject {
  const reason = error instanceof Error ? error.message : String(error)
  const override = ({ zodSchema, jsonSchema }: ZodNode): void => {
    const { type } = zodSchema._zod.def
    const saysNothing = Object.keys(jsonSchema).length === 0 && type !== 'any' && type !== 'unknown'
    if (saysNothing) Object.assign(jsonSchema, markUnrepresentable(reason))
  }
  const json = write(schema, side, { unrepresentable: 'any', override })
  if (!findUnrepresentable(json)) throw error
  return json
}
