import type { DeclaredBody, DeclaredMediaType } from '../declared-operation.ts'
import type { Request } from '../express.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { isOptional, toJsonSchema } from '../schema.ts'
import { coerceValue } from './coercion.ts'
import type { JsonSchemaOptions } from './json-schema-validator.ts'
import type { Outcome, Validator } from './outcome.ts'
import { stateOf } from './request-state.ts'
import { isStandardSchema } from './standard-validator.ts'
import { listUploads, type Upload } from './uploads.ts'
import { createValidator } from './validator.ts'

/** What a body comes to before its schema is asked. */
export type BodyReading =
  | { readonly kind: 'absent' | 'missing' | 'unparsed' }
  | { readonly kind: 'unsupported'; readonly mediaType: string }
  | { readonly kind: 'present'; readonly outcome: Outcome | Promise<Outcome> }

export interface BodyCheck {
  check(req: Request): BodyReading
  apply(req: Request, value: unknown): void
}

interface Content {
  /** Such as `application/json`, or `image/*`. */
  readonly range: string
  readonly check: (value: unknown, req: Request) => Outcome | Promise<Outcome>
}

export function createBodyCheck(body: DeclaredBody, options: JsonSchemaOptions): BodyCheck {
  const contents = [...body.content].map(([mediaType, declared]) => ({
    range: essenceOf(mediaType),
    check: createContentCheck(essenceOf(mediaType), declared, options),
  }))
  const readNone = createReaderOfNone(body, options)
  return {
    check(req) {
      const value = stateOf(req).body()
      if (isEmpty(req, value)) return body.required ? missing : readNone()
      // A `$ref` to a request body of the components.
      if (contents.length === 0) return { kind: 'absent' }
      const given = req.headers['content-type'] ?? ''
      const content = findContent(contents, given)
      if (!content) return { kind: 'unsupported', mediaType: essenceOf(given) }
      if (isUnparsed(req, value)) return readUnparsed(req, content)
      return { kind: 'present', outcome: content.check(value, req) }
    },
    apply: (req, value) => stateOf(req).replaceBody(value),
  }
}

const missing: BodyReading = { kind: 'missing' }

/** No body is undefined, and not the `{}` that Express 4 leaves; or what a schema makes of that. */
function createReaderOfNone(
  { content }: DeclaredBody,
  options: JsonSchemaOptions,
): () => BodyReading {
  const schemas = [...content.values()].flatMap(({ schema }) => schema ?? [])
  const optional = schemas.find(isOptional)
  if (optional === undefined) return () => ({ kind: 'present', outcome: { value: undefined } })
  const validate = createValidator(optional, options)
  return () => ({ kind: 'present', outcome: validate(undefined) })
}

/** "The presence of content in a request is signaled by a Content-Length or Transfer-Encoding header." */
export function hasBody({ headers }: Request): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0)
}

/** A body in chunks may come to nothing, which shows when it was read. */
function isEmpty(req: Request, value: unknown): boolean {
  if (isLeftByOthers(value)) return false
  return !hasBody(req) || (req.readableEnded && !req.readableDidRead)
}

/** Something other than a parser may have put a body there; Express 4's leave `{}` where there is none. */
function isLeftByOthers(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined && value !== ''
  for (const name in value) if (Object.hasOwn(value, name)) return true
  return false
}

export function essenceOf(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase()
}

/** The most specific of the declared media types that the body is of. */
function findContent(contents: readonly Content[], given: string): Content | undefined {
  // Most say nothing but what is declared.
  const exact = contents.find(({ range }) => range === given)
  if (exact) return exact
  const mediaType = essenceOf(given)
  const type = mediaType.split('/')[0] ?? ''
  const ranges = [mediaType, `${type}/*`, '*/*']
  return ranges
    .map((range) => contents.find((content) => content.range === range))
    .find((content) => content !== undefined)
}

/**
 * Parsers pass by what is no media type at all, such as `application/json;`, and nobody has one for each
 * of a range such as `image/*`: no parser is missing there.
 */
function readUnparsed({ headers }: Request, { range }: Content): BodyReading {
  const given = headers['content-type'] ?? ''
  const isMissing = isMediaType(given) && !range.endsWith('*')
  return isMissing ? { kind: 'unparsed' } : { kind: 'unsupported', mediaType: given }
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const quoted =
  '"(?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t \\x21-\\x7e\\x80-\\xff])*"'

/** RFC 9110, 8.3.1, with its parameters. */
const mediaTypes = new RegExp(
  `^${token}/${token}(?:[ \\t]*;[ \\t]*${token}=(?:${token}|${quoted}))*[ \\t]*$`,
)

function isMediaType(text: string): boolean {
  return mediaTypes.test(text)
}

/**
 * Where a parser passed, those of Express 5 leave nothing, and those of Express 4 `{}`; so does one that
 * has read `{}`.
 */
export function isUnparsed(req: Request, value: unknown = req.body): boolean {
  if (isLeftByOthers(value) || Array.isArray(value) || !hasBody(req)) return false
  if (value === undefined) return listUploads(req).length === 0
  return (req as { _body?: boolean })._body !== true && !req.readableDidRead
}

function createContentCheck(
  mediaType: string,
  { schema }: DeclaredMediaType,
  options: JsonSchemaOptions,
): Content['check'] {
  if (schema === undefined) return (value) => ({ value })
  const root = toJsonSchema(schema, 'input', 'body')
  const validate = createValidator(schema, options)
  if (mediaType === 'multipart/form-data') {
    return (value, req) => {
      const uploads = listUploads(req)
      return isStandardSchema(schema) && uploads.length > 0
        ? checkUploads(value, uploads, root, validate)
        : validate(nameUploads(value, uploads, root))
    }
  }
  if (mediaType === 'application/x-www-form-urlencoded' || mediaType.startsWith('text/')) {
    return (value) => validate(coerceValue(toText(value), root, root))
  }
  return (value) => {
    const read = isBinary(mediaType) && typeof value === 'string' ? Buffer.from(value) : value
    return Buffer.isBuffer(read) ? checkBytes(read, root, validate) : validate(read)
  }
}

/** What `express.raw()` has read of a text. */
function toText(value: unknown): unknown {
  return Buffer.isBuffer(value) ? value.toString() : value
}

/** Whose handlers are told of a Buffer. */
function isBinary(mediaType: string): boolean {
  return /^(?:image|audio|video)\/|^application\/(?:octet-stream|pdf|zip|gzip)$/.test(mediaType)
}

/** Bytes are what `type: string` means there; a schema of JSON's types cannot say more of them. */
function checkBytes(
  value: Buffer,
  root: Readonly<SchemaObject>,
  validate: Validator,
): Outcome | Promise<Outcome> {
  return root['type'] === undefined || root['type'] === 'string' ? { value } : validate(value)
}

/**
 * The fields of a form, by their types, and its files beside them: each is its name, where a schema
 * takes text for it, and else what the schema's library calls a file, which costs a copy of one in
 * memory. They stay where their parser put them too.
 */
async function checkUploads(
  fields: unknown,
  uploads: readonly Upload[],
  root: Readonly<SchemaObject>,
  validate: Validator,
): Promise<Outcome> {
  const names = nameUploads(fields, uploads, root)
  const asText = await validate(names)
  const refused = listRefused(asText, uploads)
  if (refused.size === 0) return asText
  const opened = uploads.filter(({ field }) => refused.has(field))
  const files = await Promise.all(opened.map((upload) => upload.open()))
  const asFiles = await validate(withFiles(names, opened, files))
  return listRefused(asFiles, uploads).size > refused.size ? asText : asFiles
}

/** A form in which each file is its name. */
function nameUploads(
  fields: unknown,
  uploads: readonly Upload[],
  root: Readonly<SchemaObject>,
): Record<string, unknown> {
  const fieldNames = [...new Set(uploads.map(({ field }) => field))]
  const names = fieldNames.map((field) => {
    const all = uploads.filter((upload) => upload.field === field).map(({ name }) => name)
    return [field, all.length === 1 ? all[0] : all] as const
  })
  const form = { ...(fields as object | undefined), ...Object.fromEntries(names) }
  return coerceValue(form, root, root) as Record<string, unknown>
}

/** A list of one is a list where the name has become one. */
function withFiles(
  names: Readonly<Record<string, unknown>>,
  uploads: readonly Upload[],
  files: readonly File[],
): Record<string, unknown> {
  const entries = uploads.map(({ field }) => {
    const own = files.filter((_, index) => uploads[index]?.field === field)
    return [field, Array.isArray(names[field]) ? own : own[0]] as const
  })
  return { ...names, ...Object.fromEntries(entries) }
}

/** The fields of files with which something is wrong. */
function listRefused({ faults = [] }: Outcome, uploads: readonly Upload[]): Set<string> {
  const fields = uploads.map(({ field }) => field)
  return new Set(fields.filter((field) => faults.some(({ path }) => path[0] === field)))
}
