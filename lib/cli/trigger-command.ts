import { readWholeNumber } from './command-options.ts'
import { loadDocument } from './documents/load-document.ts'
import { listClientOperations } from '../receiver/operations/client-operations.ts'
import { createDocumentReader } from '../receiver/operations/document-reader.ts'
import { findOperation, nameOperations } from '../receiver/operations/find-operation.ts'
import type { ExitCode, Terminal } from './terminal.ts'
import { findMismatch } from './trigger/declared-answer.ts'
import { prepareRequest, readGiven, type TriggerOptions } from './trigger/prepare-request.ts'
import { sendRequest } from './trigger/send-request.ts'
import {
  isAsDeclared,
  showRequest,
  showResult,
  writeJson,
  type TriggerReport,
} from './trigger/trigger-report.ts'

export type { TriggerOptions } from './trigger/prepare-request.ts'

/**
 * Sends a sample of a callback or a webhook, and tells whether the answer is what the document declares:
 * 0 where it is, 1 where it is not or none comes.
 *
 * @throws {RingbackError} where the call is mistaken, or the document cannot be read
 */
export async function triggerCommand(options: TriggerOptions, io: Terminal): Promise<ExitCode> {
  const timeoutMs = readWholeNumber('--timeout', options.timeout ?? 15_000, timeouts, 'trigger')
  const given = readGiven(options)
  const { document, source } = await loadDocument(options.document, { signal: io.signal })
  const reader = createDocumentReader(document)
  const operations = nameOperations(listClientOperations(reader))
  const operation = findOperation(options.operationId, operations, source)
  const { request, notices } = await prepareRequest(operation, reader, given, io.signal)
  const begun = { operation, request, notices, madeSecret: given.signing.made }
  if (!options.json) io.stdout.write(showRequest(begun, io))
  const result = await sendRequest(request, timeoutMs, io.signal)
  io.signal.throwIfAborted()
  const mismatch =
    result.kind === 'answer' ? await findMismatch(result, operation, reader) : undefined
  const report: TriggerReport = { ...begun, result, mismatch }
  io.stdout.write(options.json ? `${writeJson(report)}\n` : showResult(report, io))
  return isAsDeclared(report) ? 0 : 1
}

const timeouts = { from: 1, to: 3_600_000, unit: 'milliseconds' }
