import { listComposed } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { renameReference } from '../schema/inline.ts'
import { compileJsonSchema, type JsonSchemaValidator } from './json-schema-validator.ts'

type Schema = Readonly<SchemaObject> | boolean

/** Leaves of a value what a schema declares, as JSON will show it. */
export type ResponseFilter = (value: unknown) => unknown

/**
 * An object keeps the properties that its schema names, or admits by `additionalProperties` or
 * `patternProperties`; one whose schema names none keeps all. Of alternatives, those that the value fits
 * count together.
 *
 * @param root As `toJsonSchema()` gives it.
 */
export function createResponseFilter(root: Readonly<SchemaObject>): ResponseFilter {
  const validators = new Map<object, JsonSchemaValidator>()
  return (value) => filter(value, [root])

  function filter(value: unknown, schemas: readonly Schema[]): unknown {
    const plain = toPlain(value)
    if (typeof plain !== 'object' || plain === null) return plain
    const parts = expand(plain, schemas)
    return Array.isArray(plain) ? filterList(plain, parts) : filterObject(plain, parts)
  }

  /** Every schema that says something of a value: composed ones, and alternatives that it fits. */
  function expand(value: object, schemas: readonly Schema[]): Readonly<SchemaObject>[] {
    const parts = schemas.flatMap((schema) =>
      typeof schema === 'boolean' ? [] : listComposed(schema, root),
    )
    return parts.flatMap((part) => {
      const alternatives = [...listSchemas(part['anyOf']), ...listSchemas(part['oneOf'])]
      if (alternatives.length === 0) return [part]
      const fitting = alternatives.filter((one) => fits(value, one))
      return [part, ...expand(value, fitting.length > 0 ? fitting : alternatives)]
    })
  }

  function fits(value: object, alternative: Schema): boolean {
    if (typeof alternative === 'boolean') return alternative
    const known = validators.get(alternative)
    const validate = known ?? compileJsonSchema(standAlone(alternative, root))
    validators.set(alternative, validate)
    return !validate(filter(value, [alternative])).faults
  }

  function filterList(items: readonly unknown[], parts: readonly SchemaObject[]): unknown[] {
    return items.map((item, index) =>
      filter(
        item,
        parts.flatMap((part): Schema[] => {
          const prefix = listSchemas(part['prefixItems'])[index]
          const schema = prefix ?? (part['items'] as Schema | undefined)
          return schema === undefined ? [] : [schema]
        }),
      ),
    )
  }

  function filterObject(value: object, parts: readonly SchemaObject[]): object {
    const isOpen = parts.every(saysNothingOfProperties)
    const entries = Object.entries(value).flatMap(([name, member]) => {
      const schemas = parts.flatMap((part) => findProperty(part, name))
      return isOpen || schemas.length > 0 ? [[name, filter(member, schemas)] as const] : []
    })
    return Object.fromEntries(entries)
  }
}

/** What JSON makes of a value: a date is text, and what has a `toJSON()` says itself. */
export function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  }
  const { toJSON } = (value ?? {}) as { toJSON?: unknown }
  return typeof toJSON === 'function' ? toPlain((toJSON as () => unknown).call(value)) : value
}

function listSchemas(value: unknown): Schema[] {
  return Array.isArray(value) ? (value as Schema[]) : []
}

function saysNothingOfProperties(part: Readonly<SchemaObject>): boolean {
  return ['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties'].every(
    (keyword) => part[keyword] === undefined,
  )
}

function findProperty(part: Readonly<SchemaObject>, name: string): Schema[] {
  const { properties, patternProperties, additionalProperties, unevaluatedProperties } = part as {
    properties?: Record<string, Schema>
    patternProperties?: Record<string, Schema>
    additionalProperties?: Schema
    unevaluatedProperties?: Schema
  }
  const own = properties && Object.hasOwn(properties, name) ? [properties[name] as Schema] : []
  const matching = Object.entries(patternProperties ?? {})
    .filter(([pattern]) => new RegExp(pattern, 'u').test(name))
    .map(([, schema]) => schema)
  const found = [...own, ...matching]
  const rest = additionalProperties ?? unevaluatedProperties
  return found.length > 0 || rest === undefined || rest === false ? found : [rest]
}

/** A part of a schema as a schema of its own, with what it refers to. */
function standAlone(part: Readonly<SchemaObject>, root: Readonly<SchemaObject>): SchemaObject {
  const { $defs, ...own } = root
  const whole = '#/$defs/whole'
  const definitions = { ...($defs as Record<string, SchemaObject> | undefined), whole: own }
  return {
    ...renameReference(part, '#', whole),
    $defs: Object.fromEntries(
      Object.entries(definitions).map(([name, schema]) => [
        name,
        renameReference(schema as SchemaObject, '#', whole),
      ]),
    ),
  }
}
