import type { DeclaredBody, DeclaredMediaType } from '../declared-operation.ts'
import type { Request } from '../express.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { toJsonSchema } from '../schema.ts'
import { coerceValue } from './coercion.ts'
import type { JsonSchemaOptions } from './json-schema-validator.ts'
import type { Outcome, Validator } from './outcome.ts'
import { stateOf } from './request-state.ts'
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
  return {
    check(req) {
      const value = stateOf(req).body()
      if (!hasBody(req) && !isLeftByOthers(value))
        return { kind: body.required ? 'missing' : 'absent' }
      // A `$ref` to a request body of the components.
      if (contents.length === 0) return { kind: 'absent' }
      const mediaType = essenceOf(req.headers['content-type'] ?? '')
      const content = findContent(contents, mediaType)
      if (!content) return { kind: 'unsupported', mediaType }
      if (isUnparsed(req, value)) return readUnparsed(req)
      return { kind: 'present', outcome: content.check(value, req) }
    },
    apply: (req, value) => stateOf(req).replaceBody(value),
  }
}

/** "The presence of content in a request is signaled by a Content-Length or Transfer-Encoding header." */
export function hasBody({ headers }: Request): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0)
}

/** Something other than a parser may have put a body there; Express 4's leave `{}` where there is none. */
function isLeftByOthers(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined && value !== ''
  return Object.keys(value).length > 0
}

export function essenceOf(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase()
}

/** The most specific of the declared media types that the body is of. */
function findContent(contents: readonly Content[], mediaType: string): Content | undefined {
  const type = mediaType.split('/')[0] ?? ''
  const ranges = [mediaType, `${type}/*`, '*/*']
  return ranges
    .map((range) => contents.find((content) => content.range === range))
    .find((content) => content !== undefined)
}

/** Parsers pass by what is no media type at all, such as `application/json;`: no parser is missing. */
function readUnparsed({ headers }: Request): BodyReading {
  const given = headers['content-type'] ?? ''
  return isMediaType(given) ? { kind: 'unparsed' } : { kind: 'unsupported', mediaType: given }
}

/** RFC 9110, 8.3.1, with its parameters. */
function isMediaType(text: string): boolean {
  return /^[^\s/;,"]+\/[^\s/;,"]+(?:[ \t]*;[ \t]*[^\s;,="]+=(?:[^\s;,="]+|"(?:[^"\\]|\\.)*"))*[ \t]*$/.test(
    text,
  )
}

/**
 * Where a parser passed, those of Express 5 leave nothing, and those of Express 4 `{}`; so does one that
 * has read `{}`.
 */
export function isUnparsed(req: Request, value: unknown = req.body): boolean {
  const isForm = essenceOf(req.headers['content-type'] ?? '').startsWith('multipart/')
  if (value === undefined) return hasBody(req) && !(isForm && hasFiles(req))
  const isParsed = (req as { _body?: boolean })._body === true || req.readableDidRead || isForm
  return hasBody(req) && !isParsed && !isLeftByOthers(value) && !Array.isArray(value)
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
    return (value, req) => checkForm(value, req, root, validate)
  }
  if (mediaType === 'application/x-www-form-urlencoded') {
    return (value) => validate(coerceValue(value, root, root))
  }
  return (value) =>
    Buffer.isBuffer(value) ? checkBytes(value, mediaType, root, validate) : validate(value)
}

/** Bytes are what `type: string` means there; a schema of JSON's types cannot say more of them. */
function checkBytes(
  value: Buffer,
  mediaType: string,
  root: Readonly<SchemaObject>,
  validate: Validator,
): Outcome | Promise<Outcome> {
  if (mediaType.startsWith('text/')) return validate(value.toString())
  return root['type'] === undefined || root['type'] === 'string' ? { value } : validate(value)
}

/** What multer and its like leave of a file. */
interface UploadedFile {
  readonly fieldname: string
  readonly originalname?: string
}

interface Uploads {
  readonly file?: UploadedFile
  readonly files?: readonly UploadedFile[] | Readonly<Record<string, readonly UploadedFile[]>>
}

function hasFiles(req: Request): boolean {
  return listFiles(req).length > 0
}

function listFiles(req: Request): UploadedFile[] {
  const { file, files } = req as Request & Uploads
  const several = Array.isArray(files) ? files : Object.values(files ?? {}).flat()
  return [...(file ? [file] : []), ...(several as UploadedFile[])]
}

/**
 * The fields of a form, by their types, and its files, which stay where their parser put them: a schema
 * says of a file that it is there, and nothing of what is in it.
 */
function checkForm(
  value: unknown,
  req: Request,
  root: Readonly<SchemaObject>,
  validate: Validator,
): Outcome | Promise<Outcome> {
  const files = listFiles(req)
  const names = new Set(files.map(({ fieldname }) => fieldname))
  const placeholders = [...names].map((name) => {
    const own = files.filter(({ fieldname }) => fieldname === name).map(placeholderOf)
    return [name, own.length === 1 ? own[0] : own] as const
  })
  const form = { ...(value as object | undefined), ...Object.fromEntries(placeholders) }
  const outcome = validate(coerceValue(form, root, root))
  return outcome instanceof Promise ? outcome.then(withoutFiles) : withoutFiles(outcome)

  function withoutFiles(checked: Outcome): Outcome {
    if (checked.faults || typeof checked.value !== 'object' || checked.value === null)
      return checked
    const fields = Object.entries(checked.value).filter(([name]) => !names.has(name))
    return { value: Object.fromEntries(fields) }
  }
}

function placeholderOf({ originalname, fieldname }: UploadedFile): string {
  return originalname ?? fieldname
}
