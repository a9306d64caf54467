import { findFreeName } from '../free-name.ts'
import { decodeIfPossible, unescapeToken } from '../json-schema.ts'
import type { Fields } from './fields.ts'

/** Where a request arrives at the other side, as far as its key says. */
export interface ReceiverPath {
  /** Such as `/invoices/{id}`; undefined where the key says nothing but who is called. */
  readonly path: string | undefined
  /** Of the path and the query, for what the key has expressions in place of. */
  readonly parameters: readonly Fields[]
  /** Where the key names a host. */
  readonly servers: readonly Fields[] | undefined
}

/** A key with each expression as its number in braces, so that `#`, `?` and `/` are the URL's own. */
interface Masked {
  readonly text: string
  readonly expressions: readonly string[]
}

/**
 * The part of a callback's key that is the other side's path: what follows the leading expression, which
 * is whatever that side has registered. Takes keys that are no runtime expressions too, since published
 * documents have those.
 *
 * @param ownServers Those of the API, which a relative key is relative to.
 */
export function readReceiverPath(
  key: string,
  ownServers: readonly Fields[] | undefined,
): ReceiverPath {
  const masked = maskExpressions(key)
  const names = nameExpressions(masked)
  const { origin, rest } = splitOrigin(masked.text)
  const [beforeFragment = ''] = rest.split('#')
  const [path = '', ...query] = beforeFragment.split('?')
  const isNamed = path !== '' && path !== '/'
  return {
    path: isNamed || origin?.startsWith('http') ? fillNames(withSlash(path), names) : undefined,
    parameters: [
      ...readPathParameters(path, masked, names),
      ...readQueryParameters(query.join('?'), masked, names),
    ],
    servers: readServers(origin, masked, names) ?? (key.startsWith('/') ? ownServers : undefined),
  }
}

/** The path of a webhook, which has a name and no URL. */
export function nameToPath(name: string): string {
  return name.startsWith('/') ? name : `/${encodeURIComponent(name)}`
}

function maskExpressions(key: string): Masked {
  // An expression alone needs no braces, and is all that there is then.
  if (key.startsWith('$') && !/[{}]/.test(key)) return { text: '{0}', expressions: [key] }
  const expressions: string[] = []
  const text = key.replaceAll(/\{([^{}]*)\}/g, (_, expression: string) => {
    expressions.push(expression)
    return `{${expressions.length - 1}}`
  })
  return { text, expressions }
}

/** What is called, and what is called there. */
function splitOrigin(text: string): { origin?: string; rest: string } {
  const absolute = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i.exec(text)?.[0]
  if (absolute !== undefined) return { origin: absolute, rest: text.slice(absolute.length) }
  const leading = /^\{\d+\}(?:[.:][^/?#]*)?/.exec(text)?.[0]
  if (leading !== undefined) return { origin: leading, rest: text.slice(leading.length) }
  return { rest: text }
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`
}

/** A name for each expression, by what it reads: `$request.body#/customer/id` is called `id`. */
function nameExpressions({ text, expressions }: Masked): string[] {
  const taken = new Set<string>()
  return expressions.map((expression, index) => {
    const name = findFreeName(nameOf(expression), (other) => taken.has(other))
    // The leading one stands for an address, and is no parameter.
    if (index > 0 || !text.startsWith('{')) taken.add(name)
    return name
  })
}

function nameOf(expression: string): string {
  const read = expression.replace(/^\$(?:request|response)\./, '').replace(/^\$/, '')
  const source = /^(?:query|header|path)\.(.+)$/.exec(read)?.[1]
  const [, pointer] = /^body#(\/.*)$/.exec(read) ?? []
  const name = source ?? (pointer === undefined ? lastWord(read) : lastName(pointer))
  return name.replaceAll(/[^\w.-]/g, '_') || 'value'
}

/** The index of an item says little without the list that it is in. */
function lastName(pointer: string): string {
  const tokens = pointer.slice(1).split('/').map(unescapeToken)
  const start = tokens.findLastIndex((token) => !/^\d*$/.test(token))
  return tokens.slice(Math.max(start, 0)).join('_')
}

function lastWord(text: string): string {
  return text.split(/[./#]/).findLast(Boolean) ?? ''
}

function fillNames(text: string, names: readonly string[]): string {
  return text.replaceAll(/\{(\d+)\}/g, (_, index: string) => `{${names[Number(index)]}}`)
}

function readPathParameters(path: string, masked: Masked, names: readonly string[]): Fields[] {
  return [...path.matchAll(/\{(\d+)\}/g)].map(([, index]) =>
    parameter('path', names[Number(index)] ?? '', masked.expressions[Number(index)] ?? ''),
  )
}

function readQueryParameters(query: string, masked: Masked, names: readonly string[]): Fields[] {
  const pairs = query.split('&').filter(Boolean)
  return pairs.flatMap((pair) => {
    const [name = '', ...value] = pair.split('=')
    if (/\{\d+\}/.test(name)) return []
    return [queryParameter(decodeIfPossible(name), value.join('='), masked, names)]
  })
}

function queryParameter(
  name: string,
  value: string,
  { expressions }: Masked,
  names: readonly string[],
): Fields {
  const [, index] = /^\{(\d+)\}$/.exec(value) ?? []
  if (index !== undefined) return parameter('query', name, expressions[Number(index)] ?? '')
  const isLiteral = !/\{\d+\}/.test(value)
  return {
    name,
    in: 'query',
    required: true,
    ...(isLiteral ? {} : { description: `Written as \`${fillNames(value, names)}\`.` }),
    schema: { type: 'string', ...(isLiteral ? { enum: [decodeIfPossible(value)] } : {}) },
  }
}

function parameter(place: 'path' | 'query', name: string, expression: string): Fields {
  return {
    name,
    in: place,
    required: true,
    description: `The value of \`${expression}\` in the exchange that registered the call.`,
    schema: { type: 'string' },
  }
}

/** A host that is written out, or is read from a request in part. */
function readServers(
  origin: string | undefined,
  { expressions }: Masked,
  names: readonly string[],
): Fields[] | undefined {
  if (!origin?.includes('://')) return undefined
  const variables = [...origin.matchAll(/\{(\d+)\}/g)].map(([, index]) => [
    names[Number(index)] ?? '',
    { default: 'localhost', description: `\`${expressions[Number(index)] ?? ''}\`` },
  ])
  const url = fillNames(origin, names)
  return [variables.length === 0 ? { url } : { url, variables: Object.fromEntries(variables) }]
}
