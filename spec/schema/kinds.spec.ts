import express from 'express'
import { describe, expect, it } from 'vitest'
import { openapi, operation } from '../../lib/index.ts'
import { differences, type Difference } from './differences.ts'
import { kinds, modelNames, type ModelName, type Models } from './models.ts'

type Json = Record<string, unknown>

/** The document of an app with a route for each model, which takes and answers it. */
function documentModels({ models, schemas }: Models): Json {
  const app = express()
  for (const name of modelNames) {
    const definition = { body: models[name], responses: { 200: models[name] } }
    app.post(
      `/${name}`,
      operation(definition, (_req, res) => void res.end()),
    )
  }
  const docs = openapi({ info: { title: 'Models', version: '1' }, schemas })
  expect(docs.problems(app)).toEqual([])
  return sortRequired(docs.document(app)) as Json
}

/** The names under `required` are a set. */
function sortRequired(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sortRequired)
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) =>
      key === 'required' && Array.isArray(member)
        ? [key, (member as string[]).toSorted((a, b) => (a < b ? -1 : 1))]
        : [key, sortRequired(member)],
    ),
  )
}

const sides = {
  input: ['requestBody'],
  output: ['responses', '200'],
} as const

function schemaAt(document: Json, model: ModelName, side: keyof typeof sides): Json {
  const path = [
    'paths',
    `/${model}`,
    'post',
    ...sides[side],
    'content',
    'application/json',
    'schema',
  ]
  return path.reduce<unknown>((value, key) => (value as Json)[key], document) as Json
}

/** What plain JSON Schema gives, with what is listed as different. */
function apply(document: Json, list: readonly Difference[]): Json {
  const changed = structuredClone(document)
  for (const difference of list) {
    for (const side of difference.side ? [difference.side] : (['input', 'output'] as const)) {
      change(schemaAt(changed, difference.model, side), difference)
    }
  }
  return changed
}

function change(schema: Json, { at, becomes }: Difference): void {
  const parent = at
    .slice(0, -1)
    .reduce<unknown>((value, key) => (value as Json)[key], schema) as Json
  const last = String(at.at(-1))
  expect(parent[last]).not.toEqual(becomes)
  if (becomes === undefined) delete parent[last]
  else parent[last] = structuredCloneOf(becomes)
}

/** An asymmetric matcher is no data. */
function structuredCloneOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'asymmetricMatch' in value
    ? value
    : structuredClone(value)
}

describe('the same twelve models', () => {
  const plain = documentModels(kinds['JSON Schema'])

  it.each(Object.keys(kinds) as (keyof typeof kinds)[])(
    'give the same document in %s, but for the differences listed',
    (kind) => {
      expect(documentModels(kinds[kind])).toEqual(apply(plain, differences[kind]))
    },
  )

  it('are documented by JSON Schema as they were written', () => {
    const { models, schemas } = kinds['JSON Schema']
    const components = plain['components'] as { schemas: Json }
    expect(components.schemas['Customer']).toEqual(schemas.Customer)
    for (const name of modelNames.filter(
      (model) => !['recursion', 'nestedNaming'].includes(model),
    )) {
      expect(schemaAt(plain, name, 'input')).toEqual(models[name])
      expect(schemaAt(plain, name, 'output')).toEqual(models[name])
    }
  })
})
