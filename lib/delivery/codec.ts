import { isSignatureHeaders } from '../callbacks/signature-headers.ts'
import { createAnswerCheck } from './answer-check.ts'
import { createParameterWriter, type WriteParameters } from './declared-parameters.ts'
import { refuseOption } from './option-values.ts'
import { createPayloadWriter, type WritePayload } from './payload.ts'
import type { SentOperation } from './sent-operation.ts'

/** What an operation is sent and judged by. */
export interface Codec {
  readonly writePayload: WritePayload
  readonly writeHeaders: WriteParameters
  readonly writeQuery: WriteParameters
  readonly checkAnswer: ReturnType<typeof createAnswerCheck>
}

export type CodecOf = (operation: SentOperation) => Codec

/**
 * Compiles what an operation declares when it is first sent.
 *
 * @param isSigning whether anything is signed
 */
export function createCodecs(isSigning: boolean): CodecOf {
  const known = new WeakMap<SentOperation, Codec>()
  return (operation) => {
    const found = known.get(operation)
    if (found) return found
    const codec = createCodec(operation, isSigning)
    known.set(operation, codec)
    return codec
  }
}

function createCodec(operation: SentOperation, isSigning: boolean): Codec {
  if (!isSigning) refuseSigned(operation)
  const { operation: declared } = operation
  return {
    writePayload: createPayloadWriter(declared),
    writeHeaders: createParameterWriter(declared, 'headers'),
    writeQuery: createParameterWriter(declared, 'query'),
    checkAnswer: createAnswerCheck(declared),
  }
}

/** What the document promises of every request has to come with it. */
function refuseSigned({ operation, operationId }: SentOperation): void {
  if (!operation.parameters.headers?.some(isSignatureHeaders)) return
  throw refuseOption(
    `secret is false, and the router of "${operationId}" says that its requests are signed.`,
    'Give a secret, or take { signed: true } from the router.',
  )
}
