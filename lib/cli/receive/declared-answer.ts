import { describeFaults } from '../../delivery/invalid-input.ts'
import type { Fields } from '../../document/fields.ts'
import { readContent } from '../../receiver/operations/client-operations.ts'
import type { DocumentReader } from '../../receiver/operations/document-reader.ts'
import { findSuccess, toStatus } from '../../receiver/operations/declared-statuses.ts'
import type { NamedOperation } from '../../receiver/operations/find-operation.ts'
import { chooseMedia } from '../../receiver/operations/media-types.ts'
import { writeBody } from '../../receiver/sample/body-text.ts'
import { writeParameter } from '../../receiver/sample/parameter-text.ts'
import { sampleOf } from '../../receiver/sample/sample.ts'

/** An answer that is sent in place of a handler's. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** What could not be made as it is declared, each a sentence. */
  readonly notices: readonly string[]
}

/**
 * A sample of the first success that an operation declares, or of the status that was asked for, be it
 * declared or not.
 */
export function sampleAnswer(
  { responses }: NamedOperation,
  asked: number | undefined,
  reader: DocumentReader,
): Answer {
  const key = asked === undefined ? findSuccess(responses.keys()) : findKey(asked, responses)
  const status = asked ?? (key === undefined ? 200 : toStatus(key))
  const response = key === undefined ? undefined : responses.get(key)
  if (!response) {
    const notices = asked === undefined && responses.size > 0 ? ['It declares no success.'] : []
    return { status, headers: {}, body: undefined, notices }
  }
  const content = isBodiless(status) ? noContent : sampleContent(response, reader)
  const headers = { ...content.headers, ...sampleHeaders(response, reader) }
  return { ...content, status, headers }
}

function findKey(status: number, responses: NamedOperation['responses']): string | undefined {
  const wanted = [String(status), `${Math.floor(status / 100)}XX`, 'default']
  return wanted.find((key) => responses.has(key))
}

/** "Any response … with a 1xx, 204 or 304 status code" has none, nor has 205 (RFC 9110). */
function isBodiless(status: number): boolean {
  return status < 200 || [204, 205, 304].includes(status)
}

const noContent: Omit<Answer, 'status'> = { headers: {}, body: undefined, notices: [] }

function sampleContent(response: Readonly<Fields>, reader: DocumentReader): Omit<Answer, 'status'> {
  const chosen = chooseMedia(readContent(response, reader))
  if (!chosen) return noContent
  const { type, media } = chosen
  const { value, faults, notices } = sampleOf(media, reader)
  const body = writeBody(value, type)
  const said = [
    ...notices,
    ...(faults.length > 0 ? [`The answer is no right sample: ${describeFaults(faults)}.`] : []),
    ...(body === undefined ? [`No sample of ${type} can be made: the answer has no body.`] : []),
  ]
  const isSayable = body !== undefined && /^[\t\x20-\x7e]+$/.test(type)
  return { headers: isSayable ? { 'content-type': type } : {}, body, notices: said }
}

/** Those that are required, but for what HTTP or the body says itself. */
function sampleHeaders(
  response: Readonly<Fields>,
  reader: DocumentReader,
): Readonly<Record<string, string>> {
  const required = reader
    .members(response['headers'])
    .filter(([name, header]) => header['required'] === true && isOwnHeader(name))
  return Object.fromEntries(
    required.map(([name, header]) => [
      name.toLowerCase(),
      writeParameter(sampleOf(header, reader).value),
    ]),
  )
}

/** A field name (RFC 9110, 5.1), and none by which HTTP cuts messages out of what comes. */
function isOwnHeader(name: string): boolean {
  const isName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)
  return isName && !/^(?:content-|transfer-encoding$|connection$|trailer$)/i.test(name)
}
