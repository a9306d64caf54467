import type { DeclaredOperation, DeclaredResponse } from '../declared-operation.ts'
import { toJsonSchema } from '../schema.ts'
import type { Schema } from '../schema-types.ts'
import { essenceOf } from './check-body.ts'
import type { JsonSchemaOptions } from './json-schema-validator.ts'
import type { Outcome, Validator } from './outcome.ts'
import { createResponseFilter, toPlain, type ResponseFilter } from './response-filter.ts'
import { isStandardSchema } from './standard-validator.ts'
import { createValidator } from './validator.ts'

/** What becomes of a JSON response: the value to send, or what is wrong with it. */
export interface ResponseCheck {
  /**
   * Undefined where the declaration says nothing of such a response.
   *
   * @param mediaType As the handler set it; empty where it did not.
   */
  check(status: number, mediaType: string, value: unknown): Outcome | Promise<Outcome> | undefined
}

type BodyCheck = (value: unknown) => Outcome | Promise<Outcome>

export function createResponseCheck(
  { responses }: DeclaredOperation,
  options: JsonSchemaOptions,
): ResponseCheck {
  const checks = new Map<Schema, BodyCheck>()

  function checkFor(schema: Schema): BodyCheck {
    const check = checks.get(schema) ?? createBodyCheck(schema, options)
    checks.set(schema, check)
    return check
  }

  return {
    check(status, mediaType, value) {
      const response = findResponse(responses, status)
      if (!response || saysNothing(response)) return undefined
      if (response.content.size === 0) return refused(status, 'is declared without a body')
      const declared = findContent(response, mediaType)
      if (!declared) return refused(status, `is declared without ${mediaType || 'JSON'}`)
      const { schema } = declared
      return schema === undefined ? undefined : checkFor(schema)(value)
    },
  }
}

/** The status itself, its range, or `default`. */
function findResponse(
  responses: DeclaredOperation['responses'],
  status: number,
): DeclaredResponse | undefined {
  return (
    responses.get(String(status)) ??
    responses.get(`${Math.floor(status / 100)}XX`) ??
    responses.get('default')
  )
}

/** A response in words alone, or by reference; `null` has not even these. */
function saysNothing({ content, fields }: DeclaredResponse): boolean {
  return content.size === 0 && Object.keys(fields).length > 0
}

function findContent(
  { content }: DeclaredResponse,
  mediaType: string,
): { readonly schema: Schema | undefined } | undefined {
  const wanted = essenceOf(mediaType)
  const declared = [...content].map(([range, media]) => ({ range: essenceOf(range), media }))
  const isJson = (range: string): boolean => /[/+]json$/.test(range) || range.endsWith('/*')
  const exact = declared.find(({ range }) => range === (wanted || 'application/json'))
  const [other] = wanted === '' ? declared.filter(({ range }) => isJson(range)) : []
  const ranges = [`${wanted.split('/')[0] ?? ''}/*`, '*/*']
  return (exact ?? other ?? declared.find(({ range }) => ranges.includes(range)))?.media
}

function refused(status: number, message: string): Outcome {
  return { faults: [{ path: [], message: `${status} ${message}`, code: 'undeclared' }] }
}

/** `res.json()` takes the schema's input, and sends its output. */
function createBodyCheck(schema: Schema, options: JsonSchemaOptions): BodyCheck {
  const filter = createResponseFilter(toJsonSchema(schema, 'output', 'response'))
  const validate = createValidator(schema, options)
  if (isStandardSchema(schema)) return (value) => checkByLibrary(value, validate, filter)
  return (value) => validate(filter(value))
}

function checkByLibrary(
  value: unknown,
  validate: Validator,
  filter: ResponseFilter,
): Outcome | Promise<Outcome> {
  const outcome = validate(value)
  if (outcome instanceof Promise) return outcome.then((settled) => retry(settled))
  return retry(outcome)

  /** A date, say, where the schema has the text that JSON makes of it. */
  function retry(first: Outcome): Outcome | Promise<Outcome> {
    if (!first.faults) return { value: filter(first.value) }
    const plain = toPlainDeep(value)
    if (plain === value) return first
    const second = validate(plain)
    return second instanceof Promise ? second.then(filtered) : filtered(second)
  }

  function filtered(settled: Outcome): Outcome {
    return settled.faults ? settled : { value: filter(settled.value) }
  }
}

/** The same value where nothing in it is other than JSON. */
function toPlainDeep(value: unknown): unknown {
  const plain = toPlain(value)
  if (typeof plain !== 'object' || plain === null) return plain
  const members = Object.entries(plain).map(
    ([name, member]) => [name, toPlainDeep(member)] as const,
  )
  const isSame = members.every(
    ([name, member]) => (plain as Record<string, unknown>)[name] === member,
  )
  if (isSame) return plain
  return Array.isArray(plain) ? members.map(([, member]) => member) : Object.fromEntries(members)
}
