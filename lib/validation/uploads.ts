import { openAsBlob } from 'node:fs'
import type { Request } from '../express.ts'

/** A file of a form, as its parser left it. */
export interface Upload {
  /** The name of its field. */
  readonly field: string
  /** What the client calls it. */
  readonly name: string
  /** Its content, for schemas that look at it. */
  open(): Promise<File>
}

/** What multer, express-fileupload and handlers of busboy write of a file: each some of these. */
interface ParsedFile {
  readonly fieldname?: unknown
  readonly originalname?: unknown
  readonly filename?: unknown
  readonly name?: unknown
  readonly mimetype?: unknown
  readonly mimeType?: unknown
  readonly buffer?: unknown
  readonly data?: unknown
  readonly path?: unknown
  readonly tempFilePath?: unknown
}

/** The files of a request: `req.file` or `req.files`, a list or by the names of their fields. */
export function listUploads(req: Request): Upload[] {
  const { file, files } = req as { file?: unknown; files?: unknown }
  return [...listFiles(file), ...listByField(files)]
}

function listByField(files: unknown): Upload[] {
  if (Array.isArray(files)) return listFiles(files)
  if (typeof files !== 'object' || files === null) return []
  return Object.entries(files).flatMap(([field, inner]) => listFiles(inner, field))
}

function listFiles(value: unknown, field?: string): Upload[] {
  if (Array.isArray(value)) return value.flatMap((one) => listFiles(one, field))
  if (typeof value !== 'object' || value === null) return []
  const file = value as ParsedFile
  const own = field ?? textOf(file.fieldname)
  return own === undefined ? [] : [createUpload(own, file)]
}

function createUpload(field: string, file: ParsedFile): Upload {
  const name = textOf(file.originalname, file.filename, file.name) ?? field
  return {
    field,
    name,
    async open() {
      const type = textOf(file.mimetype, file.mimeType) ?? ''
      return new File([await contentOf(file)], name, { type })
    },
  }
}

/** A file that is on disk stays there until it is read. */
function contentOf({ buffer, data, path, tempFilePath }: ParsedFile): Promise<Blob> {
  const bytes = [buffer, data].find((one) => one instanceof Uint8Array && one.length > 0)
  const place = textOf(path, tempFilePath)
  return bytes || !place
    ? Promise.resolve(new Blob(bytes ? [bytes as Uint8Array<ArrayBuffer>] : []))
    : openAsBlob(place)
}

function textOf(...values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '')
}
