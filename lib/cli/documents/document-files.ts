import { followPointer, decodeIfPossible, escapeToken } from '../../json-schema.ts'
import { type Fields, isFields } from '../../document/fields.ts'
import { nameSource, refuseReference, type DocumentSource } from './document-source.ts'
import { parseText } from './parse-document.ts'

/** What references are relative to: the file they stand in, or a schema within that has an `$id`. */
export interface Base {
  /** As a URI without a fragment. */
  readonly uri: string
  /** The file, by the URI under which it is kept. */
  readonly file: string
}

/** Where a reference leads. */
export interface Target {
  /** By the URI under which it is kept, or will be. */
  readonly file: string
  /** A JSON Pointer, percent-encoded as it may be; empty for the whole file. */
  readonly pointer: string
}

/** The files that a document consists of, read as they are needed. */
export interface DocumentFiles {
  /** Where a reference leads; the file may not have been read yet. */
  locate(ref: string, base: Base): Target
  /** Reads what has not been read. */
  load(file: string, where: string): Promise<void>
  /** What is there, in a file that was read; undefined where nothing is. */
  find(target: Target): unknown
}

interface Resource {
  readonly file: string
  readonly pointer: string
}

/** @param hasIds whether a schema may have an `$id`, which 3.0 does not know */
export function createFiles(
  root: Readonly<Fields>,
  uri: URL,
  source: DocumentSource,
  hasIds: boolean,
): DocumentFiles {
  const values = new Map<string, unknown>()
  /** By URI: whole files, and schemas that have an `$id`. */
  const resources = new Map<string, Resource>()
  /** By URI with a fragment: the schemas that have an `$anchor`. */
  const anchors = new Map<string, string>()
  add(uri.href, root)

  function add(file: string, value: unknown): void {
    values.set(file, value)
    resources.set(file, { file, pointer: '' })
    if (hasIds) index(value, file, file, '')
  }

  function index(value: unknown, file: string, base: string, pointer: string): void {
    if (typeof value !== 'object' || value === null) return
    const { $id, $anchor, $self } = value as Fields
    const own = resolveId(pointer === '' ? ($self ?? $id) : $id, base)
    if (own !== base) resources.set(own, { file, pointer })
    if (typeof $anchor === 'string') anchors.set(`${own}#${$anchor}`, pointer)
    for (const [name, member] of Object.entries(value)) {
      if (isData(name, member)) continue
      index(member, file, own, `${pointer}/${encodeURIComponent(escapeToken(name))}`)
    }
  }

  return {
    locate(ref, base) {
      const absolute = resolveReference(ref, base)
      const hash = absolute.indexOf('#')
      const whole = hash < 0 ? absolute : absolute.slice(0, hash)
      const fragment = hash < 0 ? '' : absolute.slice(hash + 1)
      const anchor = anchors.get(`${whole}#${decodeIfPossible(fragment)}`)
      const { file, pointer } = resources.get(whole) ?? { file: whole, pointer: '' }
      return { file, pointer: anchor ?? `${pointer}${fragment}` }
    },

    async load(file, where) {
      if (values.has(file)) return
      const { text, uri: found } = await source.read(new URL(file), where)
      const { value } = await parseText(text, nameSource(found))
      add(file, value)
      // What is redirected has references that are relative to where it was found.
      if (found.href !== file) resources.set(found.href, { file, pointer: '' })
    },

    find({ file, pointer }) {
      const value = values.get(file)
      if (pointer === '') return value
      return pointer.startsWith('/') ? followPointer(value, pointer) : undefined
    },
  }
}

/** The URI that a schema gives itself; that of what it stands in where it gives none. */
export function resolveId(id: unknown, base: string): string {
  if (typeof id !== 'string' || !URL.canParse(id, base)) return base
  return new URL(id, base).href.replace(/#.*$/s, '')
}

function resolveReference(ref: string, { uri, file }: Base): string {
  // `new URL()` would percent-encode a fragment, and a pointer is compared as it was written.
  const hash = ref.indexOf('#')
  const [before, fragment] = hash < 0 ? [ref, ''] : [ref.slice(0, hash), ref.slice(hash)]
  if (before === '') return `${uri}${fragment}`
  if (URL.canParse(before, uri)) return `${new URL(before, uri).href}${fragment}`
  throw refuseReference(
    `The reference ${JSON.stringify(ref)} cannot be read.`,
    'Give a relative path, or an http(s) URL.',
    nameSource(new URL(file)),
  )
}

/** Something under these names may look like a schema that has an `$id`, and is a value. */
function isData(name: string, member: unknown): boolean {
  return ['example', 'examples', 'const', 'enum', 'value'].includes(name) && !isSchemaLike(member)
}

/** A property may have such a name. */
function isSchemaLike(value: unknown): boolean {
  return isFields(value) && ['type', '$ref', 'properties', '$id'].some((name) => name in value)
}
