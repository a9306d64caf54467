import { canonicalText } from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import { addAnyOf, refuseAll, type Turn } from './schema-turn-3.0.ts'

const otherTypes = ['string', 'number', 'boolean', 'object', 'array', 'null']

/** `type`, `const` and `enum`: 3.0 has one type, which `nullable` adds null to. */
export function writeTypes(turn: Turn): void {
  const { source, fields } = turn
  const values = readValues(source)
  const types = readTypes(source['type'] ?? (values && listTypes(values)))
  if (values?.length === 0) return refuseAll(turn)
  if (values) fields['enum'] = [...values]
  if (types) writeTypeList(turn, types, values)
}

function writeTypeList(turn: Turn, types: string[], values: readonly unknown[] | undefined): void {
  const isNullable = types.includes('null') && (values?.includes(null) ?? true)
  const named = types.filter((type) => type !== 'null').map(describeType)
  const [first, ...more] = named
  if (!first) writeNull(turn, isNullable)
  else {
    const nullable = isNullable ? { ...first, nullable: true } : first
    if (more.length === 0) Object.assign(turn.fields, nullable)
    else addAnyOf(turn, [nullable, ...more])
  }
}

function writeNull(turn: Turn, isNullable: boolean): void {
  delete turn.fields['enum']
  if (isNullable) Object.assign(turn.fields, describeNull())
  else refuseAll(turn)
}

/** `nullable` counts only beside a `type`, so that null alone takes a type that its `enum` excludes. */
function describeNull(): SchemaObject {
  return { type: 'string', nullable: true, enum: [null] }
}

/** "items MUST be present if the type is array". */
function describeType(type: string): SchemaObject {
  return type === 'array' ? { type, items: {} } : { type }
}

/** Undefined for all types, which is what no type says. */
function readTypes(type: unknown): string[] | undefined {
  if (type === undefined) return undefined
  const types = new Set(Array.isArray(type) ? (type as string[]) : [type as string])
  if (types.has('number')) types.delete('integer')
  return otherTypes.every((other) => types.has(other)) ? undefined : [...types]
}

/** What `const` and `enum` allow together. */
function readValues(source: Readonly<SchemaObject>): readonly unknown[] | undefined {
  const values = Array.isArray(source['enum']) ? (source['enum'] as unknown[]) : undefined
  if (!('const' in source)) return values
  const text = canonicalText(source['const'])
  const isAllowed = values?.some((value) => canonicalText(value) === text) ?? true
  return isAllowed ? [source['const']] : []
}

/** The type that all values share, and null: generators of code make little of values without one. */
function listTypes(values: readonly unknown[]): string[] | undefined {
  const types = new Set(values.map(typeOf))
  if (types.has('number')) types.delete('integer')
  const isNullable = types.delete('null')
  if (types.size > 1) return undefined
  return isNullable ? [...types, 'null'] : [...types]
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

/**
 * Alternatives without the one that is null alone, where another can be `nullable`. That holds in
 * `oneOf` too: as many of them accept null as before.
 */
export function foldNull(alternatives: readonly SchemaObject[]): SchemaObject[] {
  const nullText = canonicalText(describeNull())
  const alone = alternatives.findIndex((schema) => canonicalText(schema) === nullText)
  const chosen = alternatives.findIndex((schema, index) => index !== alone && canBeNullable(schema))
  if (alone === -1 || chosen === -1) return [...alternatives]
  return alternatives
    .map((schema, index) => (index === chosen ? makeNullable(schema) : schema))
    .filter((_, index) => index !== alone)
}

function canBeNullable(schema: SchemaObject): boolean {
  const deciding = ['allOf', 'anyOf', 'oneOf', 'not', 'nullable']
  return 'type' in schema && !deciding.some((keyword) => keyword in schema)
}

function makeNullable(schema: SchemaObject): SchemaObject {
  const values = schema['enum'] as unknown[] | undefined
  const others = values?.filter((value) => value !== null)
  return { ...schema, nullable: true, ...(others ? { enum: [...others, null] } : {}) }
}

/** Exclusive bounds are numbers in JSON Schema, and in 3.0 a word about the bound beside them. */
export function writeBounds(turn: Turn): void {
  writeBound(turn, 'minimum', 'exclusiveMinimum', (a, b) => a > b)
  writeBound(turn, 'maximum', 'exclusiveMaximum', (a, b) => a < b)
}

function writeBound(
  { source, fields }: Turn,
  inclusive: string,
  exclusive: string,
  isTighter: (a: number, b: number) => boolean,
): void {
  const closed = source[inclusive] as number | undefined
  const open = source[exclusive] as number | undefined
  if (open === undefined || (closed !== undefined && isTighter(closed, open))) {
    if (closed !== undefined) fields[inclusive] = closed
  } else Object.assign(fields, { [inclusive]: open, [exclusive]: true })
}

/** What a text holds is its format in 3.0. */
export function writeContent(turn: Turn): void {
  const { contentEncoding: encoding, contentMediaType: mediaType } = turn.source
  const format = turn.source['format'] ?? formatOf(encoding, mediaType)
  if (format !== undefined) turn.fields['format'] = format
  if (typeof encoding === 'string' && !isFormat(encoding)) turn.lose('contentEncoding')
  if (typeof mediaType === 'string' && mediaType !== anyBytes) turn.lose('contentMediaType')
  if ('contentSchema' in turn.source) turn.lose('contentSchema')
}

const anyBytes = 'application/octet-stream'
const formats: Readonly<Record<string, string>> = {
  base64: 'byte',
  base64url: 'base64url',
  binary: 'binary',
}

function isFormat(encoding: string): boolean {
  return Object.hasOwn(formats, encoding.toLowerCase())
}

function formatOf(encoding: unknown, mediaType: unknown): string | undefined {
  if (typeof encoding === 'string') return formats[encoding.toLowerCase()]
  return typeof mediaType === 'string' && isBinary(mediaType) ? 'binary' : undefined
}

/** Whether what is of this media type is no text. */
function isBinary(mediaType: string): boolean {
  return !/^text\/|[/+](?:json|xml|yaml)\b/i.test(mediaType)
}
