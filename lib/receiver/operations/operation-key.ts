import { matchExpression, type RuntimeExpression } from '../../callbacks/expression-grammar.ts'
import { parseCallbackExpression } from '../../callbacks/expression.ts'
import type { ClientOperation } from './client-operations.ts'

/** A part of a key: text that is in every URL, or a value. */
export type KeyPart =
  | { readonly kind: 'literal'; readonly text: string }
  | {
      readonly kind: 'value'
      /** Without braces. */
      readonly text: string
      /** Undefined where it is none: many published documents have `{request.body#/url}` and the like. */
      readonly expression: RuntimeExpression | undefined
    }

/** What of the URL of an operation its key says: all that comes behind what stands for the host. */
export interface KeyPath {
  readonly path: readonly KeyPart[]
  /** Behind the question mark, without it. */
  readonly query: readonly KeyPart[]
}

/** Where requests of an operation go, as far as the document says it; a webhook's goes anywhere. */
export function readKeyPath({ kind, key }: ClientOperation): KeyPath {
  return kind === 'webhook' ? { path: [], query: [] } : splitQuery(withoutBase(readParts(key)))
}

function readParts(key: string): readonly KeyPart[] {
  try {
    const { parts } = parseCallbackExpression(key)
    return parts.map((part) =>
      typeof part === 'string'
        ? { kind: 'literal', text: part }
        : { kind: 'value', text: part.text, expression: part },
    )
  } catch {
    return readLoosely(key)
  }
}

/** A key that is no expression still has braces, or is a path, or says nothing of the URL. */
function readLoosely(key: string): readonly KeyPart[] {
  if (!/^\/|^https?:\/\/|\{/i.test(key))
    return [{ kind: 'value', text: key, expression: undefined }]
  const pieces = key.split(/(\{[^{}]*\})/).filter((piece) => piece !== '')
  return pieces.map((piece) => {
    const [, text] = /^\{(.*)\}$/.exec(piece) ?? []
    if (text === undefined) return { kind: 'literal', text: piece }
    const expression = matchExpression(text, 0) ?? matchExpression(`$${text}`, 0)
    return { kind: 'value', text, expression }
  })
}

/** Scheme and host; or a host alone, for which many published documents have `your-url.com/webhook`. */
const base = /^(?:https?:\/\/[^/?#]*|(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?=[/?#]|$))(.*)$/is

/** Without the expression that a key begins with, or scheme and host. */
function withoutBase([first, ...rest]: readonly KeyPart[]): readonly KeyPart[] {
  if (first?.kind !== 'literal') return rest
  const [found, path = ''] = base.exec(first.text) ?? []
  if (found === undefined) return beginPath(first.text, rest)
  if (path !== '') return [{ kind: 'literal', text: path }, ...rest]
  // The host goes on with values until a path begins: `https://{$request.body#/host}/events`.
  const start = rest.findIndex((part) => part.kind === 'literal' && /[/?]/.test(part.text))
  if (start === -1) return []
  const text = rest[start]?.text ?? ''
  return [{ kind: 'literal', text: text.slice(text.search(/[/?]/)) }, ...rest.slice(start + 1)]
}

/** `hooks/paid` is a path that comes behind one, and a name alone says nothing of the URL. */
function beginPath(text: string, rest: readonly KeyPart[]): readonly KeyPart[] {
  if (/^[/?]/.test(text)) return [{ kind: 'literal', text }, ...rest]
  const isName = rest.length === 0 && !/[/?]/.test(text)
  return isName ? [] : [{ kind: 'literal', text: `/${text}` }, ...rest]
}

function splitQuery(parts: readonly KeyPart[]): KeyPath {
  const at = parts.findIndex((part) => part.kind === 'literal' && part.text.includes('?'))
  if (at === -1) return { path: parts, query: [] }
  const text = parts[at]?.text ?? ''
  const mark = text.indexOf('?')
  return {
    path: [...parts.slice(0, at), ...literal(text.slice(0, mark))],
    query: [...literal(text.slice(mark + 1)), ...parts.slice(at + 1)],
  }
}

function literal(text: string): KeyPart[] {
  return text === '' ? [] : [{ kind: 'literal', text }]
}

/** Tells which paths are of an operation. */
export interface PathPattern {
  /** `/invoices/*`; empty where any path may be. */
  readonly text: string
  /** How much of the path is said: of several that match, the one that says most is meant. */
  readonly weight: number
  matches(path: string, query: URLSearchParams): boolean
}

/** Whoever gave the URL may have put more before the path that the key says. */
export function createPathPattern({ path, query }: KeyPath): PathPattern {
  const sources = path.map((part) =>
    part.kind === 'literal' ? escapeRegExp(part.text) : '[^/?#]+',
  )
  const expression = new RegExp(`^.*${sources.join('')}/?$`, 's')
  const names = listQueryNames(query)
  const literals = path.flatMap((part) => (part.kind === 'literal' ? part.text : []))
  return {
    text: path.map((part) => (part.kind === 'literal' ? part.text : '*')).join(''),
    weight: literals.join('').length + names.length,
    matches: (given, search) =>
      (sources.length === 0 || expression.test(given)) && names.every((name) => search.has(name)),
  }
}

/** Those that are written out, and not values themselves. */
function listQueryNames(query: readonly KeyPart[]): string[] {
  const text = query.map((part) => (part.kind === 'literal' ? part.text : '*')).join('')
  const names = [...new URLSearchParams(text).keys()]
  return names.filter((name) => !name.includes('*'))
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
