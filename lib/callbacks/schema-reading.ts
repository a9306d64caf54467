import type { SchemaObject } from '../openapi-types.ts'

// Reading what may be malformed, as hand-written schemas are

export type Schema = SchemaObject | boolean

export function isObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null
}

export function readSchema(value: unknown): Schema | undefined {
  return typeof value === 'boolean' || (isObject(value) && !Array.isArray(value))
    ? value
    : undefined
}

export function readOwn(schemas: unknown, name: string): Schema | undefined {
  return isObject(schemas) && Object.hasOwn(schemas, name) ? readSchema(schemas[name]) : undefined
}

export function readCount(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

export function listSchemas(values: unknown): Schema[] {
  return Array.isArray(values) ? values.map((value: unknown) => readSchema(value) ?? true) : []
}

export function listStrings(values: unknown): string[] {
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : []
}

export function listDefined<Value>(values: readonly (Value | undefined)[]): Value[] {
  return values.filter((value) => value !== undefined) as Value[]
}
