import { listConstants, mapSubschemas, toComponentName } from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import { samplePattern } from './pattern-sample.ts'

/** How a schema is made ready for the sampler. */
export interface SampledChoice {
  /** Which of alternatives comes first. */
  readonly alternative: number
  /** Whether what authors wrote as examples is left out: it may be wrong. */
  readonly isBare: boolean
}

/** A copy of a schema in which the sampler finds what it does not make by itself, and in the order it looks. */
export function toSampledSchema(
  schema: Readonly<SchemaObject>,
  choice: SampledChoice,
): SchemaObject {
  const inner = mapSubschemas(schema, (subschema) => toSampledSchema(subschema, choice))
  const bare = choice.isBare ? withoutExamples(inner) : inner
  return withExample(orderAlternatives(orderTypes(bare), choice.alternative))
}

function withoutExamples(schema: SchemaObject): SchemaObject {
  const { example: _, examples: __, default: ___, ...others } = schema
  return others
}

/** The sampler takes the first type and the first constant, and null says nothing. */
function orderTypes(schema: SchemaObject): SchemaObject {
  const { type, enum: constants } = schema
  return {
    ...schema,
    ...(Array.isArray(type) && { type: nullLast(type, (one) => one === 'null') }),
    ...(Array.isArray(constants) && { enum: nullLast(constants, (one) => one === null) }),
  }
}

function nullLast<Item>(items: readonly Item[], isNull: (item: Item) => boolean): Item[] {
  return [...items.filter((item) => !isNull(item)), ...items.filter(isNull)]
}

function orderAlternatives(schema: SchemaObject, first: number): SchemaObject {
  const keyword = ['oneOf', 'anyOf'].find((name) => Array.isArray(schema[name]))
  if (keyword === undefined) return schema
  const alternatives = nullLast(schema[keyword] as SchemaObject[], isNullSchema)
  const start = alternatives.length === 0 ? 0 : first % alternatives.length
  const ordered = [...alternatives.slice(start), ...alternatives.slice(0, start)]
  // The sampler would make an empty object of it.
  if (ordered[0] && isNullSchema(ordered[0])) return { const: null }
  const names = ordered.map(listNames)
  if (names.every((one) => one !== undefined)) return chooseNames(schema, keyword, names)
  return { ...schema, [keyword]: ordered.map((one) => tagAlternative(one, schema)) }
}

/** The names that an alternative requires, where it says nothing else; else undefined. */
function listNames(schema: SchemaObject | boolean): readonly string[] | undefined {
  if (typeof schema === 'boolean') return undefined
  const { required, allOf, type = 'object', not: _, description: __, ...others } = schema
  if (type !== 'object' || Object.keys(others).length > 0) return undefined
  const inner = listOf<SchemaObject>(allOf).map(listNames)
  if (inner.includes(undefined)) return undefined
  const names = [...listOf<string>(required), ...inner.flatMap((one) => one ?? [])]
  return names.length > 0 ? names : undefined
}

/**
 * The sampler takes all properties or those that are required, and neither is right for
 * `oneOf: [{ required: [a] }, { required: [b] }]`: the first names are required, and the others left out.
 */
function chooseNames(
  schema: SchemaObject,
  keyword: string,
  [first = [], ...others]: readonly (readonly string[])[],
): SchemaObject {
  const { [keyword]: _, properties, required, ...rest } = schema
  const wanted = new Set([...listOf<string>(required), ...first])
  const rivals = keyword === 'oneOf' ? others.flat().filter((name) => !wanted.has(name)) : []
  const kept = Object.entries(properties ?? {}).filter(([name]) => !rivals.includes(name))
  return { ...rest, properties: Object.fromEntries(kept), required: [...wanted] } as SchemaObject
}

/** A document may have anything in the place of a list. */
function listOf<Item>(value: unknown): readonly Item[] {
  return Array.isArray(value) ? (value as Item[]) : []
}

/** An alternative may be `true` or `false`. */
function isNullSchema(schema: SchemaObject | boolean): boolean {
  if (typeof schema === 'boolean') return false
  const constants = listConstants(schema)
  return schema['type'] === 'null' || (constants?.every((one) => one === null) ?? false)
}

/** By a discriminator, each alternative is told by a value that only the mapping or its name says. */
function tagAlternative(alternative: SchemaObject, { discriminator }: SchemaObject): SchemaObject {
  const { propertyName, mapping } = (discriminator ?? {}) as DiscriminatorObject
  const { $ref } = alternative
  if (typeof propertyName !== 'string' || typeof $ref !== 'string') return alternative
  const name = $ref.split('/').at(-1) ?? ''
  const mapped = Object.entries(mapping ?? {}).find(([, target]) => isReferenceTo(target, name))
  const tag = mapped?.[0] ?? name.replace(/^_*components_schemas_/, '')
  const tagged = { properties: { [propertyName]: { const: tag } } }
  return { allOf: [alternative, { type: 'object', ...tagged }] }
}

interface DiscriminatorObject {
  readonly propertyName?: unknown
  readonly mapping?: Readonly<Record<string, unknown>>
}

/** What is out of the schema was given a name made of its reference. */
function isReferenceTo(target: unknown, name: string): boolean {
  if (typeof target !== 'string') return false
  const reference = target.includes('/') ? target : `#/components/schemas/${target}`
  return toComponentName(reference) === name
}

const valueKeywords = ['const', 'enum', 'example', 'examples', 'default']

function withExample(schema: SchemaObject): SchemaObject {
  if (valueKeywords.some((keyword) => schema[keyword] !== undefined)) return schema
  const example = sampleText(schema) ?? sampleMultiple(schema)
  return example === undefined ? schema : { ...schema, examples: [example] }
}

/** The formats that the sampler does not know. */
const formats: Readonly<Record<string, string>> = {
  byte: 'c2FtcGxl',
  duration: 'PT5M',
  'iso-time': '14:15:22Z',
  'uri-template': 'https://example.com/{id}',
  'json-pointer-uri-fragment': '#/id',
}

function sampleText(schema: SchemaObject): string | undefined {
  const { type, pattern, format, minLength = 0, maxLength = Infinity } = schema
  if (type !== undefined && [type].flat()[0] !== 'string') return undefined
  if (typeof pattern === 'string') {
    return samplePattern(pattern, { min: Number(minLength), max: Number(maxLength) })
  }
  return typeof format === 'string' && Object.hasOwn(formats, format) ? formats[format] : undefined
}

/** The sampler gives the least number that is allowed, be it no multiple. */
function sampleMultiple(schema: SchemaObject): number | undefined {
  const { multipleOf, minimum, exclusiveMinimum } = schema
  if (typeof multipleOf !== 'number' || multipleOf <= 0) return undefined
  const least = Math.max(Number(minimum ?? 0), Number(exclusiveMinimum ?? 0))
  const steps = Math.ceil(least / multipleOf)
  const isAbove = typeof exclusiveMinimum !== 'number' || steps * multipleOf > exclusiveMinimum
  return (isAbove ? steps : steps + 1) * multipleOf
}
