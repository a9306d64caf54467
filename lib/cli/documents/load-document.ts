import { describeValue, RingbackError } from '../../errors.ts'
import type { Document } from '../../openapi-types.ts'
import { type Fields, isFields } from '../../document/fields.ts'
import { bundle } from './bundle.ts'
import { openSource, type DocumentSource } from './document-source.ts'
import { parseText, type DocumentFormat } from './parse-document.ts'
import { openBounds, type BoundOptions } from './reading-bounds.ts'

export type { BoundOptions as LoadOptions } from './reading-bounds.ts'

export interface LoadedDocument {
  /** In the version that it is written in, with local references alone. */
  readonly document: Document
  /** The path or the URL, as it was given. */
  readonly source: string
  readonly format: DocumentFormat
}

/**
 * The OpenAPI document (3.0, 3.1 or 3.2; JSON or YAML) at a path or an http(s) URL that was given by hand,
 * with all that it refers to in one.
 *
 * What it refers to is bounded in number, in size and in time. A URL that it refers to has to be public,
 * unless it is of the origin that was given; a file has to be beneath the directory of the command or of
 * the document.
 *
 * @throws {RingbackError} `ERR_DOCUMENT_READ` where it cannot be read, `ERR_DOCUMENT_SYNTAX` where it is
 *   neither JSON nor YAML, `ERR_DOCUMENT_VERSION` where it is no OpenAPI of these versions,
 *   `ERR_DOCUMENT_REFERENCE` where a reference leads nowhere or is not followed, `ERR_DOCUMENT_LIMIT`
 */
export async function loadDocument(
  source: string,
  options: BoundOptions = {},
): Promise<LoadedDocument> {
  const bounds = openBounds(source, options)
  try {
    return await load(source, openSource(source, bounds))
  } finally {
    bounds.close()
  }
}

async function load(source: string, files: DocumentSource): Promise<LoadedDocument> {
  const { text, uri } = await files.read(files.root)
  const { value, format } = await parseText(text, source)
  const root = requireOpenApi(value, source)
  const document = await bundle(root, uri, files)
  return { document: document as unknown as Document, source, format }
}

function requireOpenApi(value: unknown, source: string): Readonly<Fields> {
  if (!isFields(value)) {
    throw refuseVersion(`${source} holds ${describeValue(value)}, and no OpenAPI document.`)
  }
  const { openapi, swagger } = value
  if (openapi === undefined && swagger !== undefined) {
    throw refuseVersion(
      `${source} is a document of Swagger ${describeValue(swagger)}.`,
      'Convert it to OpenAPI 3 first, with swagger2openapi or at editor.swagger.io.',
    )
  }
  if (openapi === undefined) {
    throw refuseVersion(`${source} is no OpenAPI document: it has no field "openapi".`)
  }
  if (typeof openapi === 'string' && /^3\.[012]\.\d+/.test(openapi)) return value
  throw refuseVersion(`${source} is a document of OpenAPI ${describeValue(openapi)}.`)
}

function refuseVersion(
  message: string,
  remedy = "Give one whose field openapi is '3.0.x', '3.1.x' or '3.2.x'.",
): RingbackError {
  return new RingbackError({ code: 'ERR_DOCUMENT_VERSION', message, remedy })
}
