import type { Exchange } from '../../callbacks/evaluate.ts'
import type { Fields } from '../../document/fields.ts'
import { isJsonType } from '../../receiver/operations/media-types.ts'
import {
  readContent,
  type DocumentContent,
  type ParentOperation,
} from '../../receiver/operations/client-operations.ts'
import { findSuccess, toStatus } from '../../receiver/operations/declared-statuses.ts'
import type { DocumentReader } from '../../receiver/operations/document-reader.ts'
import { sampleOf } from '../../receiver/sample/sample.ts'

/** A request such as an operation declares, and its answer: what the expressions of its callbacks read. */
export function sampleExchange(parent: ParentOperation, reader: DocumentReader): Exchange {
  const { method, path, body, responses } = parent
  const sampleAll = (place: string): Record<string, unknown> => {
    const own = parent.parameters.filter((parameter) => parameter['in'] === place)
    return sampleNamed(
      own.map((one) => [String(one['name']), one] as const),
      reader,
    )
  }
  const status = findSuccess(responses.keys())
  const response = status === undefined ? undefined : responses.get(status)
  return {
    request: {
      method,
      url: `https://api.example.com${path}`,
      headers: sampleAll('header'),
      params: sampleAll('path'),
      query: sampleAll('query'),
      body: sampleJson(body?.content, reader),
    },
    response: response && {
      status: toStatus(status ?? ''),
      headers: sampleNamed(reader.members(response['headers']), reader),
      body: sampleJson(readContent(response, reader), reader),
    },
  }
}

function sampleNamed(
  described: readonly (readonly [name: string, object: Readonly<Fields>])[],
  reader: DocumentReader,
): Record<string, unknown> {
  return Object.fromEntries(described.map(([name, one]) => [name, sampleOf(one, reader).value]))
}

function sampleJson(content: DocumentContent | undefined, reader: DocumentReader): unknown {
  const media = [...(content ?? [])].find(([type]) => isJsonType(type))?.[1]
  return media && sampleOf(media, reader).value
}
