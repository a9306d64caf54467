import { RingbackError } from '../../errors.ts'
import { findFreeName } from '../../free-name.ts'
import {
  decodeIfPossible,
  escapeToken,
  listMapping,
  mapSubschemas,
  toComponentName,
  unescapePointer,
  withMapping,
} from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import { type Fields, isFields, mapMembers } from '../../document/fields.ts'
import {
  childOf,
  isPatterned,
  type Child,
  type Kind,
} from '../../document/versions/object-kinds.ts'
import {
  createFiles,
  resolveId,
  type Base,
  type DocumentFiles,
  type Target,
} from './document-files.ts'
import { nameSource, refuseReference, type DocumentSource } from './document-source.ts'

/** What a reference led to, and is yet to be written. */
interface Job {
  readonly kind: Kind
  readonly target: Target
  /** Where it will be in the document, as a JSON Pointer. */
  readonly at: string
  /** Takes what was found there. */
  readonly place: (value: unknown) => void
  /** Where the reference stands, in words. */
  readonly where: string
}

/** The part of `components` in which objects of a kind are kept. */
const sections: Partial<Record<Kind, string>> = {
  schema: 'schemas',
  response: 'responses',
  parameter: 'parameters',
  example: 'examples',
  requestBody: 'requestBodies',
  header: 'headers',
  securityScheme: 'securitySchemes',
  link: 'links',
  callback: 'callbacks',
  mediaType: 'mediaTypes',
}

/** More objects than any document that somebody has written, once path items are in place. */
const maxObjects = 2_000_000

/**
 * A document in which every reference is a local one: what it refers to in other files becomes a component
 * of it, or a path item in the place of the reference. What is within it stays where it is.
 *
 * @throws {RingbackError} `ERR_DOCUMENT_REFERENCE`, `ERR_DOCUMENT_LIMIT`, and what reading a file throws
 */
export async function bundle(
  document: Readonly<Fields>,
  uri: URL,
  source: DocumentSource,
): Promise<Fields> {
  const hasIds = !String(document['openapi']).startsWith('3.0')
  const files = createFiles(document, uri, source, hasIds)
  const bundled = await expandMaps(document, uri.href, files)
  return await createBundler(bundled, uri.href, files, hasIds).run()
}

/** A document whose large parts are in other files, `paths: { $ref: paths.yaml }`: no OpenAPI, and common. */
interface ExpandedDocument {
  readonly document: Readonly<Fields>
  /** What the references within such a part are relative to. */
  readonly bases: ReadonlyMap<unknown, Base>
  /** Where each part was found, and where it is now. */
  readonly parts: readonly { readonly target: Target; readonly at: string }[]
}

async function expandMaps(
  document: Readonly<Fields>,
  uri: string,
  files: DocumentFiles,
): Promise<ExpandedDocument> {
  const bases = new Map<unknown, Base>()
  const parts: { target: Target; at: string }[] = []

  async function expand(value: unknown, base: Base, at: string): Promise<unknown> {
    if (!isFields(value) || typeof value['$ref'] !== 'string') return value
    const where = describePlace(base, value['$ref'])
    const target = files.locate(value['$ref'], base)
    await files.load(target.file, where)
    const found = requireTarget(files.find(target), target, where)
    bases.set(found, { uri: target.file, file: target.file })
    parts.push({ target, at })
    return found
  }

  const base: Base = { uri: resolveId(document['$self'], uri), file: uri }
  const { paths, webhooks, components } = document
  const expanded = {
    paths: await expand(paths, base, '/paths'),
    webhooks: await expand(webhooks, base, '/webhooks'),
    components: await expand(components, base, '/components'),
  }
  const inner = bases.get(expanded.components) ?? base
  if (isFields(expanded.components)) {
    const entries: [string, unknown][] = []
    for (const [name, section] of Object.entries(expanded.components)) {
      entries.push([name, await expand(section, inner, `/components/${name}`)])
    }
    const written = Object.fromEntries(entries)
    bases.set(written, inner)
    expanded.components = written
  }
  const given = Object.entries(expanded).filter(([, value]) => value !== undefined)
  return { document: { ...document, ...Object.fromEntries(given) }, bases, parts }
}

function createBundler(
  { document, bases, parts }: ExpandedDocument,
  rootFile: string,
  files: DocumentFiles,
  hasIds: boolean,
): { run(): Promise<Fields> } {
  const jobs: Job[] = []
  const added = new Map<string, Map<string, unknown>>()
  /** Where what a reference leads to is in the document, by kind and target. */
  const places = new Map<string, string>()
  let objects = 0

  function read(kind: Kind, value: unknown, given: Base, at: string): unknown {
    const base = bases.get(value) ?? given
    if (!isFields(value)) return value
    countObject()
    if (kind === 'schema') return readSchema(value, base)
    if (typeof value['$ref'] === 'string') return readReference(kind, value, base, at)
    return mapMembers(value, (member, field) => {
      const child = childOf(kind, field)
      const place = `${at}/${encodeURIComponent(escapeToken(field))}`
      return child ? readChild(kind, field, child, member, base, place) : member
    })
  }

  function readChild(
    parent: Kind,
    field: string,
    { kind, as }: Child,
    value: unknown,
    given: Base,
    at: string,
  ): unknown {
    const base = bases.get(value) ?? given
    if (as === 'one') return read(kind, value, base, at)
    if (Array.isArray(value)) {
      return value.map((item, index) => read(kind, item, base, `${at}/${index}`))
    }
    if (!isFields(value)) return value
    const isExtensible = isPatterned(parent, field)
    return mapMembers(value, (member, name) =>
      isExtensible && name.startsWith('x-')
        ? member
        : read(kind, member, base, `${at}/${encodeURIComponent(escapeToken(name))}`),
    )
  }

  function readReference(kind: Kind, value: Readonly<Fields>, base: Base, at: string): unknown {
    const { $ref, ...beside } = value as Fields & { $ref: string }
    if (kind !== 'pathItem') return { ...value, $ref: refer(kind, $ref, base) }
    const target = files.locate($ref, base)
    const local = findLocal(target) ?? places.get(keyOf(kind, target))
    const others = read(kind, beside, base, at) as Fields
    if (local !== undefined) return { ...others, $ref: local }
    // What stands beside the reference is of this place alone.
    if (Object.keys(beside).length === 0) places.set(keyOf(kind, target), `#${at}`)
    const item: Fields = {}
    const place = (found: unknown): void => fill(item, { ...(found as Fields), ...others })
    jobs.push({ kind, target, at, place, where: describePlace(base, $ref) })
    return item
  }

  function readSchema(schema: Readonly<SchemaObject>, given: Base): SchemaObject {
    countObject()
    const base = hasIds ? { ...given, uri: resolveId(schema['$id'], given.uri) } : given
    const read = mapSubschemas(schema, (subschema) => readSchema(subschema, base))
    // References are to the document from here on.
    if (hasIds && typeof read['$id'] === 'string') delete read['$id']
    if (typeof read['$ref'] === 'string') read['$ref'] = refer('schema', read['$ref'], base)
    const mapping = listMapping(read).map(
      ([value, target]) => [value, referByMapping(target, base)] as const,
    )
    return withMapping(read, mapping)
  }

  /** A name is that of a component of the file, unless it looks like a file. */
  function referByMapping(target: string, base: Base): string {
    if (/[#/]|\.(?:json|ya?ml)$/i.test(target)) return refer('schema', target, base)
    const ref = `#/components/schemas/${escapeToken(target)}`
    const isOutside = base.file !== rootFile && files.find(files.locate(ref, base)) !== undefined
    return isOutside ? refer('schema', ref, base) : target
  }

  function refer(kind: Kind, ref: string, base: Base): string {
    const target = files.locate(ref, base)
    const section = sections[kind]
    const known = findLocal(target) ?? places.get(keyOf(kind, target))
    if (known !== undefined || section === undefined) return known ?? ref
    const names = added.get(section) ?? new Map<string, unknown>()
    added.set(section, names)
    const own = ((document['components'] as Fields | undefined)?.[section] ?? {}) as Fields
    const name = findFreeName(
      nameTarget(target),
      (one) => names.has(one) || Object.hasOwn(own, one),
    )
    const place = (value: unknown): void => void names.set(name, value)
    place(undefined)
    const at = `/components/${section}/${name}`
    jobs.push({ kind, target, at, place, where: describePlace(base, ref) })
    places.set(keyOf(kind, target), `#${at}`)
    return `#${at}`
  }

  /** The local reference to what is in the document itself, in a place where OpenAPI has such objects. */
  function findLocal(target: Target): string | undefined {
    const part = parts.find(
      ({ target: { file, pointer } }) =>
        file === target.file && target.pointer.startsWith(`${pointer}/`),
    )
    if (part) return `#${part.at}${target.pointer.slice(part.target.pointer.length)}`
    if (target.file !== rootFile) return undefined
    const isKept = /^\/(?:paths|webhooks|components)\/(?!x-)/.test(target.pointer)
    return isKept || files.find(target) === undefined ? `#${target.pointer}` : undefined
  }

  function countObject(): void {
    objects += 1
    if (objects <= maxObjects) return
    throw new RingbackError({
      code: 'ERR_DOCUMENT_LIMIT',
      message: `The document has more than ${maxObjects} objects, with all that it refers to.`,
      remedy: 'Refer to a path item without fields beside the reference, or split the document.',
    })
  }

  /** Reads the files of all that is noted so far at once, which notes more. */
  async function runJobs(): Promise<void> {
    while (jobs.length > 0) {
      const batch = jobs.splice(0)
      const wanted = new Map(batch.map(({ target, where }) => [target.file, where]))
      await Promise.all([...wanted].map(([file, where]) => files.load(file, where)))
      for (const job of batch) runJob(job)
    }
  }

  function runJob({ kind, target, at, place, where }: Job): void {
    const found = requireTarget(files.find(target), target, where)
    const base = { uri: target.file, file: target.file }
    if (kind === 'pathItem' && isFields(found) && typeof found['$ref'] === 'string') {
      jobs.push({ kind, target: files.locate(found['$ref'], base), at, place, where })
      countObject()
    } else place(read(kind, found, base, at))
  }

  return {
    async run() {
      const base: Base = { uri: resolveId(document['$self'], rootFile), file: rootFile }
      const whole = read('document', document, base, '') as Fields
      await runJobs()
      return withComponents(whole, added)
    },
  }
}

function keyOf(kind: Kind, { file, pointer }: Target): string {
  return `${kind} ${file}#${decodeIfPossible(pointer)}`
}

/** What a component is called after: the end of the pointer to it, or its file. */
function nameTarget({ file, pointer }: Target): string {
  const [last = ''] = pointer.split('/').slice(-1)
  const [name = ''] = decodeIfPossible(new URL(file).pathname).split('/').slice(-1)
  return toComponentName(unescapePointer(last) || name.replace(/\.[^.]*$/, '')) || 'component'
}

function describePlace({ file }: Base, ref: string): string {
  return `${nameSource(new URL(file))} > $ref ${JSON.stringify(ref)}`
}

function requireTarget(found: unknown, { file, pointer }: Target, where: string): unknown {
  if (found !== undefined) return found
  const name = nameSource(new URL(file))
  throw refuseReference(
    `There is nothing at "#${pointer}" in ${name}.`,
    'Mend the reference, or the file that it leads to.',
    where,
  )
}

/** With the components that were found elsewhere behind those of the document. */
function withComponents(
  document: Fields,
  added: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
): Fields {
  if (added.size === 0) return document
  const components = { ...(document['components'] as Fields | undefined) }
  for (const [section, names] of added) {
    components[section] = {
      ...(components[section] as Fields | undefined),
      ...Object.fromEntries(names),
    }
  }
  return { ...document, components }
}

/** Defines members, since one may be called `__proto__`. */
function fill(item: Fields, members: Readonly<Fields>): void {
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(item, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    })
  }
}
