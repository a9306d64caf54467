import { followPointer } from '../../json-schema.ts'
import { withoutUndefined } from '../../json.ts'
import type { Convert, Downgrade } from './downgrade-context-3.0.ts'
import { type Fields, isFields, mapMembers } from '../fields.ts'

/** The fields that may stand beside a `$ref` in 3.1, and take the place of those of its target. */
const overridden: Readonly<Record<string, readonly string[]>> = {
  examples: ['summary', 'description'],
  responses: ['description'],
  parameters: ['description'],
  requestBodies: ['description'],
  headers: ['description'],
  links: ['description'],
}

const converters: Readonly<Record<string, Convert>> = {
  responses: convertResponse,
  parameters: convertParameter,
  requestBodies: convertBody,
  headers: convertParameter,
  links: ({ operationRef, ...link }) =>
    withoutUndefined({ ...link, operationRef: moveReference(operationRef) }),
}

/** One object of the kind of components, or a reference to one. */
export function convertObject(
  kind: string,
  value: unknown,
  path: readonly string[],
  downgrade: Downgrade,
): unknown {
  if (!isFields(value)) return value
  const resolved = '$ref' in value ? resolveOverride(kind, value, path, downgrade) : value
  const convert = Object.hasOwn(converters, kind) ? converters[kind] : undefined
  return '$ref' in resolved || !convert ? resolved : convert(resolved, path, downgrade)
}

/** A reference alone; its target, where something of it is said in other words. */
function resolveOverride(
  kind: string,
  reference: Readonly<Fields>,
  path: readonly string[],
  { document, lose }: Downgrade,
): Fields {
  const alone = { $ref: moveReference(reference['$ref']) }
  const overrides = (overridden[kind] ?? []).filter((field) => field in reference)
  if (overrides.length === 0) return alone
  const target = followReferences(document, reference['$ref'])
  if (!target) {
    lose(path, '$ref')
    return alone
  }
  return { ...target, ...Object.fromEntries(overrides.map((field) => [field, reference[field]])) }
}

/** What a reference leads to within the document, through references of its own. */
export function followReferences(document: Fields, ref: unknown): Readonly<Fields> | undefined {
  const seen = new Set<unknown>()
  let next = ref
  while (typeof next === 'string' && next.startsWith('#/') && !seen.has(next)) {
    seen.add(next)
    const target = followPointer(document, next.slice(1))
    if (!isFields(target)) return undefined
    if (!('$ref' in target)) return target
    next = target['$ref']
  }
  return undefined
}

/** Webhooks have another name in 3.0. */
export function moveReference(ref: unknown): unknown {
  return typeof ref === 'string' ? ref.replace(/^#\/webhooks\//, '#/x-webhooks/') : ref
}

/** Each member of a map of one kind. */
export function convertMap(
  kind: string,
  members: unknown,
  path: readonly string[],
  downgrade: Downgrade,
): Fields | undefined {
  if (!isFields(members)) return undefined
  return mapMembers(members, (member, name) =>
    convertObject(kind, member, [...path, name], downgrade),
  )
}

/** A Responses Object, which 3.0 wants, with one response at least. */
export function convertResponses(
  responses: unknown,
  path: readonly string[],
  downgrade: Downgrade,
): Fields {
  const converted = mapMembers(isFields(responses) ? responses : {}, (response, status) =>
    status.startsWith('x-')
      ? response
      : convertObject('responses', response, [...path, status], downgrade),
  )
  const isEmpty = Object.keys(converted).every((status) => status.startsWith('x-'))
  return isEmpty ? { ...converted, default: { description: 'Default Response' } } : converted
}

function convertResponse(
  { headers, content, links, ...response }: Fields,
  path: readonly string[],
  downgrade: Downgrade,
): Fields {
  return withoutUndefined({
    ...response,
    headers: convertMap('headers', headers, [...path, 'headers'], downgrade),
    content: convertContent(content, [...path, 'content'], downgrade),
    links: convertMap('links', links, [...path, 'links'], downgrade),
  })
}

function convertBody(
  { content, ...body }: Fields,
  path: readonly string[],
  downgrade: Downgrade,
): Fields {
  return withoutUndefined({
    ...body,
    content: convertContent(content, [...path, 'content'], downgrade),
  })
}

/** Headers are parameters in all but their name. */
function convertParameter(
  { schema, content, examples, ...parameter }: Fields,
  path: readonly string[],
  downgrade: Downgrade,
): Fields {
  return withoutUndefined({
    ...parameter,
    schema: schema === undefined ? schema : downgrade.schemas.convert(schema, [...path, 'schema']),
    content: convertContent(content, [...path, 'content'], downgrade),
    examples: convertMap('examples', examples, [...path, 'examples'], downgrade),
  })
}

function convertContent(
  content: unknown,
  path: readonly string[],
  downgrade: Downgrade,
): Fields | undefined {
  if (!isFields(content)) return undefined
  return mapMembers(content, (media, type) =>
    convertMedia(
      isForm(type) && isFields(media) ? nameContentTypes(media) : media,
      [...path, type],
      downgrade,
    ),
  ) as Fields
}

/** Where 3.1 keeps what 3.2 says of the items of a stream: a schema as any other. */
const items = 'x-itemSchema'

function convertMedia(media: unknown, path: readonly string[], downgrade: Downgrade): unknown {
  if (!isFields(media)) return media
  const { schema, [items]: itemSchema, examples, encoding, ...others } = media
  return withoutUndefined({
    ...others,
    schema: schema === undefined ? schema : downgrade.schemas.convert(schema, [...path, 'schema']),
    [items]: isSchema(itemSchema)
      ? downgrade.schemas.convert(itemSchema, [...path, items])
      : itemSchema,
    examples: convertMap('examples', examples, [...path, 'examples'], downgrade),
    encoding: isFields(encoding)
      ? mapMembers(encoding, (one, name) =>
          isFields(one) ? convertEncoding(one, [...path, 'encoding', name], downgrade) : one,
        )
      : undefined,
  })
}

function isSchema(value: unknown): boolean {
  return isFields(value) || typeof value === 'boolean'
}

function convertEncoding(
  { headers, ...encoding }: Fields,
  path: readonly string[],
  downgrade: Downgrade,
): Fields {
  return withoutUndefined({
    ...encoding,
    headers: convertMap('headers', headers, [...path, 'headers'], downgrade),
  })
}

function isForm(type: string): boolean {
  return /^multipart\//i.test(type)
}

/** The media type of a part of a form is in its encoding, where 3.0 has a place for it. */
function nameContentTypes(media: Fields): Fields {
  const { schema, encoding } = media
  if (!isFields(schema) || !isFields(schema['properties'])) return media
  const properties = schema['properties'] as Record<string, unknown>
  const named = Object.entries(properties).filter(([, property]) => hasMediaType(property))
  if (named.length === 0) return media
  const said = new Map(
    named.map(([name, property]) => [
      name,
      { contentType: (property as Fields)['contentMediaType'], ...ownEncoding(encoding, name) },
    ]),
  )
  return {
    ...media,
    schema: { ...schema, properties: mapMembers(properties, withoutMediaType) },
    encoding: { ...(encoding as Fields | undefined), ...Object.fromEntries(said) },
  }
}

function hasMediaType(property: unknown): property is Fields {
  return (
    isFields(property) &&
    typeof property['contentMediaType'] === 'string' &&
    !('contentEncoding' in property && property['contentEncoding'] !== 'binary')
  )
}

function ownEncoding(encoding: unknown, name: string): Fields {
  const isSaid = isFields(encoding) && Object.hasOwn(encoding, name)
  return isSaid && isFields(encoding[name]) ? encoding[name] : {}
}

/** In a form it is a file whatever its media type. */
function withoutMediaType(property: unknown): unknown {
  if (!hasMediaType(property)) return property
  const { contentMediaType: _, ...others } = property
  return { format: 'binary', ...others }
}
