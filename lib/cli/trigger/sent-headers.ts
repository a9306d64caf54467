import { isFields } from '../../document/fields.ts'
import { describeValue } from '../../errors.ts'
import { refuseOption } from '../command-options.ts'
import type { DocumentReader } from '../../receiver/operations/document-reader.ts'
import type { NamedOperation } from '../../receiver/operations/find-operation.ts'
import { writeParameter } from '../../receiver/sample/parameter-text.ts'
import { sampleOf } from '../../receiver/sample/sample.ts'

/** Headers by their names in lower case. */
export type SentHeaders = Readonly<Record<string, string>>

/**
 * Headers as they are typed, `Name: value`.
 *
 * @throws {RingbackError} `ERR_COMMAND_OPTION`
 */
export function readGivenHeaders(given: readonly string[]): SentHeaders {
  return Object.fromEntries(given.map(readHeader))
}

/** A field name (RFC 9110, 5.1), and a value without line breaks. */
const header = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/

/** How a message is cut out of what comes: another one would be none. */
const ofHttp: ReadonlySet<string> = new Set([
  ...['connection', 'content-length', 'host', 'keep-alive', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'expect', 'accept-encoding'],
])

function readHeader(text: string): [name: string, value: string] {
  const [, name, value = ''] = header.exec(text) ?? []
  if (name === undefined) {
    throw refuseOption(
      `--header is ${describeValue(text)}.`,
      "Give a name, a colon and a value: --header 'Authorization: Bearer …'.",
      'trigger',
    )
  }
  const lower = name.toLowerCase()
  if (!ofHttp.has(lower)) return [lower, value.trim()]
  throw refuseOption(
    `--header gives ${name}, which HTTP keeps for itself.`,
    'Leave it out: each request has its own.',
    'trigger',
  )
}

/** "If in is "header" and the name field is "Accept", "Content-Type" or "Authorization", … SHALL be ignored." */
const ignored: ReadonlySet<string> = new Set([
  ...['accept', 'content-type', 'authorization'],
  // Made by signing, or left out where nothing is signed.
  ...['webhook-id', 'webhook-timestamp', 'webhook-signature'],
])

/** Samples of the headers that an operation requires, but for those that are given. */
export function sampleHeaders(
  { parameters }: NamedOperation,
  given: SentHeaders,
  reader: DocumentReader,
): SentHeaders {
  const required = parameters.filter(
    (parameter) => parameter['in'] === 'header' && parameter['required'] === true,
  )
  const named = required.map(
    (parameter) => [String(parameter['name']).toLowerCase(), parameter] as const,
  )
  const missing = named.filter(
    ([name]) => !ignored.has(name) && !ofHttp.has(name) && !Object.hasOwn(given, name),
  )
  return Object.fromEntries(
    missing.map(([name, parameter]) => [name, writeParameter(sampleOf(parameter, reader).value)]),
  )
}

/** The names and values of the query that an operation requires and a URL does not have. */
export function sampleQuery(
  { parameters }: NamedOperation,
  url: URL,
  reader: DocumentReader,
): (readonly [name: string, value: string])[] {
  const required = parameters.filter(
    (parameter) => parameter['in'] === 'query' && parameter['required'] === true,
  )
  return required
    .filter((parameter) => !url.searchParams.has(String(parameter['name'])))
    .map((one) => [String(one['name']), writeParameter(sampleOf(one, reader).value)] as const)
}

/** What of its credentials an operation asks for, where none are given; undefined where it asks for none. */
export function describeCredentials(
  { security }: NamedOperation,
  given: SentHeaders,
): string | undefined {
  const alternatives = Array.isArray(security) ? security.filter(isFields) : []
  const isFree =
    alternatives.length === 0 || alternatives.some((one) => Object.keys(one).length === 0)
  if (isFree || Object.hasOwn(given, 'authorization')) return undefined
  const names = alternatives.map((one) => Object.keys(one).join(' and ')).join(', or ')
  return `It asks for ${names}, which is not sent: give it by --header 'Authorization: …'.`
}
