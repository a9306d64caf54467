import { sampleOf } from './sample/sample.ts'
import { createDocumentReader } from './operations/document-reader.ts'
import type { DeclaredContent, DeclaredOperation, DeclaredResponse } from '../declared-operation.ts'
import { describeFaults } from '../delivery/invalid-input.ts'
import { isFields } from '../document/fields.ts'
import type { Document } from '../openapi-types.ts'
import type { ReceivedOperation } from './received-operation.ts'

/** An answer as it is written. */
export interface WrittenAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/**
 * The first success that an operation declares, with a body that its schema takes.
 *
 * @throws {Error} where no such body is found
 */
export function sampleAnswer(operation: ReceivedOperation): WrittenAnswer {
  const [status, response] = findSuccess(operation.declared())
  if (!response) return { status, headers: {}, body: undefined }
  const media = chooseMedia(response.content)
  const headers = sampleHeaders(response)
  if (!media) return { status, headers, body: undefined }
  const body = sampleBody(media.described, `${status} of ${operation.operationId ?? operation.key}`)
  const text = isJson(media.type) || typeof body !== 'string' ? JSON.stringify(body) : body
  return { status, headers: { 'content-type': media.type, ...headers }, body: text }
}

function findSuccess({ responses }: DeclaredOperation): [number, DeclaredResponse | undefined] {
  const [exact] = [...responses].filter(([status]) => /^2\d\d$/.test(status))
  if (exact) return [Number(exact[0]), exact[1]]
  return [200, responses.get('2XX') ?? responses.get('default')]
}

function chooseMedia(
  content: DeclaredContent,
): { readonly type: string; readonly described: Readonly<Record<string, unknown>> } | undefined {
  const all = [...content].map(([range, { schema, fields }]) => ({
    type: range.includes('*') ? 'application/json' : range,
    described: { schema, ...fields },
  }))
  return all.find(({ type }) => isJson(type)) ?? all[0]
}

function isJson(mediaType: string): boolean {
  return /[/+]json\b/i.test(mediaType)
}

/** The schemas of an operation are whole, and need no document around them. */
const reader = createDocumentReader({ openapi: '3.1.0' } as Document)

function sampleBody(described: Readonly<Record<string, unknown>>, what: string): unknown {
  const given = Object.entries(described).filter(([, value]) => value !== undefined)
  const { value, faults } = sampleOf(Object.fromEntries(given), reader)
  if (faults.length === 0) return value
  throw new Error(
    `No body was found that the schema of ${what} takes (${describeFaults(faults)}): say one by answer().`,
  )
}

function sampleHeaders({ fields }: DeclaredResponse): Record<string, string> {
  const headers = isFields(fields['headers']) ? Object.entries(fields['headers']) : []
  const required = headers.filter(([, header]) => isFields(header) && header['required'] === true)
  return Object.fromEntries(
    required.map(([name, header]) => [name.toLowerCase(), toText(sampleHeader(header, name))]),
  )
}

function sampleHeader(header: unknown, name: string): unknown {
  const { schema, example, examples } = header as Record<string, unknown>
  return sampleBody({ schema, example, examples }, `the header ${name}`)
}

function toText(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(', ') : String(value)
}
