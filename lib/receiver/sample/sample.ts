import { sample as sampleSchema } from 'openapi-sampler'
import type { Fields } from '../../document/fields.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import { describeFaults } from '../../delivery/invalid-input.ts'
import type { Fault } from '../../validation/outcome.ts'
import { toArrivingSchema } from '../document-schema.ts'
import type { DocumentReader } from '../operations/document-reader.ts'
import { createSchemaCheck, type SchemaCheck } from '../operations/schema-check.ts'
import { mendValue } from './mended-value.ts'
import { toSampledSchema, type SampledChoice } from './sampled-schema.ts'

/** A value such as a document describes. */
export interface Sample {
  readonly value: unknown
  /** What its schema has against it: nothing in most cases. */
  readonly faults: readonly Fault[]
  /** What was found to be wrong with the document on the way, each a sentence. */
  readonly notices: readonly string[]
}

/**
 * A value of a Media Type, Parameter or Header Object: the first of its examples that its schema takes, or
 * else one made from the schema.
 */
export function sampleOf(described: Readonly<Fields>, reader: DocumentReader): Sample {
  const schema = reader.schema(described['schema'])
  const check = createSchemaCheck(toArrivingSchema(schema))
  const examples = listExamples(described, reader).map(({ name, value }) => ({
    name,
    value,
    faults: check.findFaults(value),
  }))
  const notices = [
    ...describeUncheckable(check),
    ...examples.filter(({ faults }) => faults.length > 0).map(describeExample),
  ]
  const right = examples.find(({ faults }) => faults.length === 0)
  if (right) return { value: right.value, faults: [], notices }
  return { ...makeSample(schema ?? { type: 'object' }, check), notices }
}

interface NamedExample {
  readonly name: string
  readonly value: unknown
}

function listExamples(described: Readonly<Fields>, reader: DocumentReader): NamedExample[] {
  const own = 'example' in described ? [{ name: 'example', value: described['example'] }] : []
  const named = reader.members(described['examples']).flatMap(([name, example]) => {
    const field = ['value', 'dataValue'].find((one) => Object.hasOwn(example, one))
    return field === undefined ? [] : [{ name: `example "${name}"`, value: example[field] }]
  })
  return [...own, ...named]
}

function describeUncheckable({ uncheckable }: SchemaCheck): string[] {
  if (uncheckable === undefined) return []
  return [`A schema of the document cannot be checked: ${uncheckable.slice(0, 200)}.`]
}

function describeExample({ name, faults }: { name: string; faults: readonly Fault[] }): string {
  return `The document's ${name} is not as its schema says: ${describeFaults(faults)}.`
}

/** The richest first: with all that is optional and all that authors gave as examples. */
function* listChoices(): Generator<SampledChoice & { readonly skipNonRequired: boolean }> {
  for (const alternative of [0, 1, 2, 3, 4]) {
    for (const isBare of [false, true]) {
      for (const skipNonRequired of [false, true]) yield { alternative, isBare, skipNonRequired }
    }
  }
}

function makeSample(schema: Readonly<SchemaObject>, check: SchemaCheck): Omit<Sample, 'notices'> {
  let nearest: Omit<Sample, 'notices'> | undefined
  for (const { skipNonRequired, ...choice } of listChoices()) {
    const value = mendValue(trySample(toSampledSchema(schema, choice), skipNonRequired), check)
    const faults = check.findFaults(value)
    if (faults.length === 0) return { value, faults }
    if (!nearest || faults.length < nearest.faults.length) nearest = { value, faults }
  }
  return nearest as Omit<Sample, 'notices'>
}

/** Deeper than this, a sample is nothing that anybody reads. */
const maxSampleDepth = 8

function trySample(schema: SchemaObject, skipNonRequired: boolean): unknown {
  const options = { skipNonRequired, maxSampleDepth, quiet: true }
  try {
    const value = sampleSchema(schema as never, options, schema)
    // What the sampler leaves undefined would not be there as JSON.
    return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown)
  } catch {
    return null
  }
}
