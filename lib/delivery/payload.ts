import type { DeclaredOperation } from '../declared-operation.ts'
import { RingbackError } from '../errors.ts'
import { essenceOf } from '../validation/check-body.ts'
import { createBodyCheck, type BodyCheck } from '../validation/check-response.ts'
import type { Outcome } from '../validation/outcome.ts'
import { refuseInvalid } from './invalid-input.ts'

/** A body as it is sent. */
export interface WrittenBody {
  readonly contentType: string
  readonly text: string
}

/** Checks and writes the payload of one operation, at once where its schema can; undefined where it has none. */
export type WritePayload = (
  payload: unknown,
  mediaType: string | undefined,
) => WrittenBody | undefined | Promise<WrittenBody>

/** @throws {RingbackError} `ERR_SCHEMA` where a schema cannot be compiled */
export function createPayloadWriter({ body, place }: DeclaredOperation): WritePayload {
  const where = String(place)
  if (!body) return (payload) => refuseUndeclared(payload, where)
  const contents = [...body.content].map(([range, { schema }]) => ({
    range,
    check: schema === undefined ? undefined : createBodyCheck(schema, {}),
  }))
  return (payload, mediaType) => {
    if (payload === undefined && !body.required) return undefined
    const { range, check } = chooseContent(contents, mediaType, where)
    const type = mediaType ?? range
    const outcome = tryCheck(check, payload, where)
    return outcome instanceof Promise
      ? outcome.then((settled) => writeBody(settled, type, where))
      : writeBody(outcome, type, where)
  }
}

function writeBody(outcome: Outcome, type: string, where: string): WrittenBody {
  if (outcome.faults) throw refuseInvalid('The payload', 'body', outcome.faults, where)
  return { contentType: type, text: write(outcome.value, type, where) }
}

interface Content {
  /** A media type, or several, such as `text/*`. */
  readonly range: string
  readonly check: BodyCheck | undefined
}

/** What is circular, or throws as it is read, cannot be checked. */
function tryCheck(
  check: BodyCheck | undefined,
  payload: unknown,
  where: string,
): Outcome | Promise<Outcome> {
  try {
    const outcome = check ? check(payload) : { value: payload }
    if (!(outcome instanceof Promise)) return outcome
    return outcome.catch((cause: unknown) => {
      throw refuseUnchecked(cause, where)
    })
  } catch (cause) {
    throw refuseUnchecked(cause, where)
  }
}

function refuseUnchecked(cause: unknown, where: string): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_PAYLOAD',
    message: `The payload cannot be checked: ${String((cause as Error | undefined)?.message)}`,
    where,
    remedy: 'Give what the body declares, and what JSON can say.',
    cause,
  })
}

function refuseUndeclared(payload: unknown, where: string): undefined {
  if (payload === undefined) return undefined
  throw new RingbackError({
    code: 'ERR_DELIVERY_PAYLOAD',
    message: 'A payload was given, and the operation declares no body.',
    where,
    remedy: 'Declare its body, or give undefined.',
  })
}

/** The first that is declared, where none is asked for; what is sent is one type, and no range of them. */
function chooseContent(
  contents: readonly Content[],
  mediaType: string | undefined,
  where: string,
): Content {
  const [first = { range: 'application/json', check: undefined }] = contents
  const found = mediaType === undefined ? first : findContent(contents, mediaType)
  if (found && isMediaType(mediaType ?? found.range)) return found
  const declared = contents.map(({ range }) => range).join(', ')
  throw new RingbackError({
    code: 'ERR_DELIVERY_PAYLOAD',
    message:
      mediaType === undefined
        ? `The payload could be of any type of ${first.range}.`
        : `The media type "${mediaType}" is not declared.`,
    where,
    remedy: `Give as mediaType one of ${declared || 'application/json'}.`,
  })
}

/** One that a header can hold. */
function isMediaType(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text) && !text.includes('*')
}

function findContent(contents: readonly Content[], mediaType: string): Content | undefined {
  const essence = essenceOf(mediaType)
  const wanted = [essence, `${essence.split('/')[0] ?? ''}/*`, '*/*']
  const found = wanted.map((one) => contents.find(({ range }) => essenceOf(range) === one))
  // A reference to a request body of the components says nothing here.
  const undeclared = contents.length === 0 ? { range: essence, check: undefined } : undefined
  return found.find((one) => one !== undefined) ?? undeclared
}

function write(value: unknown, type: string, where: string): string {
  if (/^application\/(?:[\w.+-]*\+)?json\b/i.test(type)) return writeJson(value, where)
  if (/^application\/x-www-form-urlencoded\b/i.test(type) && isRecord(value)) {
    return writeForm(value)
  }
  if (typeof value === 'string') return value
  throw new RingbackError({
    code: 'ERR_DELIVERY_PAYLOAD',
    message: `A payload of ${type} has to be given as text.`,
    where,
    remedy: 'Write it yourself, and give the text.',
  })
}

/** A list repeats its name, and what is no text is JSON. */
function writeForm(form: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(form).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((one) => one !== undefined && one !== null)
      .map((one): [string, string] => [name, typeof one === 'string' ? one : JSON.stringify(one)]),
  )
  return new URLSearchParams(fields).toString()
}

function writeJson(value: unknown, where: string): string {
  let cause: unknown
  try {
    const text = JSON.stringify(value) as string | undefined
    if (text !== undefined) return text
  } catch (error) {
    cause = error
  }
  throw new RingbackError({
    code: 'ERR_DELIVERY_PAYLOAD',
    message: 'The payload is nothing that JSON can say.',
    where,
    remedy: 'Give what the body declares.',
    cause,
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
