import type { IncomingMessage } from 'node:http'
import { verify, type SignatureVerdict } from '../../delivery/verify-signature.ts'
import { RingbackError } from '../../errors.ts'
import type { Arrival } from '../../receiver/arrival.ts'
import { parseBody } from '../../receiver/parse-body.ts'
import { readRawBody } from '../../receiver/raw-body.ts'
import { headersOfRefusal, toRefusalProblem } from '../../receiver/refusal.ts'
import { refuseSignature } from '../../receiver/signature-check.ts'
import type { DocumentReader } from '../../receiver/operations/document-reader.ts'
import { describeSignature, type ArrivalReport } from './arrival-report.ts'
import { sampleAnswer, type Answer } from './declared-answer.ts'
import { listNearest, matchArrival, type Match, type Receivable } from './match-arrival.ts'
import type { ReceiveSettings } from './receive-settings.ts'

export interface Receiving extends Pick<ReceiveSettings, 'secrets' | 'status'> {
  readonly reader: DocumentReader
  readonly receivables: readonly Receivable[]
}

/** What an author sends at most; more is refused, as a receiver does. */
const maxBody = 1024 * 1024

/** Checks a request, tells of it, and finds its answer. */
export async function handleArrival(
  req: IncomingMessage,
  receiving: Receiving,
  report: (report: ArrivalReport) => void,
): Promise<Answer> {
  const time = new Date()
  const { body, fault } = await readBody(req)
  const { method = '', url = '/', headers } = req
  const arrival: Arrival = { method, url, headers: { ...headers }, body }
  const match = await matchArrival(arrival, receiving.receivables)
  // Of a body that was not read to its end, no signature is right.
  const signature = fault ? undefined : checkSignature(arrival, receiving)
  const error = fault ?? match?.judgement.error
  const answer = answerTo({ match, error, signature }, arrival, receiving)
  report({
    ...{ time, arrival, signature: describeSignature(signature, arrival) },
    operation: match?.operation,
    others: match?.others ?? [],
    nearest: match ? [] : listNearest(arrival, receiving.receivables),
    faults: listFaults(error),
    payload: readPayload(body, headers['content-type'] ?? ''),
    status: answer.status,
    notices: [...answer.notices, ...describeOwnFault(error)],
  })
  return answer
}

interface ReadBody {
  readonly body: Buffer
  readonly fault?: RingbackError
}

async function readBody(req: IncomingMessage): Promise<ReadBody> {
  try {
    return { body: (await readRawBody(req, maxBody)) ?? Buffer.alloc(0) }
  } catch (error) {
    if (!(error instanceof RingbackError)) throw error
    return { body: Buffer.alloc(0), fault: error }
  }
}

/** What cannot be parsed is shown as it came. */
function readPayload(body: Buffer, contentType: string): unknown {
  const parsed = parseBody(body, contentType)
  return parsed.error ? body.toString() : parsed.value
}

function checkSignature(
  { headers, body }: Arrival,
  { secrets }: Receiving,
): SignatureVerdict | undefined {
  return secrets && verify({ headers, body, secrets })
}

interface Judged {
  readonly match: Match | undefined
  readonly error: RingbackError | undefined
  readonly signature: SignatureVerdict | undefined
}

function answerTo(
  { match, error, signature }: Judged,
  { method, url }: Arrival,
  { status, reader }: Receiving,
): Answer {
  if (match && status !== undefined) return sampleAnswer(match.operation, status, reader)
  if (signature?.ok === false) return refuse(refuseSignature(signature), method)
  // A schema that cannot be compiled is the document's fault, and none of what arrives.
  if (error && error.status < 500) return refuse(error, method)
  if (match) return sampleAnswer(match.operation, undefined, reader)
  const detail = `No callback and no webhook of the document is ${method} ${url}.`
  return answerProblem(status ?? 404, {
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail,
  })
}

function refuse(error: RingbackError, method: string): Answer {
  const problem = toRefusalProblem(error)
  const answer = answerProblem(error.status, problem)
  return {
    ...answer,
    headers: { ...answer.headers, ...Object.fromEntries(headersOfRefusal(error, method)) },
  }
}

function answerProblem(status: number, problem: object): Answer {
  const headers = { 'content-type': 'application/problem+json' }
  return { status, headers, body: JSON.stringify(problem), notices: [] }
}

function listFaults(error: RingbackError | undefined): ArrivalReport['faults'] {
  if (!error || error.status >= 500) return []
  if (error.errors && error.errors.length > 0) return error.errors
  return [{ in: 'body', path: '', message: firstLine(error), code: error.code }]
}

function describeOwnFault(error: RingbackError | undefined): string[] {
  return error && error.status >= 500 ? [`It cannot be checked: ${firstLine(error)}`] : []
}

function firstLine({ code, message }: RingbackError): string {
  return (message.split('\n')[0] ?? '').replace(`${code} `, '')
}
