import { type Fields, isFields } from '../fields.ts'

/**
 * How content that is a sequence of items is described before 3.2, where only the whole can be. A reader
 * of those versions gets it as one text; the parts of a multipart body are what it parses.
 */
export function describeSequence(mediaType: string, itemSchema: unknown): Fields {
  return /^multipart\//i.test(mediaType) ? { type: 'array', items: itemSchema } : { type: 'string' }
}

/** Linters refuse a `$ref` as such in an extension, and take it for what it is within a schema. */
export function wrapReference(schema: unknown): unknown {
  return isFields(schema) && '$ref' in schema ? { allOf: [schema] } : schema
}

/** What `wrapReference()` was given. */
export function unwrapReference(schema: Readonly<Fields>): Readonly<Fields> {
  const [only, ...more] = Array.isArray(schema['allOf']) ? (schema['allOf'] as unknown[]) : []
  const isWrapped = more.length === 0 && Object.keys(schema).length === 1
  return isWrapped && isFields(only) && '$ref' in only ? only : schema
}
