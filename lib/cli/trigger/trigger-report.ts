import { titleOf } from '../../validation/problem-details.ts'
import type { NamedOperation } from '../../receiver/operations/find-operation.ts'
import { readShown, showBody } from '../shown-body.ts'
import { paint, printable, type Terminal } from '../terminal.ts'
import type { SentRequest, SentResult } from './send-request.ts'

/** All that one call of `trigger` came to. */
export interface TriggerReport {
  readonly operation: NamedOperation
  readonly request: SentRequest
  /** A secret that was made for this request, since none was given. */
  readonly madeSecret: string | undefined
  readonly result: SentResult
  /** What of the answer is not as declared; undefined where all is, or there is none. */
  readonly mismatch: string | undefined
  readonly notices: readonly string[]
}

export function isAsDeclared({ result, mismatch }: TriggerReport): boolean {
  return result.kind === 'answer' && mismatch === undefined
}

/** One object, for programs. */
export function writeJson(report: TriggerReport): string {
  const { operation, request, madeSecret, result, mismatch, notices } = report
  const { durationMs } = result
  return JSON.stringify({
    operation: operation.label,
    operationId: operation.operationId,
    method: request.method,
    url: request.url.href,
    headers: request.headers,
    body: readShown(request.body),
    secret: madeSecret,
    ...(result.kind === 'answer'
      ? {
          answer: {
            status: result.status,
            headers: result.headers,
            body: readShown(result.body),
            durationMs,
          },
        }
      : { fault: { code: result.code, message: result.message, durationMs } }),
    asDeclared: isAsDeclared(report),
    mismatch,
    notices,
  })
}

/** What was sent, before anything has come back. */
export function showRequest(
  { operation, request, madeSecret, notices }: Omit<TriggerReport, 'result' | 'mismatch'>,
  io: Terminal,
): string {
  const { method, url, body } = request
  const head = `${paint(io, 'bold', `${method} ${printable(url.href)}`)}  ${printable(operation.label)}`
  const signed =
    madeSecret === undefined
      ? []
      : [paint(io, 'dim', `  signed with a secret made for this request: ${madeSecret}`)]
  const said = notices.map((notice) => paint(io, 'yellow', `  ${printable(notice)}`))
  return `${[head, ...signed, ...said, showBody(readShown(body))].join('\n')}\n`
}

/** What has come back, and whether it is as declared. */
export function showResult(report: TriggerReport, io: Terminal): string {
  const { result, mismatch } = report
  if (result.kind === 'fault') {
    const why = `no answer: ${printable(result.message)} (${result.code})`
    return `${paint(io, 'red', `→ ${why}`)}\n  ${remedyOf(result.code)}\n`
  }
  const { status, durationMs, body } = result
  const head = `→ ${status} ${titleOf(status)} in ${durationMs} ms`
  const verdict =
    mismatch === undefined ? describeDeclared(status) : `not as declared: ${printable(mismatch)}`
  const line = paint(io, mismatch === undefined ? 'green' : 'red', `${head}, ${verdict}`)
  return body === undefined ? `${line}\n` : `${line}\n${showBody(readShown(body))}\n`
}

function describeDeclared(status: number): string {
  return status >= 200 && status < 300 ? 'as declared' : 'as declared, though it is no success'
}

function remedyOf(code: string): string {
  if (code === 'ECONNREFUSED') return 'Start what listens there, or give another --to.'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Look at the host of --to: no such name.'
  if (code === 'ERR_DELIVERY_TIMEOUT') return 'Answer sooner, or wait longer: --timeout 60000.'
  if (/CERT|SELF_SIGNED|ERR_TLS/.test(code)) {
    return 'Trust its certificate: NODE_EXTRA_CA_CERTS=ca.pem before the command.'
  }
  return 'Look at what listens there: it has ended the connection.'
}
