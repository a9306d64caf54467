import { describeFaults } from '../../delivery/invalid-input.ts'
import { RingbackError } from '../../errors.ts'
import { toArrivingSchema } from '../../receiver/document-schema.ts'
import { parseBody } from '../../receiver/parse-body.ts'
import { coerceValue } from '../../validation/coercion.ts'
import {
  chooseMedia,
  findMedia,
  formOf,
  type DeclaredMedia,
} from '../../receiver/operations/media-types.ts'
import type { DocumentReader } from '../../receiver/operations/document-reader.ts'
import type { NamedOperation } from '../../receiver/operations/find-operation.ts'
import { createSchemaCheck } from '../../receiver/operations/schema-check.ts'
import { writeBody } from '../../receiver/sample/body-text.ts'
import { sampleOf } from '../../receiver/sample/sample.ts'

/** The body of a request, and what there is to say of it. */
export interface SentBody {
  /** Undefined where there is none. */
  readonly text: string | undefined
  readonly contentType: string | undefined
  readonly notices: readonly string[]
}

/**
 * A body such as an operation declares, made of the examples and the schema of its document.
 *
 * @throws {RingbackError} `ERR_COMMAND_SAMPLE` where none can be made
 */
export function sampleBody(operation: NamedOperation, reader: DocumentReader): SentBody {
  const { body, label } = operation
  if (!body) return { text: undefined, contentType: undefined, notices: [] }
  const { type, media }: DeclaredMedia = chooseMedia(body.content) ?? anyJson
  const { value, faults, notices } = sampleOf(media, reader)
  if (faults.length > 0) throw refuseSample(label, `of ${type}: ${describeFaults(faults)}`)
  const text = writeBody(value, type)
  if (text === undefined) throw refuseSample(label, `: its body is ${type}`)
  return { text, contentType: type, notices }
}

const anyJson: DeclaredMedia = { type: 'application/json', media: {} }

function refuseSample(label: string, why: string): RingbackError {
  return new RingbackError({
    code: 'ERR_COMMAND_SAMPLE',
    message: `No sample of ${label} could be made${why.startsWith(':') ? '' : ' '}${why}.`,
    where: 'trigger',
    remedy: 'Give the body: --data FILE, or --data - to read it from stdin.',
  })
}

/**
 * A body that was given. It is sent whatever it is, since what a receiver makes of a wrong one is worth
 * knowing too; what is wrong with it is said.
 *
 * @param contentType as it was given by a header
 */
export function readGivenBody(
  data: string,
  contentType: string | undefined,
  operation: NamedOperation,
  reader: DocumentReader,
): SentBody {
  const { content = new Map() } = operation.body ?? {}
  const type = contentType ?? chooseMedia(content)?.type ?? 'application/json'
  const media = findMedia(content, type)
  const sent = { text: data, contentType: type }
  if (!operation.body) return { ...sent, notices: [`${operation.label} declares no body.`] }
  if (!media) return { ...sent, notices: [`The media type ${type} is not declared.`] }
  const fault = findFault(data, type, reader.schema(media['schema']))
  return { ...sent, notices: fault === undefined ? [] : [`--data is not as declared: ${fault}.`] }
}

function findFault(
  data: string,
  type: string,
  schema: ReturnType<DocumentReader['schema']>,
): string | undefined {
  const parsed = parseBody(Buffer.from(data), type)
  if (parsed.error) return `it is not ${type}`
  const readable = toArrivingSchema(schema)
  if (formOf(type) === 'other' || readable === undefined) return undefined
  const value =
    formOf(type) === 'json' ? parsed.value : coerceValue(parsed.value, readable, readable)
  const faults = createSchemaCheck(readable).findFaults(value)
  return faults.length === 0 ? undefined : describeFaults(faults)
}
