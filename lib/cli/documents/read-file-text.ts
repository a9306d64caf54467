import { createReadStream } from 'node:fs'
import { RingbackError } from '../../errors.ts'
import { endedBy } from '../../delivery/deadline.ts'
import type { ReadingBounds } from './reading-bounds.ts'

/**
 * A file as text. It may be a pipe, such as that of `<(git show main:openapi.json)`.
 *
 * @param name for messages, as is `where`
 * @throws {RingbackError} `ERR_DOCUMENT_READ`, `ERR_DOCUMENT_SYNTAX`, `ERR_DOCUMENT_LIMIT`
 */
export async function readFileText(
  path: string,
  name: string,
  bounds: ReadingBounds,
  where?: string,
): Promise<string> {
  bounds.addFile()
  try {
    // A pipe that nobody writes to is not even opened, and no stream hears of the end before.
    const bytes = await endedBy(bounds.signal, collectBytes(createReadStream(path), bounds))
    return decodeText(bytes, name)
  } catch (error) {
    if (bounds.signal.aborted) throw bounds.signal.reason
    throw error instanceof RingbackError
      ? error
      : refuseFile(error as NodeJS.ErrnoException, name, where)
  }
}

/** All bytes of a stream that is destroyed afterwards, or as soon as the time is over. */
export async function collectBytes(
  stream: NodeJS.ReadableStream & { destroy(error?: Error): unknown },
  bounds: ReadingBounds,
): Promise<Buffer> {
  const end = (): unknown => stream.destroy(bounds.signal.reason as Error)
  bounds.signal.addEventListener('abort', end, { once: true })
  try {
    bounds.signal.throwIfAborted()
    const chunks: Buffer[] = []
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bounds.addBytes(chunk.length)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } finally {
    bounds.signal.removeEventListener('abort', end)
    stream.destroy()
  }
}

/** "JSON text exchanged between systems […] MUST be encoded using UTF-8" (RFC 8259, 8.1). */
export function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new RingbackError({
      code: 'ERR_DOCUMENT_SYNTAX',
      message: `${name} is no text in UTF-8.`,
      remedy: 'Give an OpenAPI document in JSON or YAML, saved as UTF-8.',
    })
  }
}

const faults: Readonly<Record<string, string>> = {
  ENOENT: 'There is no file',
  ENOTDIR: 'There is no file',
  EISDIR: 'This is a directory:',
  EACCES: 'There is no permission to read',
  EPERM: 'There is no permission to read',
}

function refuseFile(
  { code = '', message }: NodeJS.ErrnoException,
  name: string,
  where: string | undefined,
): RingbackError {
  const fault = Object.hasOwn(faults, code) ? faults[code] : undefined
  return new RingbackError({
    code: 'ERR_DOCUMENT_READ',
    message: fault ? `${fault} ${name}.` : `${name} cannot be read: ${message}.`,
    where,
    remedy: where
      ? 'Mend the reference, or put the file there.'
      : 'Give the path or the URL of an OpenAPI document.',
  })
}
