import { gzipSync } from 'node:zlib'
import { hugeNumbers, inheritedNames, pickPairs, pickValue, Raw, toText } from './hostile.ts'
import { Random } from './random.ts'

/** A request as it goes over the wire. */
export interface FuzzedRequest {
  readonly bytes: Buffer
  /** Such as `POST /zod/orders`. */
  readonly operation: string
  /** The kinds of hostility in it; `none` where it is as declared. */
  readonly kinds: readonly string[]
  /** Whether the server answers it by closing the connection. */
  readonly closes: boolean
}

/** The request of a number, the same for each seed. */
export function createRequest(seed: number, index: number): FuzzedRequest {
  const random = new Random(seed ^ Math.imul(index + 1, 0x9e3779b1))
  const draft = random.pick(templates)(random)
  const kinds = random.chance(0.2) ? [] : spoil(draft, random)
  return {
    bytes: write(draft, index),
    operation: `${draft.method} ${draft.route}`,
    kinds: kinds.length === 0 ? ['none'] : [...new Set(kinds)],
    closes: draft.closes,
  }
}

/** A request that is as declared, until it is spoilt. */
interface Draft {
  readonly method: 'GET' | 'POST'
  readonly route: string
  path: string
  /** Encoded, as `name=value`. */
  query: string[]
  headers: [name: string, value: string][]
  cookies: string[]
  body: Body | undefined
  closes: boolean
}

type Body =
  | { readonly as: 'json'; value: unknown }
  | { readonly as: 'form'; pairs: string[] }
  | { readonly as: 'text'; text: string }
  | { readonly as: 'multipart'; parts: Part[] }
  | { readonly as: 'bytes'; readonly bytes: Buffer }

interface Part {
  readonly disposition: string
  readonly content: string
}

const boundary = 'fuzzed-boundary'

const mediaTypes: Readonly<Record<Body['as'], string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  text: 'text/plain',
  multipart: `multipart/form-data; boundary=${boundary}`,
  bytes: 'application/octet-stream',
}

type Template = (random: Random) => Draft

const kindNames = ['plain', 'zod', 'valibot', 'arktype', 'typebox'] as const

const templates: readonly Template[] = [
  ...kindNames.flatMap((kind): Template[] => [
    (random) => createSearch(kind, random),
    (random) => createOrder(kind, random),
    // Twice: most of what is declared is in it.
    (random) => createOrder(kind, random),
    (random) => post(`/${kind}/trees`, { as: 'json', value: createTree(random, 4) }),
    (random) => post(`/${kind}/forms`, { as: 'form', pairs: createForm(random) }),
    (random) => post(`/${kind}/texts`, { as: 'text', text: random.word() + random.word() + 'abc' }),
    (random) => post(`/${kind}/uploads`, { as: 'multipart', parts: createParts(random) }),
  ]),
  (random) => post('/keywords/records', { as: 'json', value: createRecord(random) }),
  (random) => post('/keywords/dependent', { as: 'json', value: createDependent(random) }),
  (random) => post('/keywords/unevaluated', { as: 'json', value: createUnevaluated(random) }),
  (random) => post('/keywords/items', { as: 'json', value: createItems(random) }),
  (random) =>
    post('/keywords/unique', { as: 'json', value: ['x', random.int(100), random.word()] }),
  createGuarded,
  (random) => post('/mixed', createMixed(random)),
  (random) => post('/keywords/constants', { as: 'json', value: createConstants(random) }),
  (random) => post('/later', { as: 'json', value: { name: random.word() } }),
  () => ({ ...post('/gained', undefined), method: 'GET' }),
]

/** The operations that are asked, as requests name them. */
export const operationNames: readonly string[] = [
  ...new Set(
    templates.map((template) => {
      const { method, route } = template(new Random(0))
      return `${method} ${route}`
    }),
  ),
]

function post(route: string, body: Body | undefined): Draft {
  const headers: [string, string][] = body ? [['Content-Type', mediaTypes[body.as]]] : []
  return {
    method: 'POST',
    route,
    path: route,
    query: [],
    headers,
    cookies: [],
    body,
    closes: false,
  }
}

function createSearch(kind: string, random: Random): Draft {
  const id = 1 + random.int(1_000_000)
  return {
    ...post(`/${kind}/search`, undefined),
    method: 'GET',
    path: `/${kind}/search/${id}`,
    query: createQuery(kind, random),
  }
}

function createOrder(kind: string, random: Random): Draft {
  const draft = post(`/${kind}/orders`, { as: 'json', value: createOrderBody(random) })
  return {
    ...draft,
    path: `/${kind}/orders/${1 + random.int(1_000_000)}`,
    query: createQuery(kind, random),
    headers: [...draft.headers, ['X-Count', String(random.int(101))], ['x-list', '1, 2,3']],
    cookies: ['session=abcd', `visits=${random.int(100)}`],
  }
}

function createQuery(kind: string, random: Random): string[] {
  const hasStyles = !['valibot', 'arktype'].includes(kind)
  const optional = [
    [`tags=${random.word()}`, `tags=${random.word()}`],
    [`sort=${random.pick(['up', 'down'])}`],
    hasStyles ? ['ids=1%7C2|3'] : ['ids=1', 'ids=2'],
    hasStyles ? ['words=a%20b+c'] : ['words=a'],
    hasStyles ? ['filter[min]=1.5', 'filter[max]=7e3'] : [],
    [`other=${random.word()}`],
  ]
  return [`page=${1 + random.int(50)}`, ...optional.filter(() => random.chance(0.4)).flat()]
}

function createOrderBody(random: Random): object {
  const card = {
    type: 'card',
    number: '1234567890123',
    ...(random.chance(0.5) ? { cvc: '123' } : {}),
  }
  const account = { type: 'account', iban: 'DE02120300000000202051' }
  return {
    id: random.word(),
    amount: random.int(1_000_000) / 8,
    status: random.pick(['draft', 'paid']),
    note: random.pick([null, random.word()]),
    payment: random.pick([card, account]),
    labels: { [random.word()]: random.word() },
    lines: Array.from({ length: random.int(4) }, () => ({
      sku: random.word(),
      count: 1 + random.int(9),
    })),
  }
}

function createTree(random: Random, height: number): object {
  if (height === 0 || random.chance(0.3)) return { value: random.int(100) }
  const children = Array.from({ length: random.int(4) }, () => createTree(random, height - 1))
  return { value: -random.int(100), children }
}

function createForm(random: Random): string[] {
  const pairs = [`name=${random.word()}+b`, `age=${random.int(151)}`, 'agree=true']
  return random.chance(0.5) ? pairs : [...pairs, 'tags=a', 'tags=b']
}

function createParts(random: Random): Part[] {
  return [
    { disposition: 'name="file"; filename="a.txt"', content: random.word() },
    { disposition: 'name="size"', content: String(random.int(100)) },
    ...(random.chance(0.5) ? [{ disposition: 'name="title"', content: random.word() }] : []),
  ]
}

function createRecord(random: Random): object {
  return { [random.word()]: random.word(), [`x-${random.word()}`]: random.int(100) }
}

function createDependent(random: Random): object {
  return {
    mode: random.pick(['a', 'b']),
    ...(random.chance(0.5) ? { card: random.word(), cvc: random.word() } : {}),
    ...(random.chance(0.5) ? { address: random.word(), zip: 'abc' } : {}),
  }
}

function createUnevaluated(random: Random): object {
  const isA = random.chance(0.5)
  return {
    kind: isA ? 'a' : 'b',
    id: random.word(),
    [isA ? 'left' : 'right']: random.int(100),
    [random.word()]: true,
  }
}

function createItems(random: Random): unknown[] {
  return [random.word(), random.int(100), ...(random.chance(0.5) ? ['x'] : [])]
}

function createConstants(random: Random): object {
  return {
    one: { a: 1 },
    some: random.pick([{ b: [1] }, null]),
    unlike: [{ c: random.int(9) }, { d: 1 }, []],
  }
}

function createGuarded(random: Random): Draft {
  const draft = post('/guarded/list', { as: 'json', value: [random.word()] })
  return {
    ...draft,
    query: [...createQuery('plain', random), `own=${random.int(100)}`],
    headers: [...draft.headers, ['x-count', '7']],
  }
}

function createMixed(random: Random): Body {
  return random.pick<Body>([
    { as: 'json', value: createOrderBody(random) },
    { as: 'form', pairs: createForm(random) },
    { as: 'text', text: 'some text' },
  ])
}

// What is done to it

type Spoiler = (draft: Draft, random: Random) => string

/** Hostile in one way, or in several at once; gives the kinds. */
function spoil(draft: Draft, random: Random): string[] {
  const ways = Array.from({ length: 1 + random.int(3) }, () => pickSpoiler(draft, random))
  return ways.map((way) => way(draft, random))
}

function pickSpoiler({ body, query, cookies }: Draft, random: Random): Spoiler {
  if (random.chance(0.08)) return random.pick(transportSpoilers)
  return random.pick<Spoiler>([
    spoilQuery,
    spoilHeaders,
    ...(query.length > 0 ? [spoilQuery, spoilPath] : []),
    ...(cookies.length > 0 ? [spoilCookies] : []),
    ...(body && body.as !== 'bytes' ? [spoilBody, spoilBody, spoilBody] : []),
  ])
}

const parameterNames = ['page', 'tags', 'ids', 'words', 'filter', 'sort', 'own', 'other'] as const

function spoilQuery(draft: Draft, random: Random): string {
  const { kind, pairs } = pickPairs(random, parameterNames, 0.02)
  const isInstead = random.chance(0.3)
  draft.query = [...(isInstead ? [] : draft.query), ...pairs]
  return `${kind} in the query`
}

function spoilPath(draft: Draft, random: Random): string {
  const ids = [
    ...inheritedNames.slice(0, 6),
    ...hugeNumbers,
    ...['0', '-1', 'x', '1,2', '%00', '1%00', '%ED%A0%80', '%zz', '%', '1%2F2', '%5B1%5D'],
  ]
  draft.path = `${draft.path.slice(0, draft.path.lastIndexOf('/'))}/${random.pick(ids)}`
  return 'an odd path'
}

function spoilHeaders(draft: Draft, random: Random): string {
  const name = random.pick(['x-count', 'X-Count', 'x-list', ...inheritedNames.slice(0, 9)])
  const values = [...hugeNumbers, '', 'x', '1, 2', '\t1\t', '\xff\xe9', 'yes', '[object Object]']
  draft.headers.push([name, random.pick(values)])
  return 'an odd header'
}

function spoilCookies(draft: Draft, random: Random): string {
  const name = random.pick(['session', 'visits', ...inheritedNames.slice(0, 6)])
  const values = [
    ...['x', '', '"', '"a b"', '%', '%00', '%ED%A0%80', 'abc%20d', '1e400', 's:forged.signature'],
    ...['j:{"__proto__":{"polluted":"yes"}}', 'j:[1,2]', 'j:{"constructor":1}', 'j:{'],
    `j:${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  ]
  draft.cookies = random.chance(0.5) ? [] : draft.cookies
  draft.cookies.push(`${name}=${random.pick(values)}`)
  return 'an odd cookie'
}

function spoilBody(draft: Draft, random: Random): string {
  const { body } = draft
  if (body?.as === 'json') return spoilJson(body, random)
  if (body?.as === 'form') {
    const { kind, pairs } = pickPairs(random, ['name', 'age', 'agree', 'tags'], 0.08)
    body.pairs = [...body.pairs.filter(() => random.chance(0.7)), ...pairs]
    return `${kind} in a form`
  }
  if (body?.as === 'multipart') return spoilParts(body.parts, random)
  if (body?.as === 'text') {
    body.text = random.pick([
      '',
      'ab',
      '\0\0\0',
      '\ud800',
      'a'.repeat(60),
      'a'.repeat(90_000),
      '{}',
    ])
  }
  return 'an odd text'
}

/** At the root, or somewhere within: in place of what is there, or beside it. */
function spoilJson(body: { value: unknown }, random: Random): string {
  const { kind, value } = pickValue(random, body.value instanceof Raw ? 1 : body.value)
  if (random.chance(0.15)) body.value = value
  else body.value = plant(body.value, value, random)
  return `${kind} in a body`
}

function plant(within: unknown, value: unknown, random: Random): unknown {
  if (Array.isArray(within)) {
    const at = random.int(within.length + 1)
    const item = random.chance(0.5) ? value : plant(within[at] ?? value, value, random)
    return within.toSpliced(at, random.int(2), item)
  }
  if (typeof within !== 'object' || within === null || within instanceof Raw) return value
  const names = [...Object.keys(within), random.pick([...inheritedNames, 'a\0', '\ud800'])]
  const name = random.pick(names)
  const inner: unknown = Object.hasOwn(within, name) ? within[name as never] : value
  const isHere = random.chance(0.5)
  const entries = Object.entries(within).filter(([other]) => other !== name)
  return Object.fromEntries([...entries, [name, isHere ? value : plant(inner, value, random)]])
}

function spoilParts(parts: Part[], random: Random): string {
  const name = random.pick([...inheritedNames, 'size', 'file', 'title'])
  const part = random.pick<Part>([
    { disposition: `name="${name}"`, content: 'yes' },
    { disposition: `name="${name}"; filename="${name}"`, content: 'yes' },
    { disposition: 'name="__proto__[polluted]"', content: 'yes' },
    { disposition: 'name="constructor[prototype][polluted]"', content: 'yes' },
    { disposition: `name="${name}[a][b]"`, content: 'yes' },
    { disposition: `name="${name}[]"`, content: 'yes' },
    { disposition: `name="a${'[a]'.repeat(200)}"`, content: 'yes' },
    { disposition: 'name="a\0b"', content: '\0' },
    { disposition: 'filename="a"', content: 'yes' },
    { disposition: 'name="file"; filename="../../a\0"', content: 'x'.repeat(200_000) },
  ])
  if (random.chance(0.3)) parts.pop()
  parts.push(part)
  return 'an odd part'
}

/** What its body is said to be, how it is sent, and how large it is. */
const transportSpoilers: readonly Spoiler[] = [
  (draft, random) => {
    draft.path += random.pick(['/more', 's', '/__proto__', '/constructor'])
    return 'another path'
  },
  (draft, random) => {
    const texts = ['{', '{"a":', 'undefined', '{"a":1}}', '"\ud800', '[1,]', '{"__proto__":', '\0']
    setBody(draft, Buffer.from(random.pick(texts)), 'application/json')
    return 'malformed JSON'
  },
  (draft, random) => {
    const types = [
      ...['text/csv', 'application/xml', '', 'x', '/', '__proto__', 'application/json-not'],
      ...['application/json;', 'application/json; charset', 'application/json, text/plain'],
      ...['application/json x', 'APPLICATION/JSON;charset="utf-8"', 'multipart/form-data;boundary'],
      ...['application/json; a="', 'text/plain;;', 'application/x-www-form-urlencoded; ='],
    ]
    setBody(draft, Buffer.from('{}'), random.pick(types))
    return 'another media type'
  },
  (draft) => {
    setBody(draft, Buffer.from('{}'), 'application/json; charset=klingon')
    return 'another charset'
  },
  (draft, random) => {
    setBody(draft, random.pick([gzipSync('{}'), Buffer.from('{}')]), 'application/json')
    draft.headers.push(['Content-Encoding', random.pick(['gzip', 'deflate', 'klingon'])])
    return 'a content coding'
  },
  (draft) => {
    draft.body = undefined
    return 'no body'
  },
  (draft, random) => {
    if (!random.chance(0.1)) return spoilHeaders(draft, random)
    setBody(draft, Buffer.alloc(1_100_000, '['), 'application/json')
    return 'too large a body'
  },
  (draft, random) => {
    if (!random.chance(0.1)) return spoilHeaders(draft, random)
    draft.headers.push(['x-large', 'x'.repeat(2 ** 18)])
    draft.closes = true
    return 'too large a header'
  },
  (draft, random) => {
    if (!random.chance(0.1)) return spoilHeaders(draft, random)
    draft.headers.push(['x-count', '1\x002'])
    draft.closes = true
    return 'NUL in a header'
  },
  (draft) => {
    draft.headers = draft.headers.map(([name, value]) =>
      name === 'Content-Type' ? [name, 'multipart/form-data'] : [name, value],
    )
    return 'a form without a boundary'
  },
]

function setBody(draft: Draft, bytes: Buffer, mediaType: string): void {
  draft.body = { as: 'bytes', bytes }
  draft.headers = draft.headers.filter(([name]) => name !== 'Content-Type')
  draft.headers.push(['Content-Type', mediaType])
}

// How it is written

function write(draft: Draft, index: number): Buffer {
  const body = draft.body && writeBody(draft.body)
  const search = draft.query.length === 0 ? '' : `?${draft.query.join('&')}`
  const headers: [string, string][] = [
    ['Host', 'localhost'],
    ['X-Fuzz', String(index)],
    ...draft.headers,
    ...(draft.cookies.length === 0
      ? []
      : [['Cookie', draft.cookies.join('; ')] as [string, string]]),
    ...(body ? [['Content-Length', String(body.length)] as [string, string]] : []),
  ]
  const lines = headers.filter(([name]) => name !== '').map(([name, value]) => `${name}: ${value}`)
  const head = [`${draft.method} ${draft.path}${search} HTTP/1.1`, ...lines, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head, 'latin1'), ...(body ? [body] : [])])
}

function writeBody(body: Body): Buffer {
  if (body.as === 'bytes') return body.bytes
  if (body.as === 'json') return Buffer.from(toText(body.value))
  if (body.as === 'form') return Buffer.from(body.pairs.join('&'))
  if (body.as === 'text') return Buffer.from(body.text)
  const parts = body.parts.map(
    ({ disposition, content }) =>
      `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`,
  )
  return Buffer.from(`${parts.join('')}--${boundary}--\r\n`)
}
