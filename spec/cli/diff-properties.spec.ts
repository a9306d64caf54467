import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareDocuments } from '../../lib/cli/diff/compare-documents.ts'
import type { Change } from '../../lib/cli/diff/change.ts'
import { mapSubschemas } from '../../lib/json-schema.ts'
import { describeBodies } from './diff-documents.ts'
import { randomSchemas, values, type RandomSchemas, type Schema } from './random-schema-pairs.ts'

const numRuns = Number(process.env['DIFF_RUNS'] ?? 150)
const seed = Number(process.env['DIFF_SEED'] ?? 1)

/** What says by itself that it was not judged. */
const unjudged = new Set([
  ...['not-compared', 'keyword-changed', 'pattern-changed', 'alternatives-exclusive'],
])

/** What readers are told to expect, though a strict one may refuse it. */
const expected = new Set(['property-added', 'property-removed', 'additional-allowed'])

function compare({ schema, components }: RandomSchemas): Change[] {
  return compareDocuments(
    describeBodies(schema[0], components[0]),
    describeBodies(schema[1], components[1]),
  )
}

/** Only what is declared is sent, save where nothing is. */
function closeObjects(schema: Schema): Schema {
  if (typeof schema === 'boolean') return schema
  const closed = mapSubschemas(schema, (one) => closeObjects(one) as Record<string, unknown>)
  const isDeclared = closed['properties'] !== undefined
  const isOpen = isDeclared && closed['additionalProperties'] === undefined
  return isOpen ? { ...closed, additionalProperties: false } : closed
}

function compile(schema: Schema, components: object, isClosed: boolean): ValidateFunction {
  const prepare = isClosed ? closeObjects : (one: Schema): Schema => one
  const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false })
  addFormats.default(ajv)
  const schemas = Object.fromEntries(
    Object.entries(components).map(([name, one]) => [name, prepare(one as Schema)]),
  )
  const place = (one: unknown): unknown =>
    JSON.parse(JSON.stringify(one).replaceAll('#/components/schemas/', '#/$defs/'))
  return ajv.compile({ allOf: [place(prepare(schema))], $defs: place(schemas) } as object)
}

/** Of the request, which clients write and receivers read. */
function listBreaking(old: object, next: object, concerned: Change['for']): Change[] {
  return compareDocuments(old, next).filter(
    (change) =>
      change.severity === 'breaking' &&
      change.for === concerned &&
      change.where.includes('request body'),
  )
}

describe('any two schemas', () => {
  const samples = fc.array(values, { minLength: 60, maxLength: 60 })

  it(`break writers where a value is refused now (seed ${seed})`, { timeout: 240_000 }, () => {
    let refused = 0
    const check = (random: RandomSchemas, all: readonly unknown[]): void => {
      const old = compile(random.schema[0], random.components[0], true)
      const next = compile(random.schema[1], random.components[1], false)
      const value = all.find((one) => old(one) && !next(one))
      if (value === undefined) return
      refused += 1
      const changes = compare(random).filter(
        ({ for: concerned, where }) => concerned === 'clients' && where.includes('request body'),
      )
      const told = changes.filter(
        ({ severity, code }) => severity === 'breaking' || unjudged.has(code),
      )
      expect(told, `${JSON.stringify(value)} was accepted`).not.toEqual([])
    }
    fc.assert(fc.property(randomSchemas, samples, check), { numRuns, seed })
    expect(refused).toBeGreaterThan(numRuns / 50)
  })

  it(`break readers where a value is new (seed ${seed})`, { timeout: 240_000 }, () => {
    let surprising = 0
    const check = (random: RandomSchemas, all: readonly unknown[]): void => {
      const old = compile(random.schema[0], random.components[0], false)
      const next = compile(random.schema[1], random.components[1], true)
      const value = all.find((one) => next(one) && !old(one))
      if (value === undefined) return
      surprising += 1
      const changes = compare(random).filter(
        ({ for: concerned, where }) => concerned === 'receivers' && where.includes('request body'),
      )
      const told = changes.filter(
        ({ severity, code }) =>
          severity === 'breaking' ||
          unjudged.has(code) ||
          (severity === 'warning' && expected.has(code)),
      )
      expect(told, `${JSON.stringify(value)} was not accepted`).not.toEqual([])
    }
    fc.assert(fc.property(randomSchemas, samples, check), { numRuns, seed })
    expect(surprising).toBeGreaterThan(numRuns / 50)
  })

  it(
    `break nobody where more may be written, and less is read (seed ${seed})`,
    {
      timeout: 240_000,
    },
    () => {
      const check = ({ schema: [one, other], components: [schemas] }: RandomSchemas): void => {
        // What accepts nothing is known as such where it is written as `false`, and not where it is composed.
        fc.pre(one !== false && other !== false)
        const wider: [Schema, Schema][] = [
          [one, { anyOf: [one, other] }],
          [one, { anyOf: [other, one] }],
          [{ allOf: [one, other] }, one],
          [{ allOf: [other, one] }, one],
        ]
        for (const [narrow, wide] of wider) {
          const place = (schema: Schema) =>
            describeBodies({ type: 'array', items: { properties: { a: schema } } }, schemas)
          const [less, more] = [place(narrow), place(wide)]
          expect(listBreaking(less, more, 'clients')).toEqual([])
          expect(listBreaking(more, less, 'receivers')).toEqual([])
        }
      }
      fc.assert(fc.property(randomSchemas, check), { numRuns, seed })
    },
  )

  it(
    `are equal to themselves, however they are written (seed ${seed})`,
    { timeout: 240_000 },
    () => {
      const check = ({ schema, components }: RandomSchemas): void => {
        for (const side of [0, 1] as const) {
          const document = describeBodies(schema[side], components[side])
          expect(compareDocuments(document, structuredClone(document))).toEqual([])
        }
      }
      fc.assert(fc.property(randomSchemas, check), { numRuns, seed })
    },
  )
})
