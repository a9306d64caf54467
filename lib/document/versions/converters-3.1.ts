import { type Conversion, drop, dropMembers, move } from './conversion-3.1.ts'
import type { Kind } from './object-kinds.ts'
import { dropLinks, dropOperations } from './operations-3.1.ts'
import { convertQuerystring, isUnsayable } from './querystring-3.1.ts'
import { convertDialect, convertSchema } from './schema-3.1.ts'
import { nameSchemes } from './security-3.1.ts'
import { describeSequence, wrapReference } from './sequences.ts'
import { type Fields, isFields } from '../fields.ts'

type Convert = (value: Fields, path: readonly string[], conversion: Conversion) => Fields

/** What 3.1 says otherwise than 3.2, for each kind of object that differs. */
export const converters: Readonly<Partial<Record<Kind, Convert>>> = {
  document: convertRoot,
  server: (server, path, { tell }) => move(server, { name: 'x-name' }, path, tell),
  tag: convertTag,
  components: convertComponents,
  pathItem: convertPathItem,
  operation: (operation, path, conversion) =>
    nameSchemes(dropParameters(operation, path, conversion), path, conversion),
  parameter: convertParameter,
  header: (header, path, { tell }) => drop(header, ['allowReserved'], path, tell),
  response: convertResponse,
  mediaType: convertMediaType,
  encoding: (encoding, path, { tell }) =>
    drop(encoding, ['encoding', 'prefixEncoding', 'itemEncoding'], path, tell),
  example: convertExample,
  schema: convertSchema,
  securityScheme: convertSecurityScheme,
}

function convertRoot(document: Fields, path: readonly string[], conversion: Conversion): Fields {
  const moved = move(document, { $self: 'x-self' }, path, conversion.tell)
  const { jsonSchemaDialect } = moved
  const dialect =
    jsonSchemaDialect === undefined ? {} : { jsonSchemaDialect: convertDialect(jsonSchemaDialect) }
  const openapi = versionIn31(document)
  return { ...nameSchemes(moved, path, conversion), openapi, ...dialect }
}

/** An exact patch of 3.1 stays; 3.0 is written by who converts to it. */
export function versionIn31(document: object): unknown {
  const { openapi } = document as Fields
  return String(openapi).startsWith('3.1.') ? openapi : '3.1.0'
}

/** "x-displayName" is what pages have shown in place of a tag's name before 3.2. */
function convertTag(tag: Fields, path: readonly string[], { tell }: Conversion): Fields {
  return move(tag, { summary: 'x-displayName', parent: 'x-parent', kind: 'x-kind' }, path, tell)
}

/** What refers to a media type has it written in its place. */
function convertComponents(given: Fields, path: readonly string[], conversion: Conversion): Fields {
  const { mediaTypes: _, ...components } = given
  const kept = dropMembers(components, 'parameters', (parameter, name) =>
    isUnsayable(parameter, [...path, 'parameters', name], conversion),
  )
  return dropLinks(kept, path, conversion)
}

function convertPathItem(item: Fields, path: readonly string[], conversion: Conversion): Fields {
  return dropParameters(dropOperations(item, path, conversion), path, conversion)
}

function dropParameters(value: Fields, path: readonly string[], conversion: Conversion): Fields {
  const { parameters } = value
  if (!Array.isArray(parameters)) return value
  const kept = parameters.filter(
    (parameter, index) => !isUnsayable(parameter, [...path, `parameters.${index}`], conversion),
  )
  return { ...value, parameters: kept }
}

function convertParameter(
  parameter: Fields,
  path: readonly string[],
  conversion: Conversion,
): Fields {
  const { tell } = conversion
  if (parameter['in'] === 'querystring') return convertQuerystring(parameter, path, conversion)
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
  conversion: Conversion,
): Fields {
  if (summary !== undefined) conversion.tell(path, 'summary')
  const text = [summary, description].filter((one) => typeof one === 'string' && one !== '')
  return { description: text.join('\n\n'), ...dropLinks(response, path, conversion) }
}

function convertMediaType(media: Fields, path: readonly string[], { tell }: Conversion): Fields {
  const { itemSchema, ...whole } = drop(media, ['prefixEncoding', 'itemEncoding'], path, tell)
  if (itemSchema === undefined) return whole
  tell(path, 'itemSchema')
  return {
    schema: describeSequence(path.at(-1) ?? '', itemSchema),
    ...whole,
    'x-itemSchema': wrapReference(itemSchema),
  }
}

/** `value` is the data of the example; as text it is not to be told from data that is text. */
function convertExample(example: Fields, path: readonly string[], { tell }: Conversion): Fields {
  const { dataValue, ...others } = example
  const moved = move(others, { serializedValue: 'x-serializedValue' }, path, tell)
  if (dataValue === undefined) return moved
  // "The `value` field and `externalValue` field are mutually exclusive."
  if (!('externalValue' in moved)) return { ...moved, value: dataValue }
  tell(path, 'dataValue')
  return moved
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
