import { listDocumentOperations } from '../receiver/document-operations.ts'
import { loadDocument } from './documents/load-document.ts'
import { listClientOperations } from '../receiver/operations/client-operations.ts'
import { createDocumentReader } from '../receiver/operations/document-reader.ts'
import {
  listLabels,
  nameOperations,
  requireOperations,
} from '../receiver/operations/find-operation.ts'
import { showArrival, writeJsonLine } from './receive/arrival-report.ts'
import { handleArrival, type Receiving } from './receive/handle-arrival.ts'
import { createReceivable } from './receive/match-arrival.ts'
import { readSettings, type ReceiveOptions } from './receive/receive-settings.ts'
import { startServer } from './receive/receive-server.ts'
import { paint, printable, type ExitCode, type Terminal } from './terminal.ts'

export type { ReceiveOptions } from './receive/receive-settings.ts'

/**
 * Receives every callback and webhook of a document, checks and prints what arrives, and answers as it is
 * declared: what is not as declared with 422 and its like, what matches nothing with 404. It ends by
 * `io.signal`, with 0.
 *
 * @throws {RingbackError} where the call is mistaken, the document cannot be read or the port is taken
 */
export async function receiveCommand(options: ReceiveOptions, io: Terminal): Promise<ExitCode> {
  const settings = readSettings(options, io)
  const { document, source } = await loadDocument(options.document, { signal: io.signal })
  const reader = createDocumentReader(document)
  const named = nameOperations(listClientOperations(reader))
  requireOperations(named, source)
  const received = listDocumentOperations(document, source)
  // Both are lists of the same operations, in the order of the document.
  const receivables = received.flatMap((own, index) => {
    const operation = named[index]
    return operation ? [createReceivable(operation, own)] : []
  })
  const receiving = { ...settings, reader, receivables }
  const server = await startServer({ ...settings, signal: io.signal }, (req) =>
    handleArrival(req, receiving, (report) =>
      io.stdout.write(settings.isJson ? writeJsonLine(report) : showArrival(report, io)),
    ),
  )
  // A program that reads what arrives reads nothing else.
  const output = settings.isJson ? io.stderr : io.stdout
  output.write(showBanner(source, server.origin, receiving, io))
  await server.ended
  return 0
}

function showBanner(
  source: string,
  origin: string,
  { receivables, secrets, status }: Receiving,
  io: Terminal,
): string {
  const operations = receivables.map(({ named }) => named)
  return [
    `${paint(io, 'bold', origin)} receives what ${printable(source)} declares:${printable(listLabels(operations))}`,
    secrets ? 'Signatures are checked.' : 'Signatures are not checked: --secret has them checked.',
    ...(status === undefined ? [] : [`Everything is answered with ${status}.`]),
    'Ctrl+C ends it.\n\n',
  ].join('\n')
}
