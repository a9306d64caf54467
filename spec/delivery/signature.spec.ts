import { createHmac, createPublicKey, verify as verifyWithKey } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import {
  createSecret,
  readSigningSecrets,
  readVerifyingSecrets,
} from '../../lib/delivery/secret.ts'
import { requireDeliveryId, sign } from '../../lib/delivery/signature.ts'
import type { SignatureHeaders } from '../../lib/delivery/signature.ts'
import { verify } from '../../lib/delivery/verify-signature.ts'
import type { SignatureVerdict, SignedRequest } from '../../lib/delivery/verify-signature.ts'

const shared = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const other = createSecret()
const pair = createSecret('v1a')
const otherPair = createSecret('v1a')

const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
const timestamp = 1_614_265_330
const now = timestamp * 1000
const text = '{"test": 2432232314}'
const body = Buffer.from(text)

describe('The published vectors', () => {
  /** Of the libraries of Standard Webhooks, and of Svix for a private key with its public half. */
  const vectors = [
    [shared, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='],
    [
      'whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=',
      'v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==',
    ],
    [
      'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
      'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    ],
  ] as const

  it.each(vectors)('are what %s signs', (secret, signature) => {
    expect(signWith(secret)).toEqual({
      'webhook-id': id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': signature,
    })
  })

  it('are accepted, alone and among signatures of other versions and secrets', () => {
    const wrong = 'Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc='
    const signature = vectors[0][1]
    const list = `v1,${wrong} v2,${wrong} ${signature} v1,${wrong}`
    expect(check({ 'webhook-signature': signature })).toEqual({ ok: true, id, timestamp })
    expect(check({ 'webhook-signature': list })).toEqual({ ok: true, id, timestamp })
    expect(check({ 'webhook-signature': vectors[2][1] }, svixPublicKey)).toMatchObject({ ok: true })
  })

  const svixPublicKey = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='
})

describe('The package standardwebhooks', () => {
  const seconds = Math.floor(Date.now() / 1000)
  const theirs = new Webhook(shared)

  it('accepts what we sign', () => {
    const headers = signWith([other, shared], { timestamp: seconds })
    expect(theirs.verify(text, { ...headers })).toEqual(JSON.parse(text))
    expect(() => theirs.verify(`${text} `, { ...headers })).toThrow('No matching signature')
    expect(() => theirs.verify(text, { ...headers, 'webhook-id': 'msg_2' })).toThrow('No matching')
  })

  it('signs what we accept', () => {
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': theirs.sign(id, new Date(seconds * 1000), text),
    }
    expect(check(headers, [other, shared], { now: seconds * 1000 })).toMatchObject({ ok: true })
    expect(check(headers, other, { now: seconds * 1000 })).toMatchObject({ code: 'no-match' })
  })

  it('agrees with us on any text and any secret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), secretBytes(), ids(), (text, bytes, id) => {
        const secret = `whsec_${Buffer.from(bytes).toString('base64')}`
        const headers = signWith(secret, { id, body: text })
        const signature = new Webhook(secret).sign(id, new Date(now), text)
        expect(headers['webhook-signature']).toBe(signature)
      }),
    )
  })
})

describe('A request that is signed', () => {
  it.each([
    ['v1', shared, shared],
    ['v1a', pair.privateKey, pair.publicKey],
  ])('is accepted over HTTP, as Node has its headers (%s)', async (_, signing, verifying) => {
    const bytes = Buffer.from([0, 255, 0xc3, 0x28, 13, 10, 46])
    const headers = signWith(signing, { body: bytes })
    const verdict = await send({ ...headers }, bytes, verifying)
    expect(verdict).toEqual({ ok: true, id, timestamp })
  })

  it('is refused over HTTP where a header is there twice', async () => {
    const headers = signWith(shared)
    for (const name of Object.keys(headers) as (keyof SignatureHeaders)[]) {
      const verdict = await send(
        { ...headers, [name]: [headers[name], headers[name]] },
        body,
        shared,
      )
      expect(verdict).toMatchObject({
        code: 'repeated-header',
        message: expect.stringContaining(name),
      })
    }
  })

  it('is accepted with its headers in any case, and as fetch has them', () => {
    const headers = signWith(shared)
    const entries = Object.entries(headers)
    const capitals = Object.fromEntries(entries.map(([key, value]) => [key.toUpperCase(), value]))
    const lists = Object.fromEntries(entries.map(([key, value]) => [key, [value]]))
    for (const form of [capitals, lists, entries, new Map(entries), new Headers({ ...headers })]) {
      expect(verify({ headers: form, body, secrets: verifying(shared), now })).toMatchObject({
        ok: true,
      })
    }
  })

  it.each([
    ['under another case', { 'Webhook-Id': id }],
    ['in a list', { 'webhook-id': [id, id] }],
    ['joined as Node does', { 'webhook-id': `${id}, ${id}` }],
    ['joined before a good one', { 'webhook-signature': `v1, ${signature()}` }],
  ])('is refused where a header is repeated: %s', (_, headers) => {
    expect(check(headers)).toMatchObject({ ok: false, code: 'repeated-header' })
  })

  it('is refused where fetch has a header twice', () => {
    const headers = new Headers({ ...signWith(shared) })
    headers.append('webhook-id', id)
    const verdict = verify({ headers, body, secrets: verifying(shared), now })
    expect(verdict).toMatchObject({ code: 'repeated-header' })
  })

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('needs %s', (name) => {
    const missing = { code: 'missing-header', message: `${name} is missing.` }
    expect(check({ [name]: undefined })).toMatchObject(missing)
    expect(check({ [name]: '' })).toMatchObject(missing)
    expect(check({ [name]: [] })).toMatchObject(missing)
  })

  it.each([
    'hello',
    '-1',
    '+1614265330',
    '1614265330.0',
    '1.6e9',
    '0x60370132',
    ' 1614265330',
    '１６',
  ])('is refused with the timestamp %j', (timestamp) => {
    const headers = resign({ 'webhook-timestamp': timestamp })
    expect(check(headers)).toMatchObject({ code: 'malformed-timestamp' })
  })

  it('is refused with an id that could not be signed', () => {
    for (const malformed of ['a.b', 'a b', 'ä', 'a'.repeat(257)]) {
      expect(check(resign({ 'webhook-id': malformed }))).toMatchObject({ code: 'malformed-id' })
    }
  })
})

describe('The age of a request', () => {
  it.each([
    [-300, undefined],
    [-301, 'too-new'],
    [0, undefined],
    [300, undefined],
    [301, 'too-old'],
    [1e9, 'too-old'],
  ])('of %d seconds decides', (age, code) => {
    const verdict = check({}, shared, { now: now + age * 1000 })
    expect(verdict).toMatchObject(code ? { ok: false, code } : { ok: true })
  })

  it('counts whole seconds, and is said', () => {
    expect(check({}, shared, { now: now + 300_999 })).toMatchObject({ ok: true })
    const old = check({}, shared, { now: now + 61_000, toleranceSeconds: 60 })
    expect(old).toMatchObject({
      message: expect.stringContaining('61 seconds old, and 60 are allowed'),
    })
  })

  it('is too much where clock or tolerance is no number, or the timestamp has no end', () => {
    expect(check({}, shared, { now: NaN })).toMatchObject({ ok: false })
    expect(check({}, shared, { toleranceSeconds: NaN })).toMatchObject({ ok: false })
    expect(check(resign({ 'webhook-timestamp': '9'.repeat(400) }))).toMatchObject({
      code: 'too-new',
    })
  })

  it('cannot be made less: a replay with another timestamp is refused', () => {
    const later = String(timestamp + 3600)
    const replayed = check({ 'webhook-timestamp': later }, shared, { now: now + 3_600_000 })
    expect(replayed).toMatchObject({ code: 'no-match' })
  })
})

describe('What is checked first', () => {
  it('is what is cheapest, in this order', () => {
    const faults = [
      [{ 'webhook-signature': undefined }, 'missing-header'],
      [{ 'webhook-id': 'a.b' }, 'malformed-id'],
      [{ 'webhook-timestamp': 'x' }, 'malformed-timestamp'],
      [{ 'webhook-timestamp': '1' }, 'too-old'],
      [{ 'webhook-signature': 'v9,AAAA' }, 'unknown-version'],
      [{ 'webhook-signature': 'v1,AAAA' }, 'no-match'],
    ] as const
    for (const [index, [, code]] of faults.entries()) {
      const headers = Object.assign(
        {},
        ...faults
          .slice(index)
          .map(([fault]) => fault)
          .toReversed(),
      )
      expect(check(headers)).toMatchObject({ ok: false, code })
    }
  })
})

describe('The list of signatures', () => {
  it.each([
    'v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    'V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    'v1',
    'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    'v1=g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    ',g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    '__proto__,AAAA',
  ])('without a version for which there is a secret is refused: %s', (signature) => {
    expect(check({ 'webhook-signature': signature })).toMatchObject({
      code: 'unknown-version',
      message: 'webhook-signature has no signature of version v1.',
    })
  })

  it('names the versions for which there are secrets', () => {
    const v1a = signWith(pair.privateKey)
    expect(check({ ...v1a })).toMatchObject({ code: 'unknown-version' })
    expect(check({ 'webhook-signature': 'v3,A' }, [shared, pair.publicKey, other])).toMatchObject({
      message: 'webhook-signature has no signature of version v1 or v1a.',
    })
  })

  it.each([
    'v1,',
    'v1,g0hM9SsE',
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE',
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=',
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=,',
    'v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    'v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=',
  ])('with a signature that is nearly right is refused: %s', (signature) => {
    expect(check({ 'webhook-signature': signature })).toMatchObject({ code: 'no-match' })
  })

  it('is looked at as far as its 32nd signature', () => {
    const wrong = Array<string>(31).fill('v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=')
    const last = [...wrong, signature()].join(' ')
    expect(check({ 'webhook-signature': last })).toMatchObject({ ok: true })
    const past = ['v7,A', ...wrong, signature()].join(' ')
    expect(check({ 'webhook-signature': past })).toMatchObject({ code: 'no-match' })
  })

  it('is never answered with what was expected', () => {
    const headers = { ...resign({ 'webhook-timestamp': '1614265331' }) }
    const expected = headers['webhook-signature'].slice(3)
    const verdict = check({ ...headers, 'webhook-signature': 'v1,AAAA' })
    expect(verdict).toMatchObject({ code: 'no-match' })
    expect(JSON.stringify(verdict)).not.toContain(expected.slice(0, 6))
  })
})

describe('Rotation', () => {
  it('signs with each secret, in order', () => {
    const list = signWith([other, shared, pair.privateKey])['webhook-signature'].split(' ')
    expect(list.map((item) => item.split(',')[0])).toEqual(['v1', 'v1', 'v1a'])
    expect(list[1]).toBe(signature())
  })

  it('is accepted by who has the old secret, the new one, both, or the public key', () => {
    const headers = { ...signWith([other, shared, pair.privateKey]) }
    for (const secrets of [
      other,
      shared,
      [createSecret(), other],
      [shared, other],
      pair.publicKey,
    ]) {
      expect(check(headers, secrets)).toMatchObject({ ok: true })
    }
    for (const secrets of [
      createSecret(),
      otherPair.publicKey,
      [createSecret(), otherPair.publicKey],
    ]) {
      expect(check(headers, secrets)).toMatchObject({ code: 'no-match' })
    }
  })

  it('is over when the receiver has dropped the old secret', () => {
    expect(check({ ...signWith(shared) }, [other, pair.publicKey])).toMatchObject({
      code: 'no-match',
    })
  })
})

describe('v1a', () => {
  it('is Ed25519 as Node has it', () => {
    const signature = signWith(pair.privateKey)['webhook-signature'].slice('v1a,'.length)
    const x = Buffer.from(pair.publicKey.slice(5), 'base64').toString('base64url')
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    const content = Buffer.from(`${id}.${timestamp}.${text}`)
    expect(verifyWithKey(null, content, key, Buffer.from(signature, 'base64'))).toBe(true)
  })

  it('is refused where the signature is too short or too long', () => {
    const valid = Buffer.from(signWith(pair.privateKey)['webhook-signature'].slice(4), 'base64')
    for (const bytes of [
      [],
      valid.subarray(1),
      valid.subarray(0, 63),
      [...valid, 0],
      [...valid, ...valid],
    ]) {
      const signature = `v1a,${Buffer.from(bytes).toString('base64')}`
      const verdict = check({ 'webhook-signature': signature }, pair.publicKey)
      expect(verdict).toMatchObject({ ok: false, code: 'no-match' })
    }
  })

  it('is not fooled by an HMAC that is made with the public key', () => {
    const forged = createHmac('sha256', Buffer.from(pair.publicKey.slice(5), 'base64'))
      .update(`${id}.${timestamp}.${text}`)
      .digest('base64')
    for (const version of ['v1', 'v1a']) {
      const verdict = check({ 'webhook-signature': `${version},${forged}` }, pair.publicKey)
      expect(verdict).toMatchObject({ ok: false })
    }
  })
})

describe('What cannot be signed', () => {
  it.each([
    '',
    'a.b',
    'a b',
    ' a',
    'a\n',
    'a\r\nx: y',
    'ä',
    '\u0000',
    'a'.repeat(257),
    7,
    undefined,
  ])('is the id %j', (id) => {
    const error = { code: 'ERR_DELIVERY_ID', remedy: expect.stringContaining('printable ASCII') }
    expect(() => signWith(shared, { id: id as string })).toThrow(expect.objectContaining(error))
    expect(() => requireDeliveryId(id, 'send()')).toThrow(
      expect.objectContaining({ ...error, where: 'send()' }),
    )
  })

  it.each([NaN, Infinity, -1, 1.5, Date.now(), '1614265330'])(
    'is the timestamp %s',
    (timestamp) => {
      expect(() => signWith(shared, { timestamp: timestamp as number })).toThrow(
        expect.objectContaining({ code: 'ERR_DELIVERY_TIMESTAMP' }),
      )
    },
  )

  it('is no id that keeps to the rule', () => {
    for (const allowed of ['a', 'a'.repeat(256), '!"#$%&\'()*+,-/:;<=>?@[\\]^_`{|}~', createId()]) {
      const headers = { ...signWith(shared, { id: allowed }) }
      expect(check(headers)).toMatchObject({ ok: true, id: allowed })
    }
  })
})

describe('Any request', () => {
  const sides = fc.constantFrom([shared, shared], [pair.privateKey, pair.publicKey])
  const bodies = fc.uint8Array({ maxLength: 300, size: 'max' })

  it('that is signed is accepted, also where its body is no UTF-8', () => {
    fc.assert(
      fc.property(sides, ids(), bodies, ([signing, verifying], id, bytes) => {
        const headers = { ...signWith(signing, { id, body: bytes }) }
        expect(check(headers, verifying, { body: bytes })).toEqual({ ok: true, id, timestamp })
      }),
    )
  })

  it('is signed over the very bytes of its body', () => {
    fc.assert(
      fc.property(bodies, (bytes) => {
        const digest = createHmac('sha256', Buffer.from(shared.slice(6), 'base64'))
          .update(`${id}.${timestamp}.`)
          .update(bytes)
          .digest('base64')
        const headers = signWith(shared, { body: bytes })
        expect(headers['webhook-signature']).toBe(`v1,${digest}`)
      }),
    )
  })

  it('whose text is signed is accepted as the bytes that are sent, lone surrogates too', () => {
    const texts = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) })
    fc.assert(
      fc.property(sides, texts, ([signing, verifying], text) => {
        const headers = { ...signWith(signing, { body: text }) }
        expect(check(headers, verifying, { body: Buffer.from(text) })).toMatchObject({ ok: true })
      }),
    )
  })

  it('of which one byte of the body changes, comes or goes is refused', () => {
    fc.assert(
      fc.property(
        sides,
        fc.uint8Array({ minLength: 1, maxLength: 300, size: 'max' }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        ([signing, verifying], bytes, at, flip) => {
          const headers = { ...signWith(signing, { body: bytes }) }
          for (const changed of changesOf(bytes, at % bytes.length, flip)) {
            const verdict = check(headers, verifying, { body: changed })
            expect(verdict).toMatchObject({ ok: false, code: 'no-match' })
          }
        },
      ),
    )
  })

  it('of which one byte of a header changes is refused', () => {
    const names = fc.constantFrom('webhook-id', 'webhook-timestamp', 'webhook-signature')
    fc.assert(
      fc.property(
        sides,
        ids(),
        names,
        fc.nat(),
        fc.integer({ min: 1, max: 127 }),
        ([signing, verifying], id, name, at, flip) => {
          const headers = { ...signWith(signing, { id }) }
          const bytes = Buffer.from(headers[name as keyof SignatureHeaders])
          const index = at % bytes.length
          bytes[index] = (bytes[index] ?? 0) ^ flip
          const changed = { ...headers, [name]: bytes.toString('latin1') }
          const verdict = check(changed, verifying, { toleranceSeconds: Infinity })
          expect(verdict).toMatchObject({ ok: false })
        },
      ),
      { numRuns: 300 },
    )
  })

  it('in which the borders of id, timestamp and body move is refused', () => {
    const headers = signWith(shared, { id: 'a', body: '123.rest' })
    const signature = headers['webhook-signature']
    const moved = { 'webhook-id': `a.${timestamp}`, 'webhook-timestamp': '123' }
    const verdict = check({ ...moved, 'webhook-signature': signature }, shared, {
      body: Buffer.from('rest'),
      toleranceSeconds: Infinity,
    })
    expect(verdict).toMatchObject({ ok: false, code: 'malformed-id' })
  })

  it('with headers of any kind is answered with a value', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.string(), { maxLength: 3 }),
      fc.constant(undefined),
      fc.constantFrom(id, String(timestamp), signature(), `v1,${'A'.repeat(5000)}`, ','.repeat(99)),
    )
    const headers = fc.record(
      { 'webhook-id': value, 'webhook-timestamp': value, 'webhook-signature': value },
      { requiredKeys: [] },
    )
    const secrets = verifying([shared, pair.publicKey])
    const valid = signature()
    fc.assert(
      fc.property(headers, (headers) => {
        const verdict = verify({ headers, body, secrets, now })
        const isSigned =
          headers['webhook-id']?.toString() === id &&
          headers['webhook-timestamp']?.toString() === String(timestamp) &&
          headers['webhook-signature']?.toString() === valid
        expect(verdict.ok).toBe(isSigned)
      }),
      { numRuns: 300 },
    )
  })
})

interface Changes {
  id?: string
  timestamp?: number
  body?: string | Uint8Array
}

function signWith(secrets: string | readonly string[], changes: Changes = {}): SignatureHeaders {
  const signing = readSigningSecrets(secrets, 'secret')
  return sign({ id, timestamp, body: text, secrets: signing, ...changes })
}

function signature(): string {
  return signWith(shared)['webhook-signature']
}

function verifying(secrets: string | readonly string[]): SignedRequest['secrets'] {
  return readVerifyingSecrets(secrets, 'secret')
}

/** The verdict on the request of the vectors, with some of its headers replaced. */
function check(
  headers: object,
  secrets: string | readonly string[] = shared,
  changes: Partial<SignedRequest> = {},
): SignatureVerdict {
  return verify({
    headers: { ...signWith(shared), ...headers },
    body,
    secrets: verifying(secrets),
    now,
    ...changes,
  })
}

/** Headers that are signed rightly, although `sign()` refuses them: what a careless sender would send. */
function resign(changes: {
  'webhook-id'?: string
  'webhook-timestamp'?: string
}): SignatureHeaders {
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp), ...changes }
  const key = Buffer.from(shared.slice(6), 'base64')
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`
  const digest = createHmac('sha256', key).update(content).digest('base64')
  return { ...headers, 'webhook-signature': `v1,${digest}` }
}

function changesOf(bytes: Uint8Array, at: number, flip: number): Uint8Array[] {
  const flipped = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ flip : byte))
  const shorter = Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(at + 1)])
  const longer = Uint8Array.from([...bytes.slice(0, at), flip, ...bytes.slice(at)])
  return [flipped, shorter, longer]
}

function ids(): fc.Arbitrary<string> {
  const characters = fc
    .integer({ min: 0x21, max: 0x7e })
    .map((code) => String.fromCharCode(code))
    .filter((character) => character !== '.')
  return fc.string({ unit: characters, minLength: 1, maxLength: 256, size: 'max' })
}

function secretBytes(): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: 24, maxLength: 64, size: 'max' })
}

function createId(): string {
  return crypto.randomUUID()
}

/** What a receiver on Node's own HTTP server makes of a request. */
async function send(
  headers: http.OutgoingHttpHeaders,
  bytes: Uint8Array,
  secrets: string,
): Promise<SignatureVerdict> {
  const server = http.createServer((req, res) => {
    void buffer(req).then((body) => {
      const request = { headers: req.headers, body, secrets: verifying(secrets), now }
      res.end(JSON.stringify(verify(request)))
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const req = http.request({ host: '127.0.0.1', port, method: 'POST', headers, agent: false })
  req.end(bytes)
  const [res] = (await once(req, 'response')) as [http.IncomingMessage]
  const verdict = JSON.parse(String(await buffer(res))) as SignatureVerdict
  server.close()
  return verdict
}
