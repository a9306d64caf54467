import { listConstants } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { isArrayIndex } from './evaluate.ts'
import { constantsOf, labelByConstant, nameOf, ordinal, shorten } from './schema-branch-labels.ts'
import type { Branch, PlainAbsence } from './schema-finding.ts'
import type { Choice, SchemaIndex } from './schema-parts.ts'
import { everyKind, type Container, type Kind, type UndeclaredStatus } from './schema-place.ts'
import {
  isObject,
  listDefined,
  listSchemas,
  listStrings,
  readCount,
  readOwn,
  readSchema,
  type Schema,
} from './schema-reading.ts'

// What the keywords of one schema say of one member

export type Declaration =
  | {
      readonly status: 'declared'
      /** The schemas that all hold for it; none where it is required and nothing else is said. */
      readonly schemas: readonly Schema[]
      readonly absence: PlainAbsence['kind'] | undefined
    }
  | { readonly status: UndeclaredStatus }

export const declarationOf: Record<
  Container,
  (schema: SchemaObject, token: string) => Declaration
> = {
  object: declareProperty,
  array: declareItem,
}

function declareProperty(schema: SchemaObject, token: string): Declaration {
  if ('const' in schema) return declareInData(schema['const'], token)
  if (!acceptsName(schema['propertyNames'], token)) return { status: 'impossible' }
  const named = listDefined([readOwn(schema['properties'], token)])
  const matched = listMatched(schema['patternProperties'], token)
  const further = listDefined([readSchema(schema['additionalProperties'])])
  const schemas = named.length + matched.length > 0 ? [...named, ...matched] : further
  if (listStrings(schema['required']).includes(token)) {
    return { status: 'declared', schemas, absence: undefined }
  }
  if (schemas.length === 0) return { status: undeclaredStatus(schema) }
  return { status: 'declared', schemas, absence: named.length > 0 ? 'optional' : 'any-name' }
}

function declareItem(schema: SchemaObject, token: string): Declaration {
  if ('const' in schema) return declareInData(schema['const'], token)
  const position = Number(token)
  if (!isArrayIndex(token) || position >= readCount(schema['maxItems'], Infinity)) {
    return { status: 'impossible' }
  }
  const schemas = listDefined([itemAt(schema, position)])
  const isCertain = position < readCount(schema['minItems'], 0)
  if (schemas.length === 0 && !isCertain) return { status: undeclaredStatus(schema) }
  return { status: 'declared', schemas, absence: isCertain ? undefined : 'too-short' }
}

/** Data is described by itself: what is in it is there, and nothing else is. */
function declareInData(data: unknown, token: string): Declaration {
  const isMember = isObject(data) && Object.hasOwn(data, token)
  if (!isMember || (Array.isArray(data) && !isArrayIndex(token))) return { status: 'impossible' }
  return { status: 'declared', schemas: [{ const: data[token] }], absence: undefined }
}

/** Who lists some members means no others; this is so of tuples too. */
function undeclaredStatus(schema: SchemaObject): UndeclaredStatus {
  const lists = ['properties', 'patternProperties', 'items', 'prefixItems']
  return lists.some((keyword) => keyword in schema) ? 'unlisted' : 'silent'
}

function acceptsName(propertyNames: unknown, name: string): boolean {
  if (!isObject(propertyNames)) return propertyNames !== false
  const values = listConstants(propertyNames)
  return values === undefined || values.includes(name)
}

function listMatched(patterns: unknown, token: string): Schema[] {
  if (!isObject(patterns)) return []
  const matching = Object.keys(patterns).filter((pattern) => matches(pattern, token))
  return listDefined(matching.map((pattern) => readOwn(patterns, pattern)))
}

/** "Regular expressions SHOULD be built with the "u" flag"; JSON Schema 2020-12, 6.4. */
function matches(pattern: string, text: string): boolean {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags).test(text)
    } catch {
      // Some patterns are valid without the flag alone; one that never is matches nothing.
    }
  }
  return false
}

/** Before 2020-12 a tuple was `items: [A, B]`, and what follows it `additionalItems`. */
function itemAt(schema: SchemaObject, position: number): Schema | undefined {
  const { prefixItems, items, additionalItems } = schema
  const tuple = listSchemas(Array.isArray(items) ? items : prefixItems)
  if (position < tuple.length) return tuple[position]
  return readSchema(Array.isArray(items) ? additionalItems : items)
}

export function kindsOf(schema: SchemaObject): readonly Kind[] {
  const { type } = schema
  const allowed = typeof type === 'string' ? kindsOfType(type) : kindsOfTypes(listStrings(type))
  const kinds = listConstants(schema)?.map(kindOf)
  return kinds ? allowed.filter((kind) => kinds.includes(kind)) : allowed
}

function kindsOfTypes(types: readonly string[]): readonly Kind[] {
  return types.length === 0 ? everyKind : everyKind.filter((kind) => isOf(kind, types))
}

function kindsOfType(type: string): readonly Kind[] {
  return kindsByType.get(type) ?? kindsOfTypes([type])
}

const kindsByType: ReadonlyMap<string, readonly Kind[]> = new Map(
  ['null', 'boolean', 'string', 'integer', 'number', 'object', 'array'].map((type) => [
    type,
    kindsOfTypes([type]),
  ]),
)

function isOf(kind: Kind, types: readonly string[]): boolean {
  return types.includes(kind) || (types.includes('number') && /^(?:integer|fraction)$/.test(kind))
}

/** "A number with a zero fractional part is an integer"; JSON Schema Validation 2020-12, 6.1.1. */
function kindOf(value: unknown): Kind {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'fraction'
  return typeof value as Kind
}

// What can be said of a value in one of several ways

export function choicesOf(index: SchemaIndex, schema: SchemaObject): readonly Choice[] {
  const known = index.choices.get(schema)
  if (known) return known
  const choices = [
    listAlternatives(index, schema, 'anyOf'),
    listAlternatives(index, schema, 'oneOf'),
    listValues(schema),
    listConditional(index, schema),
    ...listDependent(schema),
  ].filter((choice) => choice.length > 0)
  index.choices.set(schema, choices)
  return choices
}

function listAlternatives(
  search: SchemaIndex,
  schema: SchemaObject,
  keyword: 'anyOf' | 'oneOf',
): Choice {
  const schemas = listSchemas(schema[keyword])
  const constants = schemas.map((one) => constantsOf(search, one))
  return schemas.map((one, index) => {
    const label =
      labelByConstant(constants, index) ??
      nameOf(search, one) ??
      `the ${ordinal(index + 1)} of ${schemas.length}`
    return { branch: { keyword, index, label }, schemas: [one] }
  })
}

/** Scalars have no members, so that their types are all there is to say of them. */
function listValues(schema: SchemaObject): Choice {
  const { enum: values } = schema
  if ('const' in schema || !Array.isArray(values) || !values.some(isObject)) return []
  return values.map((value: unknown, index) => ({
    branch: { keyword: 'enum', index, label: shorten(JSON.stringify(value)) },
    schemas: [{ const: value }],
  }))
}

function listConditional(search: SchemaIndex, schema: SchemaObject): Choice {
  const condition = readSchema(schema['if'])
  const [consequence, otherwise] = [readSchema(schema['then']), readSchema(schema['else'])]
  if (condition === undefined || (consequence === undefined && otherwise === undefined)) return []
  const constant = labelByConstant([constantsOf(search, condition)], 0)
  const branches = [constant ?? '"if" holds', constant ? `not ${constant}` : '"if" fails'].map(
    (label, index) => ({ keyword: 'if', index, label }) as const,
  ) as [Branch, Branch]
  return [
    { branch: branches[0], schemas: listDefined([condition, consequence]) },
    { branch: branches[1], schemas: listDefined([otherwise]) },
  ]
}

function listDependent({ dependentSchemas }: SchemaObject): Choice[] {
  if (!isObject(dependentSchemas)) return []
  return Object.keys(dependentSchemas).map((name) => [
    {
      branch: { keyword: 'dependentSchemas', index: 0, label: `with ${JSON.stringify(name)}` },
      schemas: listDefined([readOwn(dependentSchemas, name)]),
    },
    {
      branch: { keyword: 'dependentSchemas', index: 1, label: `without ${JSON.stringify(name)}` },
      schemas: [],
    },
  ])
}
