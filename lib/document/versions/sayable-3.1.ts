import { type Fields, isFields } from '../fields.ts'
import { isWithinMediaTypes } from './conversion-3.1.ts'
import { childOf, isPatterned, type Child, type Kind } from './object-kinds.ts'

/**
 * Whether a document that was built with all that OpenAPI 3.2 has says nothing that 3.1 says otherwise, so that
 * `downgradeTo31()` would write the same anew. Most are so, and this is told in a fraction of the time.
 */
export function isSayableIn31(document: object): boolean {
  return isSayable('document', document)
}

function isSayable(kind: Kind, value: unknown): boolean {
  if (!isFields(value)) return true
  if (kind === 'schema') return isSchemaSayable(value)
  if ('$ref' in value && kind !== 'pathItem') {
    return kind !== 'mediaType' && !isWithinMediaTypes(value['$ref'])
  }
  if (judges[kind]?.(value) === false) return false
  for (const field of Object.keys(value)) {
    const child = childOf(kind, field)
    if (child && !isChildSayable(child, value[field], isPatterned(kind, field))) return false
  }
  return true
}

function isChildSayable({ as, kind }: Child, member: unknown, isExtensible: boolean): boolean {
  if (as === 'one') return isSayable(kind, member)
  if (as === 'list') return !Array.isArray(member) || member.every((one) => isSayable(kind, one))
  if (!isFields(member)) return true
  for (const name of Object.keys(member)) {
    if (isExtensible && name.startsWith('x-')) continue
    if (!isSayable(kind, member[name])) return false
  }
  return true
}

/** What each kind of object has in 3.2 alone, or says otherwise there; see `converters`. */
const judges: Readonly<Partial<Record<Kind, (value: Fields) => boolean>>> = {
  document: (value) => hasNone(value, '$self', 'jsonSchemaDialect') && namesSchemes(value),
  server: (value) => hasNone(value, 'name'),
  tag: (value) => hasNone(value, 'summary', 'parent', 'kind'),
  components: (value) => hasNone(value, 'mediaTypes'),
  pathItem: (value) => hasNone(value, 'query', 'additionalOperations'),
  operation: namesSchemes,
  parameter: (value) =>
    value['in'] !== 'querystring' &&
    value['style'] !== 'cookie' &&
    (value['in'] === 'query' || hasNone(value, 'allowReserved')),
  header: (value) => hasNone(value, 'allowReserved'),
  // It is written first.
  response: (value) =>
    hasNone(value, 'summary') &&
    typeof value['description'] === 'string' &&
    Object.keys(value)[0] === 'description',
  mediaType: (value) => hasNone(value, 'itemSchema', 'prefixEncoding', 'itemEncoding'),
  encoding: (value) => hasNone(value, 'encoding', 'prefixEncoding', 'itemEncoding'),
  example: (value) => hasNone(value, 'dataValue', 'serializedValue'),
  securityScheme: (value) =>
    hasNone(value, 'deprecated', 'oauth2MetadataUrl') &&
    (!isFields(value['flows']) || hasNone(value['flows'], 'deviceAuthorization')),
}

function hasNone(value: Readonly<Fields>, ...fields: readonly string[]): boolean {
  return fields.every((field) => !Object.hasOwn(value, field))
}

/** By their names, and not by an address, which 3.2 allows too. */
function namesSchemes({ security }: Readonly<Fields>): boolean {
  if (!Array.isArray(security)) return true
  return security.every(
    (one) => !isFields(one) || Object.keys(one).every((key) => !/^https?:|[/#]/.test(key)),
  )
}

/** Data is data; what else is within is looked at as if it were a schema, which errs on the safe side. */
const dataKeywords = new Set(['const', 'enum', 'default', 'example', 'examples'])

function isSchemaSayable(schema: Readonly<Fields>): boolean {
  const { $ref, $schema, discriminator, xml, items } = schema
  if (isWithinMediaTypes($ref) || $schema !== undefined || Array.isArray(items)) return false
  if (isFields(discriminator) && Object.hasOwn(discriminator, 'defaultMapping')) return false
  if (isFields(xml) && Object.hasOwn(xml, 'nodeType')) return false
  for (const keyword of Object.keys(schema)) {
    const member = schema[keyword]
    if (member === undefined) return false
    if (dataKeywords.has(keyword) || typeof member !== 'object' || member === null) continue
    const within: unknown[] = Array.isArray(member) ? member : [member]
    if (!within.every((one) => !isFields(one) || isSchemaSayable(one))) return false
  }
  return true
}
