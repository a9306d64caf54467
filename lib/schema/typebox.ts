import type { SchemaObject } from '../openapi-types.ts'
import type { JsonSchemaTypeName } from '../schema-types.ts'
import { findWhere, type Unrepresentable } from './unrepresentable.ts'

/** 0.34 makes up an `$id` for what refers to itself. */
export function isMadeUpByTypeBox(name: string): boolean {
  return /^T\d+$/.test(name)
}

/** Versions 0.34 and 1.x mark their schemas so. */
export function isTypeBox(value: object): boolean {
  return Symbol.for('TypeBox.Kind') in value || '~kind' in value || '~unsafe' in value
}

const typeNames: ReadonlySet<unknown> = new Set<JsonSchemaTypeName>([
  ...(['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'] as const),
])

export function isTypeName(name: unknown): boolean {
  return typeNames.has(name)
}

/** The first `type` that JSON does not have, such as TypeBox's "Date" and "bigint". */
export function findUnknownType(schema: SchemaObject): Unrepresentable | undefined {
  return findWhere(schema, ({ type }) => {
    const wrong = [type].flat().find((name) => name !== undefined && !typeNames.has(name))
    return wrong === undefined ? undefined : `JSON has no type ${JSON.stringify(wrong)}`
  })
}
