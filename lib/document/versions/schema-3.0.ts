import { annotations, listMapping, withMapping } from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import type { Lose } from './losses-3.0.ts'
import { settleNames, settleUnevaluated, writeArrays, writeObjects } from './schema-objects-3.0.ts'
import {
  addAnyOf,
  addNot,
  apply,
  finish,
  loosen,
  type Converted,
  type Turn,
} from './schema-turn-3.0.ts'
import { foldNull, writeBounds, writeContent, writeTypes } from './schema-types-3.0.ts'
import { isFields } from '../fields.ts'

/** Where a schema stands. */
export interface SchemaPlace {
  readonly path: readonly string[]
  /** The schema with an `$id` around it, which its references are relative to. */
  readonly resource: Readonly<SchemaObject> | undefined
}

/** What the conversion of a schema asks of the document around it. */
export interface Surroundings {
  /** What a `$ref` becomes. */
  refer(ref: string, place: SchemaPlace): Converted
  readonly lose: Lose
}

/** Written as they are: they say the same in 3.0. */
const same = new Set([
  ...['title', 'description', 'default', 'deprecated', 'readOnly', 'writeOnly'],
  ...['multipleOf', 'minLength', 'maxLength', 'pattern', 'minItems', 'maxItems', 'uniqueItems'],
  ...['minProperties', 'maxProperties', 'discriminator', 'xml', 'externalDocs', 'example'],
])

/** Converted, or such as decides nothing once the references are written out. */
const handled = new Set([
  ...['type', 'const', 'enum', 'format', 'examples'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['contentEncoding', 'contentMediaType', 'contentSchema'],
  ...['properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames'],
  ...['dependentRequired', 'dependentSchemas', 'unevaluatedProperties', 'unevaluatedItems'],
  ...['items', 'prefixItems', 'contains', 'minContains', 'maxContains'],
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', '$ref', '$dynamicRef'],
  ...['$id', '$anchor', '$dynamicAnchor', '$defs', 'definitions', '$schema', '$vocabulary'],
  '$comment',
])

/** A Schema Object of OpenAPI 3.1 as one of 3.0, which accepts the same, or more where it must. */
export function convertSchema(
  schema: unknown,
  around: SchemaPlace,
  surroundings: Surroundings,
): Converted {
  if (!isFields(schema)) return { schema: schema === false ? { not: {} } : {}, isExact: true }
  const place = { path: around.path, resource: resourceOf(schema) ?? around.resource }
  const turn = startTurn(schema, place, surroundings)
  const allOf = writeReferences(turn, place, surroundings)
  writeDescription(turn)
  writeMapping(turn, place, surroundings)
  writeAlternatives(turn)
  writeNegation(turn)
  writeTypes(turn)
  writeBounds(turn)
  writeContent(turn)
  writeObjects(turn)
  writeArrays(turn)
  writeCondition(turn)
  return { schema: finish(turn, allOf), isExact: turn.isExact }
}

function startTurn(
  schema: Readonly<SchemaObject>,
  place: SchemaPlace,
  surroundings: Surroundings,
): Turn {
  const { resource } = place
  return {
    source: settleNames(settleUnevaluated(schema)),
    fields: {},
    all: [],
    isExact: true,
    read: (subschema, ...path) =>
      convertSchema(subschema, { path: [...place.path, ...path], resource }, surroundings),
    lose: (keyword) => surroundings.lose(place.path, keyword),
  }
}

/** A schema with an `$id` is the root of the references within it. */
export function resourceOf(schema: Readonly<SchemaObject>): Readonly<SchemaObject> | undefined {
  return typeof schema['$id'] === 'string' && !schema['$id'].startsWith('#') ? schema : undefined
}

/** What holds by reference and by `allOf`. */
function writeReferences(
  turn: Turn,
  place: SchemaPlace,
  surroundings: Surroundings,
): SchemaObject[] {
  const { $ref, allOf } = turn.source
  if ('$dynamicRef' in turn.source) loosen(turn, '$dynamicRef')
  const parts = Array.isArray(allOf)
    ? allOf.map((schema, index) => apply(turn, schema, 'allOf', String(index)))
    : []
  if (typeof $ref !== 'string') return parts
  const { schema, isExact } = surroundings.refer($ref, place)
  turn.isExact &&= isExact
  return [schema, ...parts]
}

function writeDescription({ source, fields, lose }: Turn): void {
  for (const [keyword, value] of Object.entries(source)) {
    if (same.has(keyword) || keyword.startsWith('x-')) fields[keyword] = value
    else if (!handled.has(keyword)) lose(keyword)
  }
  const { examples } = source
  if (!Array.isArray(examples) || examples.length === 0) return
  if (!('example' in fields)) fields['example'] = examples[0]
  if (examples.length > 1) lose('examples')
}

/** A discriminator names its schemas by references, too. */
function writeMapping(turn: Turn, place: SchemaPlace, surroundings: Surroundings): void {
  const mapping = listMapping(turn.source).map(([value, target]) => {
    const { $ref } = target.startsWith('#') ? surroundings.refer(target, place).schema : {}
    return [value, typeof $ref === 'string' ? $ref : target] as const
  })
  Object.assign(turn.fields, withMapping(turn.fields, mapping))
}

function writeAlternatives(turn: Turn): void {
  for (const keyword of ['anyOf', 'oneOf']) {
    const list = turn.source[keyword]
    if (!Array.isArray(list)) continue
    const named = 'discriminator' in turn.source ? keepNames(list, turn) : list
    const read = named.map((schema, index) => turn.read(schema, keyword, String(index)))
    const schemas = foldNull(read.map(({ schema }) => schema))
    const isExact = read.every((one) => one.isExact)
    turn.isExact &&= isExact
    if (schemas.length === 1 && list.length > 1) turn.all.push(schemas[0] as SchemaObject)
    else if (keyword === 'oneOf' && !isExact) writeLooseOneOf(turn, schemas)
    else turn.fields[keyword] = schemas
  }
}

/**
 * "Inline schemas will not be considered" by a discriminator, and in 3.0 nothing stands beside a `$ref`:
 * what only describes is left out.
 */
function keepNames(list: readonly unknown[], turn: Turn): unknown[] {
  return list.map((schema) => {
    const { $ref, ...beside } = (schema ?? {}) as SchemaObject
    const keywords = Object.keys(beside)
    if (typeof $ref !== 'string' || keywords.length === 0) return schema
    if (!keywords.every((keyword) => annotations.has(keyword))) return schema
    for (const keyword of keywords) turn.lose(keyword)
    return { $ref }
  })
}

/** Where an alternative accepts more than it should, a value may match two of them. */
function writeLooseOneOf(turn: Turn, schemas: SchemaObject[]): void {
  turn.lose('oneOf')
  if ('anyOf' in turn.fields) turn.all.push({ anyOf: schemas })
  else turn.fields['anyOf'] = schemas
}

function writeNegation(turn: Turn): void {
  if (!('not' in turn.source) || turn.source['not'] === false) return
  const { schema, isExact } = turn.read(turn.source['not'], 'not')
  if (isExact) addNot(turn, schema)
  else loosen(turn, 'not')
}

/** "If A then B else C" is "B or not A", and "C or A". */
function writeCondition(turn: Turn): void {
  const { source } = turn
  if (!('if' in source) || (!('then' in source) && !('else' in source))) return
  const condition = turn.read(source['if'], 'if')
  const [met, unmet] = ['then', 'else'].map((keyword) => apply(turn, source[keyword], keyword)) as [
    SchemaObject,
    SchemaObject,
  ]
  if (!condition.isExact) {
    loosen(turn, 'if')
    if ('then' in source && 'else' in source) addAnyOf(turn, [met, unmet])
    return
  }
  if ('then' in source) addAnyOf(turn, [{ not: condition.schema }, met])
  if ('else' in source) addAnyOf(turn, [structuredClone(condition.schema), unmet])
}
