import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { endedBy } from '../../delivery/deadline.ts'
import { createSecret, readSigningSecrets } from '../../delivery/secret.ts'
import { sign } from '../../delivery/signature.ts'
import { refuseOption } from '../command-options.ts'
import type { DocumentReader } from '../../receiver/operations/document-reader.ts'
import type { NamedOperation } from '../../receiver/operations/find-operation.ts'
import { sampleExchange } from './sample-exchange.ts'
import type { SentRequest } from './send-request.ts'
import { readGivenBody, sampleBody, type SentBody } from './sent-body.ts'
import {
  describeCredentials,
  readGivenHeaders,
  sampleHeaders,
  sampleQuery,
  type SentHeaders,
} from './sent-headers.ts'
import { readSentUrl, type SentUrl } from './sent-url.ts'

/** `ringback trigger DOCUMENT OPERATION-ID --to URL`, as it is typed. */
export interface TriggerOptions {
  /** A path or a URL. */
  readonly document: string
  /** An operationId; or the name of a callback or a webhook, with `/METHOD` where it has several. */
  readonly operationId: string
  /**
   * `--to`: stands for the expression that the key of a callback begins with. What the key has behind it
   * follows, with values from a sample of the request that declares the callback.
   */
  readonly to: string
  /** `--data`: a file with the body, or `-` for stdin. */
  readonly data?: string | undefined
  /** `--header 'Name: value'`, any number of times. */
  readonly header?: readonly string[] | undefined
  /** `--secret`: `whsec_…` or `whsk_…`; by default one is made. `--no-secret`, false, signs nothing. */
  readonly secret?: string | readonly string[] | false | undefined
  /** `--json`: one object in place of text. */
  readonly json?: boolean | undefined
  /**
   * `--timeout`: in milliseconds, for all of it.
   *
   * @default 15000
   */
  readonly timeout?: string | number | undefined
}

/** What of a request does not depend on the document. */
export interface Given extends Pick<TriggerOptions, 'to' | 'data'> {
  readonly headers: SentHeaders
  readonly signing: Signing
}

interface Signing {
  readonly secrets: ReturnType<typeof readSigningSecrets>
  readonly made: string | undefined
}

/**
 * Reads these before the document, which may take its time.
 *
 * @throws {RingbackError} `ERR_COMMAND_OPTION`, `ERR_DELIVERY_SECRET`
 */
export function readGiven({ to, data, header = [], secret }: TriggerOptions): Given {
  return { to, data, headers: readGivenHeaders(header), signing: readSigning(secret) }
}

function readSigning(secret: TriggerOptions['secret']): Signing {
  if (secret === false) return { secrets: [], made: undefined }
  const made = secret === undefined ? createSecret() : undefined
  return { secrets: readSigningSecrets(secret ?? made, '--secret'), made }
}

export interface PreparedRequest {
  readonly request: SentRequest
  readonly notices: readonly string[]
}

/**
 * @param signal ends the reading of stdin
 * @throws {RingbackError} `ERR_COMMAND_OPTION`, `ERR_COMMAND_SAMPLE`
 */
export async function prepareRequest(
  operation: NamedOperation,
  reader: DocumentReader,
  given: Given,
  signal: AbortSignal,
): Promise<PreparedRequest> {
  const { to, headers: own, signing } = given
  const url = prepareUrl(to, operation, reader)
  const body = await prepareBody(operation, reader, given, signal)
  const credentials = describeCredentials(operation, own)
  const notices = [...url.notices, ...body.notices, ...(credentials ? [credentials] : [])]
  const headers = {
    'user-agent': 'ringback-trigger',
    ...(body.contentType !== undefined && { 'content-type': body.contentType }),
    ...sampleHeaders(operation, own, reader),
    ...signNow(signing, body.text),
    ...own,
  }
  const request = { url: url.url, method: operation.method, headers, body: body.text }
  return { request, notices }
}

function prepareUrl(to: string, operation: NamedOperation, reader: DocumentReader): SentUrl {
  const [parent] = operation.parents
  const empty = { request: { method: '', url: '', headers: {}, params: {}, query: {} } }
  const sent = readSentUrl(to, operation, () => (parent ? sampleExchange(parent, reader) : empty))
  for (const [name, value] of sampleQuery(operation, sent.url, reader)) {
    sent.url.searchParams.append(name, value)
  }
  return sent
}

async function prepareBody(
  operation: NamedOperation,
  reader: DocumentReader,
  { data, headers }: Given,
  signal: AbortSignal,
): Promise<SentBody> {
  if (data === undefined) return sampleBody(operation, reader)
  return readGivenBody(await readData(data, signal), headers['content-type'], operation, reader)
}

async function readData(path: string, signal: AbortSignal): Promise<string> {
  try {
    const bytes =
      path === '-' ? await endedBy(signal, buffer(process.stdin)) : await readFile(path, { signal })
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw refuseOption(
      `--data ${path} cannot be read: ${(error as Error).message}.`,
      'Give a file of text in UTF-8, or - for stdin.',
      'trigger',
    )
  }
}

function signNow({ secrets }: Signing, body = ''): SentHeaders {
  const id = randomUUID()
  if (secrets.length === 0) return { 'webhook-id': id }
  return { ...sign({ id, timestamp: Math.floor(Date.now() / 1000), body, secrets }) }
}
