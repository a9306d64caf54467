import { mapSubschemas } from '../../json-schema.ts'
import { withoutUndefined } from '../../json.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import { followReferences } from './content-3.0.ts'
import type { Tell } from './losses-3.1.ts'
import type { Kind } from './object-kinds.ts'

/** An object of the document, of whatever kind. */
export interface Fields {
  [field: string]: unknown
}

/** What the parts of one conversion share. */
export interface Conversion {
  /** The whole document, which references lead into. */
  readonly document: Fields
  readonly tell: Tell
}

type Convert = (value: Fields, path: readonly string[], conversion: Conversion) => Fields

/** What 3.1 says otherwise than 3.2, for each kind of object that differs. */
export const converters: Readonly<Partial<Record<Kind, Convert>>> = {
  document: (document, path, { tell }) => {
    const converted = move(document, { $self: 'x-self' }, path, tell)
    return { ...converted, openapi: convertPatch(document['openapi']) }
  },
  server: (server, path, { tell }) => move(server, { name: 'x-name' }, path, tell),
  tag: convertTag,
  components: convertComponents,
  pathItem: convertPathItem,
  operation: dropParameters,
  parameter: convertParameter,
  header: (header, path, { tell }) => drop(header, ['allowReserved'], path, tell),
  response: convertResponse,
  mediaType: convertMediaType,
  encoding: (encoding, path, { tell }) =>
    drop(encoding, ['encoding', 'prefixEncoding', 'itemEncoding'], path, tell),
  example: convertExample,
  schema: (schema, path, { tell }) => convertSchema(schema, path, tell),
  securityScheme: convertSecurityScheme,
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An exact patch of 3.1 stays; 3.0 is written by who converts to it. */
function convertPatch(version: unknown): unknown {
  return String(version).startsWith('3.1.') ? version : '3.1.0'
}

/** The same with some of its fields under another name. */
function move(
  value: Fields,
  names: Readonly<Record<string, string>>,
  path: readonly string[],
  tell: Tell,
): Fields {
  const entries = Object.entries(value).map(([field, member]) => {
    const name = Object.hasOwn(names, field) ? names[field] : undefined
    if (name === undefined) return [field, member]
    tell(path, name === 'x-displayName' ? 'displayName' : field)
    return [name, member]
  })
  return Object.fromEntries(entries) as Fields
}

/** The same without some of its fields. */
function drop(
  value: Fields,
  fields: readonly string[],
  path: readonly string[],
  tell: Tell,
): Fields {
  const dropped = fields.filter((field) => Object.hasOwn(value, field))
  for (const field of dropped) tell(path, field)
  return Object.fromEntries(Object.entries(value).filter(([field]) => !dropped.includes(field)))
}

/** "x-displayName" is what pages have shown in place of a tag's name before 3.2. */
function convertTag(tag: Fields, path: readonly string[], { tell }: Conversion): Fields {
  return move(tag, { summary: 'x-displayName', parent: 'x-parent', kind: 'x-kind' }, path, tell)
}

/** What refers to a media type has it written in its place. */
function convertComponents(given: Fields, path: readonly string[], conversion: Conversion): Fields {
  const { mediaTypes: _, ...components } = given
  const { parameters } = components
  if (!isFields(parameters)) return components
  const kept = Object.entries(parameters).filter(
    ([name, parameter]) => !isUnsayable(parameter, [...path, 'parameters', name], conversion),
  )
  return { ...components, parameters: Object.fromEntries(kept) }
}

function convertPathItem(item: Fields, path: readonly string[], conversion: Conversion): Fields {
  const kept = drop(item, ['query', 'additionalOperations'], path, conversion.tell)
  return dropParameters(kept, path, conversion)
}

function dropParameters(value: Fields, path: readonly string[], conversion: Conversion): Fields {
  const { parameters } = value
  if (!Array.isArray(parameters)) return value
  const kept = parameters.filter(
    (parameter, index) => !isUnsayable(parameter, [...path, `parameters.${index}`], conversion),
  )
  return { ...value, parameters: kept }
}

/** A query string as a whole is a list of parameters where it is that of a form. */
function isUnsayable(
  parameter: unknown,
  path: readonly string[],
  { document, tell }: Conversion,
): boolean {
  const target = isFields(parameter)
    ? '$ref' in parameter
      ? followReferences(document, parameter['$ref'])
      : parameter
    : undefined
  if (target?.['in'] !== 'querystring' || formSchemaOf(target) !== undefined) return false
  tell(path, 'querystring')
  return true
}

function formSchemaOf({ content }: Readonly<Fields>): unknown {
  const { 'application/x-www-form-urlencoded': media } = (content ?? {}) as Record<string, unknown>
  return isFields(media) ? media['schema'] : undefined
}

function convertParameter(
  parameter: Fields,
  path: readonly string[],
  { tell }: Conversion,
): Fields {
  if (parameter['in'] === 'querystring') {
    const { content: _, ...others } = parameter
    const schema = formSchemaOf(parameter)
    return { ...others, in: 'query', style: 'form', explode: true, schema }
  }
  const kept =
    parameter['in'] === 'query' ? parameter : drop(parameter, ['allowReserved'], path, tell)
  if (kept['style'] !== 'cookie') return kept
  tell(path, 'cookie')
  return { ...kept, style: 'form' }
}

/** "description: REQUIRED" until 3.2, which has a summary too. */
function convertResponse(
  { summary, description, ...response }: Fields,
  path: readonly string[],
  { tell }: Conversion,
): Fields {
  if (summary !== undefined) tell(path, 'summary')
  const text = [summary, description].filter((one) => typeof one === 'string' && one !== '')
  return { description: text.join('\n\n'), ...response }
}

function convertMediaType(
  media: Fields,
  path: readonly string[],
  { document, tell }: Conversion,
): Fields {
  const target = '$ref' in media ? followReferences(document, media['$ref']) : media
  if (!target) {
    tell(path, 'mediaTypes')
    return {}
  }
  const { itemSchema, ...whole } = drop(target, ['prefixEncoding', 'itemEncoding'], path, tell)
  if (itemSchema === undefined) return whole
  tell(path, 'itemSchema')
  return {
    schema: describeSequence(path.at(-1) ?? '', itemSchema),
    ...whole,
    'x-itemSchema': withoutBareReference(itemSchema),
  }
}

/** Linters refuse a `$ref` as such in an extension, and take it for what it is within a schema. */
function withoutBareReference(schema: unknown): unknown {
  return isFields(schema) && '$ref' in schema ? { allOf: [schema] } : schema
}

/**
 * Before 3.2 only the whole can be described. A reader of the other versions gets it as one text; the
 * parts of a multipart body are what it parses.
 */
function describeSequence(mediaType: string, itemSchema: unknown): Fields {
  return /^multipart\//i.test(mediaType) ? { type: 'array', items: itemSchema } : { type: 'string' }
}

/** `value` is the data of the example; as text it is not to be told from data that is text. */
function convertExample(example: Fields, path: readonly string[], { tell }: Conversion): Fields {
  const { dataValue, ...others } = example
  const moved = move(others, { serializedValue: 'x-serializedValue' }, path, tell)
  return dataValue === undefined ? moved : { ...moved, value: dataValue }
}

function convertSchema(schema: Fields, path: readonly string[], tell: Tell): SchemaObject {
  const { discriminator, xml } = schema
  const converted = withoutUndefined({
    ...schema,
    discriminator: isFields(discriminator)
      ? drop(discriminator, ['defaultMapping'], path, tell)
      : discriminator,
    xml: isFields(xml) ? convertXml(xml, schema, path, tell) : xml,
  })
  return mapSubschemas(converted, (subschema) => convertSchema(subschema, path, tell))
}

/** 3.2 names the kind of node, where before there were two flags. */
function convertXml(
  { nodeType, ...xml }: Fields,
  { type }: Fields,
  path: readonly string[],
  tell: Tell,
): Fields {
  if (nodeType === undefined) return xml
  if (nodeType === 'attribute') return { ...xml, attribute: true }
  if (nodeType === 'element') return type === 'array' ? { ...xml, wrapped: true } : xml
  if (nodeType !== 'none' || type !== 'array') tell(path, 'nodeType')
  return xml
}

function convertSecurityScheme(
  scheme: Fields,
  path: readonly string[],
  { tell }: Conversion,
): Fields {
  const names = { deprecated: 'x-deprecated', oauth2MetadataUrl: 'x-oauth2MetadataUrl' }
  const moved = move(scheme, names, path, tell)
  const { flows } = moved
  if (!isFields(flows)) return moved
  return { ...moved, flows: drop(flows, ['deviceAuthorization'], [...path, 'flows'], tell) }
}
