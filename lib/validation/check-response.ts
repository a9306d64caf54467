import type { DeclaredOperation, DeclaredResponse } from '../declared-operation.ts'
import type { Where } from '../errors.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { toJsonSchema } from '../schema.ts'
import type { Schema } from '../schema-types.ts'
import { withoutAccess } from '../schema/access.ts'
import { essenceOf } from './check-body.ts'
import {
  compileJsonSchema,
  type JsonSchemaOptions,
  type JsonSchemaValidator,
} from './json-schema-validator.ts'
import { isStackOverflow, tooDeep, type Outcome, type Validator } from './outcome.ts'
import { toPlainDeep } from './plain-value.ts'
import { createResponseFilter, type ResponseFilter } from './response-filter.ts'
import { createStandardValidator, isStandardSchema } from './standard-validator.ts'

/** What becomes of a JSON response: the value to send, or what is wrong with it. */
export interface ResponseCheck {
  /** Where it is declared. */
  readonly place: Where
  /**
   * Undefined where the declaration says nothing of such a response.
   *
   * @param mediaType As the handler set it; empty where it did not.
   */
  check: CheckResponse
  /** What is declared under a key: `200`, `4XX` or `default`. */
  at(key: string): CheckResponse | undefined
}

export type CheckResponse = (
  status: number,
  mediaType: string,
  value: unknown,
) => Outcome | Promise<Outcome> | undefined

/** Checks a body that is sent: takes the schema's input, and gives what is sent of it. */
export type BodyCheck = (value: unknown) => Outcome | Promise<Outcome>

/** Every schema is compiled here, so that one that cannot be is known before it is asked. */
export function createResponseCheck(
  { responses, place }: DeclaredOperation,
  options: JsonSchemaOptions,
): ResponseCheck {
  const bodies = new Map<Schema, BodyCheck>()
  const made = new Map(
    [...responses].map(([key, response]) => [key, createCheck(response, checkFor)]),
  )

  function checkFor(schema: Schema): BodyCheck {
    const check = bodies.get(schema) ?? createBodyCheck(schema, options)
    bodies.set(schema, check)
    return check
  }

  const at = (key: string): CheckResponse | undefined => made.get(key)
  const check: CheckResponse = (status, mediaType, value) =>
    findCheck([{ at }], status)?.check(status, mediaType, value)
  return { place, check, at }
}

/**
 * Of several declarations that a request has met, the one that is documented for a status: the status
 * itself before its range and `default`, and what was met last before what was met first.
 */
export function findCheck<One extends Pick<ResponseCheck, 'at'>>(
  declared: readonly One[],
  status: number,
): { readonly check: CheckResponse; readonly of: One } | undefined {
  return (
    findAt(declared, String(status)) ??
    findAt(declared, `${Math.floor(status / 100)}XX`) ??
    findAt(declared, 'default')
  )
}

function findAt<One extends Pick<ResponseCheck, 'at'>>(
  declared: readonly One[],
  key: string,
): { readonly check: CheckResponse; readonly of: One } | undefined {
  for (let index = declared.length - 1; index >= 0; index--) {
    const of = declared[index] as One
    const check = of.at(key)
    if (check) return { check, of }
  }
  return undefined
}

interface Content {
  /** Such as `application/json`, or `image/*`. */
  readonly range: string
  readonly check: BodyCheck | undefined
}

function createCheck(
  response: DeclaredResponse,
  checkFor: (schema: Schema) => BodyCheck,
): CheckResponse {
  if (saysNothing(response)) return () => undefined
  const contents = [...response.content].map(([range, { schema }]) => ({
    range: essenceOf(range),
    check: schema === undefined ? undefined : checkFor(schema),
  }))
  const usual = findContent(contents, '')
  return (status, mediaType, value) => {
    if (contents.length === 0) {
      return value === undefined ? undefined : refused(status, 'is declared without a body')
    }
    const content = mediaType === '' ? usual : findContent(contents, essenceOf(mediaType))
    if (!content) return refused(status, `is declared without ${mediaType || 'JSON'}`)
    return content.check?.(value)
  }
}

/** A response in words alone, or by reference; `null` has not even these. */
function saysNothing({ content, fields }: DeclaredResponse): boolean {
  return content.size === 0 && Object.keys(fields).length > 0
}

function findContent(contents: readonly Content[], wanted: string): Content | undefined {
  const exact = contents.find(({ range }) => range === (wanted || 'application/json'))
  const other = wanted === '' ? contents.find(({ range }) => isJson(range)) : undefined
  const ranges = [`${wanted.split('/')[0] ?? ''}/*`, '*/*']
  const inRange = contents.find(({ range }) => ranges.includes(range))
  const plain = contents.find(({ range }) => range === 'application/json')
  // `application/hal+json` of a handler is JSON, and filtered as that.
  return exact ?? other ?? inRange ?? (isJson(wanted) ? plain : undefined)
}

function isJson(range: string): boolean {
  return /[/+]json$/.test(range) || range === 'application/*' || range === '*/*'
}

function refused(status: number, message: string): Outcome {
  return { faults: [{ path: [], message: `${status} ${message}`, code: 'undeclared' }] }
}

/** `res.json()` takes the schema's input, and sends its output. */
export function createBodyCheck(schema: Schema, options: JsonSchemaOptions): BodyCheck {
  const root = toJsonSchema(schema, 'output', 'response')
  const filter = createResponseFilter(root, options)
  if (isStandardSchema(schema)) {
    return createLibraryCheck(createStandardValidator(schema), filter, root, options)
  }
  const validate = compileJsonSchema(withoutAccess(root, 'output'), options)
  return (value) => withinStack(() => validate(filter(value)))
}

function createLibraryCheck(
  validate: Validator,
  filter: ResponseFilter,
  root: Readonly<SchemaObject>,
  options: JsonSchemaOptions,
): BodyCheck {
  let validateSent: JsonSchemaValidator | undefined
  return (value) => {
    const outcome = validate(value)
    return outcome instanceof Promise ? outcome.then(retry) : retry(outcome)

    /** A date, say, where the schema has the text that JSON makes of it. */
    function retry(first: Outcome): Outcome | Promise<Outcome> {
      if (!first.faults) return settle(first)
      const plain = tryToPlain(value)
      if (plain === value) return first
      const second = validate(plain)
      return second instanceof Promise ? second.then(settle) : settle(second)
    }
  }

  function settle(outcome: Outcome): Outcome {
    return outcome.faults ? outcome : withinStack(() => finish(outcome.value))
  }

  /** What an object says of itself by `toJSON()`, the library has not seen. */
  function finish(value: unknown): Outcome {
    let isConverted = false
    const sent = filter(value, () => (isConverted = true))
    if (!isConverted) return { value: sent }
    validateSent ??= compileJsonSchema(withoutAccess(root, 'output'), options)
    return validateSent(sent)
  }
}

/** What is circular, or has no end, is what its schema has said of it. */
function tryToPlain(value: unknown): unknown {
  try {
    return toPlainDeep(value)
  } catch (error) {
    if (isStackOverflow(error)) return value
    throw error
  }
}

function withinStack(check: () => Outcome): Outcome {
  try {
    return check()
  } catch (error) {
    if (isStackOverflow(error)) return tooDeep
    throw error
  }
}
