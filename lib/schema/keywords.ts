import { suggest } from '../did-you-mean.ts'
import { annotations } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { findWhere } from './unrepresentable.ts'

/** A keyword that JSON Schema does not have, and that is close to one that it has. */
export interface Misspelt {
  /** Such as `lines[].sku`; empty for the schema as a whole. */
  readonly path: string
  readonly keyword: string
  readonly meant: string
}

/** Of 2020-12, of the drafts before it that are read, and of OpenAPI. */
const keywords: readonly string[] = [
  ...['$ref', '$defs', '$id', '$schema', '$anchor', '$dynamicRef', '$dynamicAnchor', '$vocabulary'],
  ...['type', 'enum', 'const', 'properties', 'required', 'additionalProperties', 'propertyNames'],
  ...[
    'patternProperties',
    'minProperties',
    'maxProperties',
    'dependentRequired',
    'dependentSchemas',
  ],
  ...['items', 'prefixItems', 'contains', 'minContains', 'maxContains', 'minItems', 'maxItems'],
  ...['uniqueItems', 'unevaluatedItems', 'unevaluatedProperties', 'allOf', 'anyOf', 'oneOf', 'not'],
  ...['if', 'then', 'else', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum'],
  ...['exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'contentMediaType', 'contentEncoding'],
  ...['contentSchema', 'definitions', 'dependencies', 'additionalItems', 'id'],
  ...['discriminator', 'xml', 'externalDocs', 'example', 'nullable', 'style', 'explode'],
  ...annotations,
]

const known = new Set(keywords)
/** A short one is close to many words of an author's own. */
const telling = keywords.filter(({ length }) => length > 5)

/** The first keyword that was probably meant to be another, and checks nothing as it stands. */
export function findMisspelt(schema: Readonly<SchemaObject>): Misspelt | undefined {
  const found = findWhere(schema, (part) => Object.keys(part).find(isMisspelt))
  if (!found) return undefined
  const { path, reason: keyword } = found
  return { path, keyword, meant: suggest(keyword, telling) ?? '' }
}

function isMisspelt(keyword: string): boolean {
  const isOwn = known.has(keyword) || keyword.startsWith('x-') || keyword.startsWith('~')
  return !isOwn && suggest(keyword, telling) !== undefined
}
