import { listConstants, readProperties } from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import { isFields } from '../../document/fields.ts'
import { parseBody } from '../../receiver/parse-body.ts'
import type { Arrival } from '../../receiver/arrival.ts'
import type { ReceivedOperation } from '../../receiver/received-operation.ts'
import { essenceOf } from '../../validation/check-body.ts'

/**
 * How many of its properties a body lacks, or has with another constant, of those that an operation asks
 * for: what most documents tell their events by, and quick to see. None says nothing yet.
 */
export function createBodyGlance(arrival: Arrival): (operation: ReceivedOperation) => number {
  const contentType = arrival.headers['content-type'] ?? ''
  const parsed = parseBody(arrival.body, contentType)
  const value = parsed.error ? undefined : parsed.value
  if (!isFields(value)) return () => 0
  return (operation) => {
    const schema = findSchema(operation, essenceOf(contentType))
    return schema ? countMisses(value, schema) : 0
  }
}

function findSchema(
  operation: ReceivedOperation,
  mediaType: string,
): Readonly<SchemaObject> | undefined {
  const content = [...(operation.declared().body?.content ?? [])]
  const schema = content.find(([range]) => essenceOf(range) === mediaType)?.[1].schema
  return isFields(schema) ? schema : undefined
}

function countMisses(
  value: Readonly<Record<string, unknown>>,
  schema: Readonly<SchemaObject>,
): number {
  const declared = readProperties(schema)
  if (!declared) return 0
  const missing = [...declared.required].filter((name) => !Object.hasOwn(value, name))
  const other = [...declared.properties].filter(
    ([name, property]) => Object.hasOwn(value, name) && isOther(value[name], property),
  )
  return missing.length + other.length
}

function isOther(value: unknown, property: SchemaObject | boolean): boolean {
  const constants = typeof property === 'object' ? listConstants(property) : undefined
  return constants?.every((one) => typeof one !== 'object' && one !== value) ?? false
}
