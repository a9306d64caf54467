import { definitionName, listConstants } from '../json-schema.ts'
import { listParts, type SchemaIndex } from './schema-parts.ts'
import { isObject, listDefined, readSchema, type Schema } from './schema-reading.ts'

/** The properties of a schema whose values are given, each in the words of a message. */
export function constantsOf(index: SchemaIndex, schema: Schema): ReadonlyMap<string, string> {
  if (typeof schema === 'boolean') return new Map()
  const properties = listParts(index, schema).own.map((part) => part['properties'])
  const entries = properties.filter(isObject).flatMap((one) => Object.entries(one))
  return new Map(
    entries.flatMap(([name, property]) => {
      const value = describeConstant(index, readSchema(property))
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function describeConstant(index: SchemaIndex, schema: Schema | undefined): string | undefined {
  if (typeof schema !== 'object') return undefined
  const values = listDefined(listParts(index, schema).own.map(listConstants))[0]
  if (!values || values.some(isObject)) return undefined
  return shorten(values.map((value) => JSON.stringify(value)).join(' or '))
}

/** A property tells alternatives apart where it has no such value in any other, best if in all one. */
export function labelByConstant(
  constants: readonly ReadonlyMap<string, string>[],
  index: number,
): string | undefined {
  const others = constants.filter((_, other) => other !== index)
  const telling = [...(constants[index] ?? [])].filter(([name, value]) =>
    others.every((other) => other.get(name) !== value),
  )
  const common = telling.find(([name]) => others.every((other) => other.has(name)))
  const [name, value] = common ?? telling[0] ?? []
  return name === undefined ? undefined : `${name}: ${value}`
}

export function nameOf(index: SchemaIndex, schema: Schema): string | undefined {
  if (typeof schema === 'boolean') return undefined
  const { own } = listParts(index, schema)
  const title = own.map((part) => part['title']).find((one) => typeof one === 'string')
  const names = own.map((part) => definitionName(part['$ref']))
  // Names such as __schema0 are made up by a library.
  return title ?? names.find((name) => name !== undefined && !name.startsWith('__'))
}

export function ordinal(number: number): string {
  const suffixes: Partial<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' }
  const category = new Intl.PluralRules('en', { type: 'ordinal' }).select(number)
  return `${number}${suffixes[category] ?? 'th'}`
}

export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
