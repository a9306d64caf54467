import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { createServer as createSecureServer, type Server } from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { isIP, type AddressInfo } from 'node:net'
import os from 'node:os'
import type { TLSSocket } from 'node:tls'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
} from 'vitest'
import { readAllow, type AllowOptions } from '../../lib/delivery/allow.ts'
import { createAttempt } from '../../lib/delivery/attempt.ts'
import type { AttemptResult } from '../../lib/delivery/delivery.ts'
import type { Lookup } from '../../lib/delivery/name-server.ts'
import { checkUrl } from '../../lib/delivery/url-guard.ts'
import { caught } from '../live-app.ts'
import { certificate, privateKey } from './certificate.ts'
import { openFaultReceiver, type FaultReceiver } from './fault-receiver.ts'
import {
  disguisedUrls,
  hostileAnswers,
  literalUrls,
  malformedAnswers,
  refusedUrls,
} from './hostile-urls.ts'
import { observeSockets, type ObservedSockets } from './observed-sockets.ts'

const publicIPv4 = '93.184.215.14'
const publicIPv6 = '2606:2800:21f::1'
const translated = '64:ff9b::5db8:d70e'

let sockets: ObservedSockets
let receiver: FaultReceiver
let receiver6: FaultReceiver
let secure: SecureReceiver

beforeAll(async () => {
  receiver = await openFaultReceiver('127.0.0.1')
  receiver6 = await openFaultReceiver('::1')
  secure = await openSecureReceiver()
})

afterAll(() => {
  receiver.close()
  receiver6.close()
  secure.server.close()
})

beforeEach(async () => {
  sockets = await observeSockets(({ address, port }) => {
    if (![publicIPv4, publicIPv6, translated].includes(address)) return undefined
    return [80, 8080].includes(port) ? receiver.port : secure.port
  })
})

afterEach(() => sockets.restore())

interface SecureReceiver {
  readonly server: Server
  readonly port: number
  /** The path, body and SNI of each request. */
  readonly calls: { path: string | undefined; body: string; servername: unknown }[]
}

async function openSecureReceiver(): Promise<SecureReceiver> {
  const calls: SecureReceiver['calls'] = []
  const server = createSecureServer({ cert: certificate, key: privateKey }, (req, res) => {
    void readText(req).then((body) => {
      const { servername } = req.socket as TLSSocket & { servername: unknown }
      calls.push({ path: req.url, body, servername })
      res.end('ok')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port, calls }
}

async function readText(req: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of req) text += String(chunk)
  return text
}

/** Answers every name with what is given, each time with the next; the last one stays. */
function answering(...answers: (readonly string[])[]): Lookup & { readonly asked: string[] } {
  const asked: string[] = []
  const lookup: Lookup = (hostname, _options, callback) => {
    if (hostname === 'ipv4only.arpa') return callback(new Error('no such name'), [])
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? []
    asked.push(hostname)
    callback(null, answer.map(readAddress))
  }
  return Object.assign(lookup, { asked })
}

function readAddress(address: string): { address: string; family: number } {
  return { address, family: isIP(address) }
}

interface Sending {
  readonly allow?: AllowOptions
  readonly lookup?: Lookup
  readonly ca?: string | undefined
}

function send(
  url: string,
  { allow = {}, lookup, ca = certificate }: Sending = {},
): Promise<AttemptResult> {
  const attempt = createAttempt({ allowance: readAllow(allow), lookup, ca })
  const headers = { 'content-type': 'text/plain' }
  return attempt({ url, method: 'POST', headers, body: 'body', timeoutMs: 5000 })
}

/** What refuses an address refuses it here for its address alone. */
function lenient(): AllowOptions {
  return { http: true, ports: [80, receiver.port, receiver6.port] }
}

/** All that an address is refused for is allowed. */
function opened(): AllowOptions {
  return { ...lenient(), hosts: [/.+/], networks: ['0.0.0.0/0', '::/0'] }
}

function fill(url: string): string {
  const { port } = url.includes('[') ? receiver6 : receiver
  return url.replace('PORT', String(port))
}

function reached(): number {
  return receiver.connected() + receiver6.connected() + secure.calls.length
}

describe('a URL of one who is after something', () => {
  it.each(refusedUrls)('is refused before anything is asked or opened: %j', async (url) => {
    const [before, lookup] = [reached(), answering([publicIPv4])]
    const result = await send(fill(url), { allow: lenient(), lookup })
    expect(result).toMatchObject({ kind: 'fault', code: 'ERR_DELIVERY_URL', isFinal: true })
    expect([sockets.connections, lookup.asked, reached()]).toEqual([[], [], before])
  })

  it.each(disguisedUrls)(
    'is refused where it writes an address in other words: %j',
    async (url) => {
      const before = reached()
      const result = await send(fill(url), { allow: lenient() })
      expect(result).toMatchObject({ kind: 'fault', code: 'ERR_DELIVERY_URL', isFinal: true })
      expect([sockets.connections, reached()]).toEqual([[], before])
    },
  )

  it.each(literalUrls)('is refused where its address is not public: %s', async (url) => {
    const before = reached()
    const result = await send(fill(url), { allow: lenient() })
    expect(result).toMatchObject({ kind: 'fault', code: 'ERR_DELIVERY_ADDRESS', isFinal: true })
    expect([sockets.connections, reached()]).toEqual([[], before])
  })

  it.each([...disguisedUrls, ...literalUrls])(
    'would be connected to by a client that guards look-ups alone: %s',
    async (url) => {
      const lookup = answering([])
      const sent = httpRequest(fill(url), { lookup: lookup as never, timeout: 1000 })
      await new Promise((resolve) => {
        sent.on('response', resolve).on('error', resolve).on('timeout', resolve).end()
      })
      sent.destroy()
      expect(lookup.asked).toEqual([])
      expect(sockets.connections).toHaveLength(1)
      expect(isIP(sockets.connections[0]?.address ?? '')).not.toBe(0)
    },
  )

  it.each([
    'http://example.com/',
    'http://93.184.215.14/',
    'https://example.com:22/',
    'https://example.com:80/',
    'https://example.com:6379/',
    'https://example.com:0/',
    'https://93.184.215.14:8080/',
  ])('is refused for its scheme or port where nothing else is allowed: %s', async (url) => {
    const lookup = answering([publicIPv4])
    const result = await send(url, { lookup })
    expect(result).toMatchObject({ code: 'ERR_DELIVERY_URL', isFinal: true })
    expect([sockets.connections, lookup.asked]).toEqual([[], []])
  })

  it('is refused before there is an attempt', () => {
    const codes = ['https://printer/', 'https://10.0.0.1/', 'https://[::1]/'].map(
      (url) => caught(() => checkUrl(url, readAllow())).code,
    )
    expect(codes).toEqual(['ERR_DELIVERY_URL', 'ERR_DELIVERY_ADDRESS', 'ERR_DELIVERY_ADDRESS'])
  })

  it('is quoted without what may be secret', () => {
    const messages = ['https://user:secret@example.com/', 'http://example.com/?token=secret'].map(
      (url) => caught(() => checkUrl(url, readAllow())).message,
    )
    expect(messages).toEqual([
      expect.stringContaining('The URL "https://…@example.com/" has a user name or password.'),
      expect.stringContaining('The URL "http://example.com/" is http, '),
    ])
  })
})

describe('the answer of a name server', () => {
  const url = () => `http://hooks.example.com:${receiver.port}/ok`

  it.each(hostileAnswers.map((answer) => [answer]))('is refused as a whole: %j', async (answer) => {
    const before = reached()
    const result = await send(url(), { allow: lenient(), lookup: answering(answer) })
    expect(result).toMatchObject({ code: 'ERR_DELIVERY_ADDRESS', isFinal: false })
    expect([sockets.connections, reached()]).toEqual([[], before])
  })

  it.each(malformedAnswers.map((answer) => [answer]))('is refused: %j', async (answer) => {
    const result = await send(url(), { allow: lenient(), lookup: answering(answer) })
    expect(result).toMatchObject({ code: 'ERR_DELIVERY_ADDRESS', isFinal: false })
    expect(sockets.connections).toEqual([])
  })

  it.each(hostileAnswers.map((answer) => [answer]))(
    'is connected to where all is allowed: %j',
    async (answer) => {
      await send(url(), { allow: opened(), lookup: answering(answer) })
      const connected = sockets.connections.map(({ address }) => address)
      expect(connected.length).toBeGreaterThan(0)
      expect(answer).toEqual(expect.arrayContaining(connected))
    },
  )

  it('is asked for once for each connection, and again for the next', async () => {
    const lookup = answering([publicIPv4], ['127.0.0.1'], [publicIPv4])
    const attempt = createAttempt({ allowance: readAllow({ http: true }), lookup })
    const results = []
    for (let number = 1; number <= 3; number += 1) {
      results.push(
        await attempt({
          url: 'http://hooks.example.com/ok',
          method: 'POST',
          headers: {},
          body: '',
        }),
      )
    }
    expect(results).toMatchObject([
      { kind: 'answer', status: 200 },
      { kind: 'fault', code: 'ERR_DELIVERY_ADDRESS', isFinal: false },
      { kind: 'answer', status: 200 },
    ])
    expect(lookup.asked).toHaveLength(3)
    expect(sockets.connections.map(({ address }) => address)).toEqual([publicIPv4, publicIPv4])
  })

  it('is connected to as it was when it was checked', async () => {
    let reads = 0
    const changing = {
      family: 4,
      get address() {
        reads += 1
        return reads === 1 ? publicIPv4 : '127.0.0.1'
      },
    }
    const lookup: Lookup = (_hostname, _options, callback) => callback(null, [changing])
    await send('http://hooks.example.com/ok', { allow: { http: true }, lookup })
    expect(sockets.connections).toEqual([{ address: publicIPv4, port: 80 }])
  })

  it('may lead to a translator, which is judged by where it translates to', async () => {
    // This network translates what begins with 2a00:64::/32, as its answer for ipv4only.arpa tells.
    const lookup: Lookup = (hostname, _options, callback) => {
      const [metadata, known] = ['2a00:64:a9fe:a9fe::', '2a00:64:c000:aa::']
      callback(null, [readAddress(hostname === 'ipv4only.arpa' ? known : metadata)])
    }
    const result = await send(url(), { allow: lenient(), lookup })
    expect(result).toMatchObject({ code: 'ERR_DELIVERY_ADDRESS', isFinal: false })
    const literal = `http://[2a00:64:a9fe:a9fe::]/`
    expect(await send(literal, { allow: lenient(), lookup })).toMatchObject({
      code: 'ERR_DELIVERY_ADDRESS',
      isFinal: true,
    })
    expect(sockets.connections).toEqual([])
    // Without the translator it is an address as any other.
    await send(url(), { allow: lenient(), lookup: answering(['2a00:64:a9fe:a9fe::']) })
    expect(sockets.connections.map(({ address }) => address)).toEqual(['2a00:64:a9fe:a9fe::'])
  })

  it('of this network is not asked for where it makes no difference', async () => {
    const asked: string[] = []
    const lookup: Lookup = (hostname, _options, callback) => {
      asked.push(hostname)
      callback(null, hostname === 'ipv4only.arpa' ? [] : [readAddress('::1')])
    }
    const local = `http://hooks.example.com:${receiver6.port}/ok`
    const allow = { ...lenient(), networks: onThisMachine }
    expect(await send(local, { allow, lookup })).toMatchObject({ status: 200 })
    expect(await send(local, { allow: lenient(), lookup })).toMatchObject({ kind: 'fault' })
    expect(asked).toEqual(['hooks.example.com', 'hooks.example.com'])
  })

  it('of this network is waited for no longer than any other', async () => {
    const silent: Lookup = () => {}
    const attempt = createAttempt({ allowance: readAllow(), lookup: silent })
    const url = `https://[${publicIPv6}]/`
    const result = await attempt({ url, method: 'POST', headers: {}, body: '', timeoutMs: 100 })
    expect(result).toMatchObject({ code: 'ERR_DELIVERY_TIMEOUT' })
    expect(sockets.connections).toEqual([])
  })

  it('is refused where it is this machine under a public address', async () => {
    const own = { lo: [{ address: publicIPv4 }, { address: publicIPv6 }] }
    const original = os.networkInterfaces
    const setInterfaces = (read: typeof original) => {
      os.networkInterfaces = read
      syncBuiltinESMExports()
    }
    setInterfaces(() => own as unknown as ReturnType<typeof original>)
    onTestFinished(() => setInterfaces(original))
    const answers = [[publicIPv4], [publicIPv6], [translated]]
    for (const answer of answers) {
      const result = await send(url(), { allow: lenient(), lookup: answering(answer) })
      expect(result).toMatchObject({ code: 'ERR_DELIVERY_ADDRESS', isFinal: false })
    }
    expect(sockets.connections).toEqual([])
  })

  it('is judged anew for a URL that was allowed before', async () => {
    const allowance = readAllow({ http: true })
    const literal = `http://${publicIPv4}/`
    expect(checkUrl(literal, allowance)).toEqual(checkUrl(literal, allowance))
    await Promise.resolve()
    const original = os.networkInterfaces
    const setInterfaces = (read: unknown): void => {
      Object.assign(os, { networkInterfaces: read })
      syncBuiltinESMExports()
    }
    setInterfaces(() => ({ lo: [{ address: publicIPv4 }] }))
    onTestFinished(() => setInterfaces(original))
    expect(caught(() => checkUrl(literal, allowance)).code).toBe('ERR_DELIVERY_ADDRESS')
  })

  it('may be no answer at all', async () => {
    const fails: Lookup = (_hostname, _options, callback) => {
      callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), [])
    }
    const throws: Lookup = () => {
      throw Object.assign(new Error('broken'), { code: 'EBROKEN' })
    }
    const nonsense: Lookup = (_hostname, _options, callback) => callback('no' as never, [])
    const results = [
      await send(url(), { allow: lenient(), lookup: nonsense }),
      await send(url(), { allow: lenient(), lookup: fails }),
      await send(url(), { allow: lenient(), lookup: throws }),
    ]
    expect(results).toMatchObject([
      { kind: 'fault', message: 'no', isFinal: false },
      { kind: 'fault', code: 'ENOTFOUND', isFinal: false },
      { kind: 'fault', code: 'EBROKEN', isFinal: false },
    ])
  })
})

describe('an answer of 3xx', () => {
  it.each([301, 302, 303, 307, 308])('is an answer, and not followed: %i', async (status) => {
    const target = await openFaultReceiver()
    onTestFinished(() => target.close())
    const location = encodeURIComponent(`${target.origin}/ok`)
    const url = `http://hooks.example.com/status/${status}?location=${location}`
    const result = await send(url, { allow: { http: true }, lookup: answering([publicIPv4]) })
    expect(result).toMatchObject({
      kind: 'answer',
      status,
      headers: { location: `${target.origin}/ok` },
    })
    expect([target.connected(), sockets.connections]).toEqual([
      0,
      [{ address: publicIPv4, port: 80 }],
    ])
  })
})

interface Honest extends Sending {
  readonly url: string
  /** Of the name server. @default the public IPv4 address */
  readonly answer?: readonly string[]
  /** What arrives. @default '/events' */
  readonly path?: string
}

const onThisMachine = ['127.0.0.1/32', '::1/128']

/** To public addresses, which are routed to servers of this machine; with the options as they are. */
const honest: readonly Honest[] = [
  { url: 'https://hooks.example.com/events' },
  { url: 'https://hooks.example.com:443/events' },
  { url: 'https://hooks.example.com:8443/events' },
  { url: 'HTTPS://HOOKS.Example.COM/events' },
  { url: 'https://hooks.example.com./events' },
  { url: 'https://example.com', path: '/' },
  { url: 'https://example.com/events?a=b&c=%20d', path: '/events?a=b&c=%20d' },
  { url: 'https://example.com/events#part' },
  { url: 'https://example.com/a/../events' },
  { url: 'https://example.com/a%2Fb/@%40', path: '/a%2Fb/@%40' },
  { url: 'https://example.com/caf\u00e9', path: '/caf%C3%A9' },
  { url: 'https://example.com/?to=http://127.0.0.1/', path: '/?to=http://127.0.0.1/' },
  { url: `https://example.com/${'x'.repeat(2000)}`, path: `/${'x'.repeat(2000)}` },
  { url: 'https://b\u00fccher.example.com/events' },
  { url: 'https://localhost.example.com/events' },
  { url: 'https://internal.example.com/events' },
  { url: 'https://my_hooks.example.com/events' },
  { url: 'https://93.184.215.14/events' },
  { url: 'https://hooks.example.com/events', answer: [publicIPv6] },
  { url: 'https://hooks.example.com/events', answer: [publicIPv6, publicIPv4] },
  { url: 'https://hooks.example.com/events', answer: [translated] },
  { url: 'https://hooks.example.com/events', allow: { hosts: ['hooks.example.com'] } },
  { url: 'https://hooks.example.com/events', allow: { hosts: ['*.example.com'] } },
  { url: 'https://hooks.example.com/events', allow: { hosts: [/hooks\..+/] } },
  { url: 'https://93.184.215.14/events', allow: { hosts: ['93.184.215.14'] } },
]

describe('an honest URL', () => {
  it.each(honest)('is delivered to over TLS: $url $answer $allow', async (given) => {
    const { url, answer = [publicIPv4], path = '/events' } = given
    const result = await send(url, { ...given, lookup: answering(answer) })
    expect(result).toMatchObject({ kind: 'answer', status: 200, body: 'ok', isCut: false })
    const servername = /example\.com/i.test(url) ? new URL(url).hostname.replace(/\.$/, '') : false
    expect(secure.calls.at(-1)).toEqual({ path, body: 'body', servername })
    expect(sockets.connections).toHaveLength(1)
  })

  it.each([
    ['http://hooks.example.com/ok', { http: true }],
    ['http://hooks.example.com:8080/ok', { http: true }],
    ['http://93.184.215.14/ok', { http: true }],
    // Node 22 finds no IPv6 address in a certificate, so not by https
    ['http://[2606:2800:21f::1]/ok', { http: true }],
    ['http://[2606:2800:21f::1]/ok', { http: true, hosts: ['2606:2800:21f:0::1'] }],
    ['http://127.0.0.1:PORT/ok', { http: true, networks: ['127.0.0.1/32'] }],
    ['http://127.0.0.1:PORT/ok', { http: true, networks: ['127.0.0.0/8'] }],
    ['http://[::1]:PORT/ok', { http: true, networks: ['::1/128'] }],
    ['http://localhost:PORT/ok', { http: true, hosts: ['localhost'], networks: onThisMachine }],
    ['http://printer:PORT/ok', { http: true, hosts: ['printer'], networks: onThisMachine }],
    ['http://a.internal:PORT/ok', { http: true, hosts: ['*.internal'], networks: onThisMachine }],
    ['http://hooks.example.com:PORT/ok', { http: true, networks: onThisMachine }],
    ['http://hooks.example.com:PORT/ok', { http: true, ports: 'any', networks: onThisMachine }],
  ] as const)('is delivered to where it is allowed: %s %o', async (given, allow) => {
    const url = fill(given)
    const isOwn = given.includes('PORT')
    const ports = isOwn ? { ports: [Number(new URL(url).port)] } : {}
    const answer = isOwn ? '127.0.0.1' : publicIPv4
    const result = await send(url, { allow: { ...ports, ...allow }, lookup: answering([answer]) })
    expect(result).toMatchObject({ kind: 'answer', status: 200, body: '{"ok":true}' })
    const { calls } = given.includes('[::1]') ? receiver6 : receiver
    expect(calls.at(-1)).toMatchObject({ method: 'POST', path: '/ok', body: 'body' })
  })

  it('is sent nothing where its certificate is not of its name', async () => {
    const lookup = answering([publicIPv4])
    const before = secure.calls.length
    const results = [
      await send('https://other.example.org/events', { lookup }),
      await send('https://a.b.example.com/events', { lookup }),
      await send('https://hooks.example.com/events', { lookup, ca: '' }),
    ]
    expect(results).toMatchObject([
      { code: 'ERR_TLS_CERT_ALTNAME_INVALID', isFinal: false },
      { code: 'ERR_TLS_CERT_ALTNAME_INVALID', isFinal: false },
      { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', isFinal: false },
    ])
    expect(secure.calls).toHaveLength(before)
  })

  it('is named by itself, whatever Host header is declared', async () => {
    const attempt = createAttempt({
      allowance: readAllow(),
      lookup: answering([publicIPv4]),
      ca: certificate,
    })
    await attempt({
      url: 'https://hooks.example.com/events',
      method: 'POST',
      headers: { host: 'other.example.com' },
      body: 'body',
    })
    expect(secure.calls.at(-1)).toMatchObject({ servername: 'hooks.example.com' })
  })
})

describe('allow', () => {
  it.each<[AllowOptions, string]>([
    [{ hosts: ['hooks.example.com'] }, 'https://example.com/'],
    [{ hosts: ['hooks.example.com'] }, 'https://hooks.example.com.attacker.test/'],
    [{ hosts: ['hooks.example.com'] }, 'https://93.184.215.14/'],
    [{ hosts: ['*.example.com'] }, 'https://example.com/'],
    [{ hosts: ['*.example.com'] }, 'https://attackerexample.com/'],
    [{ hosts: [/example\.com/] }, 'https://example.com.attacker.test/'],
    [{ hosts: [/example\.com|shop\.test/g] }, 'https://attacker-example.com/'],
    [{ ports: [9443] }, 'https://example.com/'],
    [{ ports: [9443] }, 'http://example.com:9443/'],
    [{ ports: 'any' }, 'http://example.com/'],
    [{ ports: 'any' }, 'https://example.com:0/'],
  ])('closes what it does not name: %o %s', async (allow, url) => {
    const result = await send(url, { allow, lookup: answering([publicIPv4]) })
    expect(result).toMatchObject({ code: 'ERR_DELIVERY_URL', isFinal: true })
    expect(sockets.connections).toEqual([])
  })

  it.each([
    [{ hosts: ['localhost'] }, 'http://localhost:PORT/'],
    [{ hosts: [/.+/] }, 'http://hooks.example.com:PORT/'],
    [{ hosts: ['127.0.0.1'] }, 'http://127.0.0.1:PORT/'],
    [{ networks: ['10.0.0.0/8', '::1/128'] }, 'http://hooks.example.com:PORT/'],
    [{ networks: ['127.0.0.2/32'] }, 'http://127.0.0.1:PORT/'],
    [{ networks: ['127.0.0.1/32'] }, 'http://[::ffff:127.0.0.1]:PORT/'],
  ])('of a host or another network allows no address: %o %s', async (allow, url) => {
    const options = { allow: { ...lenient(), ...allow }, lookup: answering(['127.0.0.1']) }
    expect(await send(fill(url), options)).toMatchObject({ code: 'ERR_DELIVERY_ADDRESS' })
    expect(sockets.connections).toEqual([])
  })

  it.each([
    [{ http: 'yes' }, 'allow.http is "yes".'],
    [{ https: true }, 'There is no option "allow.https".'],
    [[], 'allow is an array.'],
    [{ ports: 443 }, 'allow.ports is the number 443.'],
    [
      { ports: 'all' },
      `allow.ports is "all".\n  at createSender()\n  Give a list, or 'any' to allow`,
    ],
    [{ ports: [] }, 'allow.ports is empty, which allows nothing.'],
    [{ ports: [443, 70000] }, 'allow.ports[1] is the number 70000.'],
    [
      { ports: ['443'] },
      'allow.ports[0] is "443".\n  at createSender()\n  Give a whole number, 1 to 65535.',
    ],
    [{ hosts: [] }, 'allow.hosts is empty, which allows nothing.'],
    [{ hosts: ['https://example.com'] }, 'allow.hosts[0] is "https://example.com".'],
    [{ hosts: ['example.com:8443'] }, 'allow.hosts[0] is "example.com:8443".'],
    [{ hosts: ['example.com/events'] }, 'allow.hosts[0] is "example.com/events".'],
    [{ hosts: ['*'] }, 'allow.hosts[0] is "*".'],
    [{ hosts: ['hooks.*.com'] }, 'allow.hosts[0] is "hooks.*.com".'],
    [{ hosts: [7] }, 'allow.hosts[0] is the number 7.'],
    [{ networks: '10.0.0.0/8' }, 'allow.networks is "10.0.0.0/8".'],
    [{ networks: ['10.0.0.1'] }, 'allow.networks[0] is "10.0.0.1".'],
    [{ networks: ['10.0.0.0/33'] }, 'allow.networks[0] is "10.0.0.0/33".'],
    [{ networks: ['localhost/8'] }, 'allow.networks[0] is "localhost/8".'],
    [
      { networks: ['10.0.0.1/8'] },
      'allow.networks[0] is "10.0.0.1/8", whose address is not the first of its network.',
    ],
  ])('is refused where it is mistaken: %j', (allow, message) => {
    const error = caught(() => readAllow(allow as AllowOptions))
    expect(error.code).toBe('ERR_DELIVERY_OPTION')
    expect(error.message).toContain(message)
  })
})
