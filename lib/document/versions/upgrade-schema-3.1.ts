import { mapSubschemas } from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'

type Keywords = readonly (readonly [keyword: string, value: unknown])[]
type Rewrite = (value: unknown, schema: Readonly<SchemaObject>) => Keywords

/** What a reference of the document says after the conversion. */
export type Refer = (ref: string) => string

/** A Schema Object of OpenAPI 3.0 as one of 3.1, which accepts the same. */
export function upgradeSchema(schema: Readonly<SchemaObject>, refer: Refer): SchemaObject {
  const { $ref } = schema
  // "This object cannot be extended with additional properties, and any properties added SHALL be ignored."
  if (typeof $ref === 'string') return { $ref: refer($ref) }
  return mapSubschemas(rewriteKeywords(schema), (subschema) => upgradeSchema(subschema, refer))
}

function rewriteKeywords(schema: Readonly<SchemaObject>): SchemaObject {
  const entries = Object.entries(schema).flatMap(([keyword, value]): Keywords => {
    const rewrite = Object.hasOwn(rewrites, keyword) ? rewrites[keyword] : undefined
    return rewrite ? rewrite(value, schema) : [[keyword, value]]
  })
  return Object.fromEntries(entries)
}

const leaveOut: Rewrite = () => []

/** What decides about values in 3.1, and is ignored in 3.0. */
const deciding = [
  ...['const', 'if', 'then', 'else', 'prefixItems', 'contains', 'minContains', 'maxContains'],
  ...['patternProperties', 'propertyNames', 'dependentRequired', 'dependentSchemas'],
  ...['unevaluatedProperties', 'unevaluatedItems', 'additionalItems', 'dependencies'],
]

const rewrites: Readonly<Record<string, Rewrite>> = {
  type: (type, { nullable }) => [['type', nullable === true ? withNull(type) : type]],
  // "This keyword only takes effect if `type` is explicitly defined within the same Schema Object."
  nullable: leaveOut,
  minimum: rewriteBound('minimum', 'exclusiveMinimum'),
  maximum: rewriteBound('maximum', 'exclusiveMaximum'),
  exclusiveMinimum: rewriteExclusive('exclusiveMinimum'),
  exclusiveMaximum: rewriteExclusive('exclusiveMaximum'),
  example: (example, { examples }) => [
    ['examples', Array.isArray(examples) ? [example, ...(examples as unknown[])] : [example]],
  ],
  // No word of 3.0, though some write it; a list of them is what 3.1 has.
  examples: (examples, schema) =>
    Array.isArray(examples) && !('example' in schema) ? [['examples', examples]] : [],
  format: rewriteFormat,
  // No words of 3.0 either. In 3.1 they would turn the references within them to other places.
  $id: leaveOut,
  $schema: leaveOut,
  $anchor: leaveOut,
  $dynamicAnchor: leaveOut,
  $dynamicRef: leaveOut,
  // Nor these, which would refuse values that the schema accepts. Definitions stay, for what leads to them.
  ...Object.fromEntries(deciding.map((keyword) => [keyword, leaveOut])),
}

function withNull(type: unknown): unknown {
  const types: unknown[] = Array.isArray(type) ? type : [type]
  return types.includes('null') ? type : [...types, 'null']
}

/** Exclusive bounds are numbers in JSON Schema, and in 3.0 a word about the bound beside them. */
function rewriteBound(inclusive: string, exclusive: string): Rewrite {
  return (bound, schema) => [[schema[exclusive] === true ? exclusive : inclusive, bound]]
}

function rewriteExclusive(keyword: string): Rewrite {
  return (value) => (typeof value === 'boolean' ? [] : [[keyword, value]])
}

/** What a text holds is no format in 3.1. */
const contents: Readonly<Record<string, readonly [keyword: string, value: string]>> = {
  byte: ['contentEncoding', 'base64'],
  binary: ['contentMediaType', 'application/octet-stream'],
}

function rewriteFormat(format: unknown, schema: Readonly<SchemaObject>): Keywords {
  const isText = schema['type'] === undefined || schema['type'] === 'string'
  const content =
    isText && typeof format === 'string' && Object.hasOwn(contents, format)
      ? contents[format]
      : undefined
  if (!content) return [['format', format]]
  return content[0] in schema ? [] : [content]
}
