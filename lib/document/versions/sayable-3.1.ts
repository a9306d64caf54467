import { isKnownSimple } from '../../schema/simple.ts'
import { type Fields, isFields } from '../fields.ts'
import { nothingSettled, type Settled } from '../settled.ts'
import { isWithinMediaTypes } from './conversion-3.1.ts'
import { childOf, isPatterned, type Child, type Kind } from './object-kinds.ts'

/**
 * Whether a document that was built with all that OpenAPI 3.2 has says nothing that 3.1 says otherwise, so that
 * `downgradeTo31()` would write the same anew. Most are so, and this is told in a fraction of the time.
 */
export function isSayableIn31(
  document: object,
  settled: Pick<Settled, 'has'> = nothingSettled,
): boolean {
  return isSayable('document', document, settled)
}

function isSayable(kind: Kind, value: unknown, settled: Pick<Settled, 'has'>): boolean {
  if (!isFields(value)) return true
  if (kind === 'operation' && settled.has(value)) return true
  if (kind === 'schema') return isKnownSimple(value) || isSchemaSayable(value)
  if ('$ref' in value && kind !== 'pathItem') {
    return kind !== 'mediaType' && !isWithinMediaTypes(value['$ref'])
  }
  if (judges[kind]?.(value) === false) return false
  const ofThisVersion = novelties[kind]
  for (const field of Object.keys(value)) {
    if (ofThisVersion?.has(field)) return false
    const child = childOf(kind, field)
    if (!child) continue
    if (!isChildSayable(child, value[field], isPatterned(kind, field), settled)) return false
  }
  return true
}

function isChildSayable(
  { as, kind }: Child,
  member: unknown,
  isExtensible: boolean,
  settled: Pick<Settled, 'has'>,
): boolean {
  if (as === 'one') return isSayable(kind, member, settled)
  if (as === 'list') {
    return !Array.isArray(member) || member.every((one) => isSayable(kind, one, settled))
  }
  if (!isFields(member)) return true
  for (const name of Object.keys(member)) {
    if (isExtensible && name.startsWith('x-')) continue
    if (!isSayable(kind, member[name], settled)) return false
  }
  return true
}

/** What each kind of object has in 3.2 alone; see `converters`. */
const novelties: Readonly<Partial<Record<Kind, ReadonlySet<string>>>> = {
  document: new Set(['$self', 'jsonSchemaDialect']),
  server: new Set(['name']),
  tag: new Set(['summary', 'parent', 'kind']),
  components: new Set(['mediaTypes']),
  pathItem: new Set(['query', 'additionalOperations']),
  header: new Set(['allowReserved']),
  response: new Set(['summary']),
  mediaType: new Set(['itemSchema', 'prefixEncoding', 'itemEncoding']),
  encoding: new Set(['encoding', 'prefixEncoding', 'itemEncoding']),
  example: new Set(['dataValue', 'serializedValue']),
  securityScheme: new Set(['deprecated', 'oauth2MetadataUrl']),
}

/** What each kind of object says otherwise there. */
const judges: Readonly<Partial<Record<Kind, (value: Fields) => boolean>>> = {
  document: namesSchemes,
  operation: namesSchemes,
  parameter: (value) =>
    value['in'] !== 'querystring' &&
    value['style'] !== 'cookie' &&
    (value['in'] === 'query' || !Object.hasOwn(value, 'allowReserved')),
  // It is written first.
  response: (value) =>
    typeof value['description'] === 'string' && Object.keys(value)[0] === 'description',
  securityScheme: ({ flows }) => !isFields(flows) || !Object.hasOwn(flows, 'deviceAuthorization'),
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
    if (!isMemberSayable(member)) return false
  }
  return true
}

function isMemberSayable(member: object): boolean {
  if (!Array.isArray(member)) return isSchemaSayable(member as Readonly<Fields>)
  return member.every((one) => !isFields(one) || isSchemaSayable(one))
}
