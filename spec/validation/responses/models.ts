/** A model of a response, which each kind of schema can say. */
import { type } from 'arktype'
import { Type } from 'typebox'
import * as v from 'valibot'
import { z } from 'zod'
import type { Schema } from '../../../lib/index.ts'

export type Model =
  | { readonly is: 'text' | 'number' }
  | { readonly is: 'literal'; readonly value: string }
  | ObjectModel
  | { readonly is: 'list' | 'record' | 'nullable'; readonly of: Model }
  | { readonly is: 'tuple' | 'choice'; readonly of: readonly Model[] }
  | { readonly is: 'both'; readonly of: readonly [ObjectModel, ObjectModel] }

export interface ObjectModel {
  readonly is: 'object'
  /** The name of an optional property ends in "?". */
  readonly fields: Readonly<Record<string, Model>>
  readonly isOpen?: boolean
}

export const text: Model = { is: 'text' }
export const number: Model = { is: 'number' }

export function literal(value: string): Model {
  return { is: 'literal', value }
}

export function object(fields: Readonly<Record<string, Model>>): ObjectModel {
  return { is: 'object', fields }
}

interface Field<S> {
  readonly name: string
  readonly schema: S
  readonly isOptional: boolean
}

/** How one kind of schema says each of them. */
interface Words<S> {
  text(): S
  number(): S
  literal(value: string): S
  object(fields: readonly Field<S>[], isOpen: boolean): S
  list(of: S): S
  record(of: S): S
  nullable(of: S): S
  tuple(of: S[]): S
  choice(of: S[]): S
  both(of: S[]): S
}

function write<S>(model: Model, words: Words<S>): S {
  const within = (inner: Model): S => write(inner, words)
  switch (model.is) {
    case 'text':
    case 'number':
      return words[model.is]()
    case 'literal':
      return words.literal(model.value)
    case 'object':
      return words.object(listFields(model, within), model.isOpen === true)
    case 'list':
    case 'record':
    case 'nullable':
      return words[model.is](within(model.of))
    default:
      return words[model.is](model.of.map(within))
  }
}

function listFields<S>({ fields }: ObjectModel, within: (model: Model) => S): Field<S>[] {
  return Object.entries(fields).map(([name, model]) => ({
    name: name.replace('?', ''),
    schema: within(model),
    isOptional: name.endsWith('?'),
  }))
}

function entriesOf<S>(fields: readonly Field<S>[], optional: (schema: S) => S): Record<string, S> {
  return Object.fromEntries(
    fields.map(({ name, schema, isOptional }) => [name, isOptional ? optional(schema) : schema]),
  )
}

const json: Words<object> = {
  text: () => ({ type: 'string' }),
  number: () => ({ type: 'number' }),
  literal: (value) => ({ const: value }),
  object: (fields, isOpen) => ({
    type: 'object',
    properties: entriesOf(fields, (schema) => schema),
    required: fields.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
    ...(isOpen ? { additionalProperties: true } : {}),
  }),
  list: (items) => ({ type: 'array', items }),
  record: (of) => ({ type: 'object', additionalProperties: of }),
  nullable: (of) => ({ anyOf: [of, { type: 'null' }] }),
  tuple: (of) => ({ type: 'array', prefixItems: of, items: false, minItems: of.length }),
  choice: (of) => ({ oneOf: of }),
  both: (of) => ({ allOf: of }),
}

const zod: Words<z.ZodType> = {
  text: () => z.string(),
  number: () => z.number(),
  literal: (value) => z.literal(value),
  object(fields, isOpen) {
    const entries = entriesOf(fields, (schema) => schema.optional())
    return isOpen ? z.looseObject(entries) : z.object(entries)
  },
  list: (of) => z.array(of),
  record: (of) => z.record(z.string(), of),
  nullable: (of) => of.nullable(),
  tuple: (of) => z.tuple(of as [z.ZodType]),
  choice: (of) => z.union(of),
  both: ([one, other]) => z.intersection(one!, other!),
}

const valibot: Words<v.GenericSchema> = {
  text: () => v.string(),
  number: () => v.number(),
  literal: (value) => v.literal(value),
  object(fields, isOpen) {
    const entries = entriesOf(fields, (schema) => v.optional(schema))
    return isOpen ? v.objectWithRest(entries, v.unknown()) : v.object(entries)
  },
  list: (of) => v.array(of),
  record: (of) => v.record(v.string(), of),
  nullable: (of) => v.nullable(of),
  tuple: (of) => v.tuple(of as [v.GenericSchema]),
  choice: (of) => v.union(of),
  both: (of) => v.intersect(of as [v.GenericSchema]),
}

/** What is made of parts that the compiler does not know is any type. */
type Ark = typeof type.unknown

const arktype: Words<Ark> = {
  text: () => type('string') as never,
  number: () => type('number') as never,
  literal: (value) => type.unit(value) as never,
  object(fields, isOpen) {
    const entries = fields.map(({ name, schema, isOptional }) => [
      isOptional ? `${name}?` : name,
      schema,
    ])
    const rest = isOpen ? { '[string]': 'unknown' } : {}
    return type({ ...Object.fromEntries(entries), ...rest } as never)
  },
  list: (of) => of.array() as never,
  record: (of) => type({ '[string]': of }) as never,
  nullable: (of) => of.or('null') as never,
  tuple: (of) => type(of as never),
  choice: (of) => of.reduce((one, other) => one.or(other)),
  both: ([one, other]) => one!.and(other!) as never,
}

const typebox: Words<Type.TSchema> = {
  text: () => Type.String(),
  number: () => Type.Number(),
  literal: (value) => Type.Literal(value),
  object: (fields, isOpen) =>
    Type.Object(
      entriesOf(fields, (schema) => Type.Optional(schema)),
      isOpen ? { additionalProperties: true } : {},
    ),
  list: (of) => Type.Array(of),
  record: (of) => Type.Record(Type.String(), of),
  nullable: (of) => Type.Union([of, Type.Null()]),
  tuple: (of) => Type.Tuple(of),
  choice: (of) => Type.Union(of),
  both: (of) => Type.Intersect(of),
}

/** The same model in each kind of schema. */
export const writers: Readonly<Record<string, (model: Model) => Schema>> = {
  'JSON Schema': (model) => write(model, json) as Schema,
  Zod: (model) => write(model, zod),
  Valibot: (model) => write(model, valibot),
  ArkType: (model) => write(model, arktype),
  TypeBox: (model) => write(model, typebox),
}
