import { describeValue, RingbackError } from '../../errors.ts'
import { copyJson } from '../../json.ts'
import { canonicalText } from '../../json-schema.ts'
import type { Kind } from '../versions/object-kinds.ts'
import { describeSequence, unwrapReference } from '../versions/sequences.ts'
import { upgradeTo31 } from '../versions/upgrade-3.1.ts'
import { readObjects } from './reading-objects.ts'
import { type Fields, isFields } from '../fields.ts'

/**
 * The document that an author has, as one of 3.1 or 3.2: a copy, since it is not ours to change.
 *
 * @throws {RingbackError} `ERR_OPENAPI_OPTION` where it is no OpenAPI document
 */
export function readBase(value: unknown): Readonly<Fields> | undefined {
  if (value === undefined) return undefined
  refuseText(value)
  if (!isFields(value)) throw refuse(`base is ${describeValue(value)}.`, giveObject)
  const version = readVersion(value)
  const copy = copyJson(value, ({ what, path }) =>
    refuse(`base holds ${what} at ${path.join('.') || 'its root'}.`, giveObject),
  ) as Fields
  refuseParts(copy)
  const read = withRootPath(readObjects(copy, { replace: foldSequence, refuse: refuseScalar }))
  return version === '3.0' ? (upgradeTo31(read) as unknown as Fields) : read
}

/** "The field name MUST begin with a forward slash"; some have an empty one for the root. */
function withRootPath(document: Readonly<Fields>): Readonly<Fields> {
  const { paths } = document
  if (!isFields(paths) || !('' in paths) || '/' in paths) return document
  const renamed = Object.entries(paths).map(([path, item]) => [path || '/', item])
  return { ...document, paths: Object.fromEntries(renamed) as Fields }
}

/** What streams, as documents of ours write it before 3.2, is what it was written from. */
function foldSequence(kind: Kind, media: Readonly<Fields>, type: string): Readonly<Fields> {
  const { schema, 'x-itemSchema': written, ...others } = media
  if (kind !== 'mediaType' || 'itemSchema' in media || !isFields(written)) return media
  const itemSchema = unwrapReference(written)
  const isOurs = canonicalText(schema) === canonicalText(describeSequence(type, itemSchema))
  return isOurs ? { ...others, itemSchema } : media
}

function refuseScalar(what: string, value: unknown, path: readonly string[]): never {
  throw refuse(
    `base.${path.join('.')} is ${describeValue(value)}.`,
    `Mend the document: OpenAPI has ${what} there.`,
  )
}

const giveObject =
  "Give the document as an object: JSON.parse(readFileSync('openapi.json', 'utf8')), or for YAML load(readFileSync('openapi.yaml', 'utf8')) of the package js-yaml."

function refuseText(value: unknown): void {
  if (typeof value !== 'string' && !(value instanceof Uint8Array)) return
  const given = typeof value === 'string' ? JSON.stringify(shorten(value)) : 'bytes'
  throw refuse(`base takes a parsed document, and the text ${given} was given.`, giveObject)
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)} …` : text
}

function readVersion({ openapi, swagger }: Readonly<Fields>): string {
  if (openapi === undefined && swagger !== undefined) {
    throw refuse(
      `base is a document of Swagger ${describeValue(swagger)}.`,
      'Convert it to OpenAPI 3 first, with swagger2openapi or at editor.swagger.io.',
    )
  }
  const [, version] = /^(3\.[012])\.\d+/.exec(String(openapi)) ?? []
  if (typeof openapi === 'string' && version !== undefined) return version
  throw refuse(
    `base is a document of OpenAPI ${describeValue(openapi)}.`,
    "Give one whose field openapi is '3.0.x', '3.1.x' or '3.2.x'.",
  )
}

const objects = ['info', 'paths', 'webhooks', 'components']
const lists = ['servers', 'tags', 'security']

function refuseParts(document: Readonly<Fields>): void {
  for (const [field, value] of Object.entries(document)) {
    const isRight = objects.includes(field)
      ? isFields(value)
      : !lists.includes(field) || Array.isArray(value)
    if (isRight) continue
    throw refuse(
      `base.${field} is ${describeValue(value)}.`,
      `Mend the document: OpenAPI has ${lists.includes(field) ? 'a list' : 'an object'} there.`,
    )
  }
}

function refuse(message: string, remedy: string): RingbackError {
  return new RingbackError({ code: 'ERR_OPENAPI_OPTION', message, where: 'openapi()', remedy })
}
