import { createPublicKey, sign as signWithKey, verify as verifyWithKey } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  createSecret,
  publicKeyOf,
  readSigningSecrets,
  readVerifyingSecrets,
} from '../../lib/delivery/secret.ts'
import { RingbackError } from '../../lib/errors.ts'

const shared = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const pair = {
  privateKey:
    'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
  seed: 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=',
  publicKey: 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
}
const content = Buffer.from('msg_1.1614265330.{}')

/** Each with the part of the message that says what is wrong with it. */
const malformed: [what: string, secret: unknown, message: string][] = [
  ['nothing', undefined, 'secret is undefined, as a variable of the environment is that'],
  ['null', null, '(null)'],
  ['a number', 1_614_265_330, '(number)'],
  ['bytes', Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZI'), '(object)'],
  ['empty text', '', '(0 characters)'],
  ['no prefix', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '(32 characters) does not begin with whsec_'],
  ['a prefix in capitals', shared.replace('whsec', 'WHSEC'), 'does not begin with whsec_'],
  ['an unknown prefix', shared.replace('whsec', 'hwsec'), 'does not begin with whsec_'],
  ['a prefix after a space', ` ${shared}`, '(39 characters) does not begin with whsec_'],
  ['a line break at the end', `${shared}\n`, '(whsec_…, 39 characters) is not base64'],
  ['quotes within', 'whsec_"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"', 'is not base64'],
  ['two secrets in one', `${shared} ${shared}`, 'is not base64'],
  ['base64url', `whsec_${'-_'.repeat(16)}`, 'is not base64'],
  ['hexadecimal of odd length', `whsec_${'a'.repeat(47)}`, 'is not base64'],
  ['padding left out', `whsec_${Buffer.alloc(25, 7).toString('base64').slice(0, -2)}`, 'base64'],
  ['padding too many', `${shared}==`, 'is not base64'],
  ['bits behind the last byte', `whsec_${'Bw'.repeat(17)}Bx==`, 'is not base64'],
  ['letters beyond ASCII', 'whsec_МfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'is not base64'],
  ['the prefix alone', 'whsec_', 'is of 0 bytes, and 24 to 64 are needed'],
  ['23 bytes', withBytes('whsec_', 23), 'is of 23 bytes, and 24 to 64 are needed'],
  ['65 bytes', withBytes('whsec_', 65), 'is of 65 bytes'],
  ['a private key of 31 bytes', withBytes('whsk_', 31), 'is of 31 bytes, and 32, or 64'],
  ['a private key of 48 bytes', withBytes('whsk_', 48), 'is of 48 bytes'],
  ['a private key cut short', pair.privateKey.slice(0, -3), 'is not base64'],
  ['a public key of 33 bytes', withBytes('whpk_', 33), 'is of 33 bytes, and 32 are needed'],
  ['a public key of 0 bytes', 'whpk_', 'is of 0 bytes'],
  ['no secret', [], 'A list of 0 secrets'],
  ['more secrets than are looked at', Array(33).fill(shared), 'A list of 33 secrets'],
]

describe('A secret that is malformed', () => {
  it.each(malformed)('is refused, to sign and to verify: %s', (_, secret, message) => {
    for (const read of [readSigningSecrets, readVerifyingSecrets]) {
      const error = catchError(() => read(secret as string, 'createSender({ secret })'))
      expect(error).toMatchObject({
        code: 'ERR_DELIVERY_SECRET',
        where: 'createSender({ secret })',
        remedy: expect.stringMatching(/createSecret\(|Give at most 32/),
      })
      expect(error.message).toContain(message)
    }
  })

  const texts = malformed.flatMap(([, secret]) => (typeof secret === 'string' ? [secret] : []))

  it.each(texts.filter((text) => text.length > 20))('is not printed: %j', (text) => {
    const printed = inspect(catchError(() => readSigningSecrets(text, 'createSender()')))
    const parts = text.replaceAll(/wh(?:sec|sk|pk)_/gi, '').match(/[^\s"]{6}/g) ?? []
    expect(parts.length).toBeGreaterThan(3)
    for (const part of parts) expect(printed).not.toContain(part)
  })

  it('is refused where it is a private key with the public half of another', () => {
    const error = catchError(() => readSigningSecrets(withBytes('whsk_', 64), 'secret'))
    expect(error).toMatchObject({
      code: 'ERR_DELIVERY_SECRET',
      remedy: expect.stringContaining('v1a'),
    })
    expect(error.message).toContain('(whsk_…, 64 bytes) ends with a public key that is not its own')
  })

  it('is pointed at in a list', () => {
    const error = catchError(() => readSigningSecrets([shared, 'whsec_x'], 'secret'))
    expect(error.where).toBe('secret[1]')
  })

  it('is named where it is a variable of the environment that is not set', () => {
    const secrets = [shared, process.env['A_SECRET_THAT_NOBODY_HAS_SET'], shared]
    for (const read of [readSigningSecrets, readVerifyingSecrets]) {
      const error = catchError(() => read(secrets, 'createSender()'))
      expect(error.code).toBe('ERR_DELIVERY_SECRET')
      expect(error.message).toContain('secret[1] is undefined, as a variable of the environment')
    }
  })
})

describe('A secret of the other side', () => {
  it('does not sign where it is public', () => {
    const error = catchError(() => readSigningSecrets(pair.publicKey, 'secret'))
    expect(error.message).toContain('(whpk_…, 49 characters) is a public key')
    expect(error.remedy).toContain('"whsk_…"')
  })

  it.each([pair.privateKey, pair.seed])('does not verify where it is private', (privateKey) => {
    const error = catchError(() => readVerifyingSecrets(privateKey, 'secret'))
    expect(error.message).toContain('is a private key, which the sender alone may have')
    expect(error.message).not.toContain(privateKey.slice(5, 11))
    expect(error.remedy).toContain('publicKeyOf()')
  })
})

describe('A secret', () => {
  it.each([24, 32, 64])('of %i bytes signs what it verifies', (length) => {
    expect(agree(withBytes('whsec_', length), withBytes('whsec_', length))).toBe(true)
  })

  it('is the same key with and without its public half', () => {
    expect(signOnce(pair.seed)).toEqual(signOnce(pair.privateKey))
    expect(publicKeyOf(pair.seed)).toBe(pair.publicKey)
    expect(publicKeyOf(pair.privateKey)).toBe(pair.publicKey)
  })

  it('has no public key where it is shared, or public already', () => {
    expect(catchError(() => publicKeyOf(shared)).message).toContain('is no private key')
    expect(catchError(() => publicKeyOf(pair.publicKey)).message).toContain('is no private key')
  })

  it('is not shown by what logs the object that signs', () => {
    for (const secret of [shared, pair.seed]) {
      const read = readSigningSecrets(secret, 'secret')
      const printed = `${inspect(read, { depth: 9, showHidden: true })}${JSON.stringify(read)}`
      const bytes = Buffer.from(secret.slice(secret.indexOf('_') + 1), 'base64')
      expect(printed).not.toContain(secret.slice(6, 16))
      expect(printed).not.toContain(bytes.toString('hex').slice(0, 16))
    }
  })
})

describe('createSecret()', () => {
  it('makes a shared secret of 24 bytes, another each time', () => {
    const secrets = Array.from({ length: 50 }, () => createSecret())
    expect(new Set(secrets).size).toBe(50)
    for (const secret of secrets) {
      expect(secret).toMatch(/^whsec_[\w+/]{32}$/)
      expect(agree(secret, secret)).toBe(true)
    }
    expect(createSecret('v1')).toMatch(/^whsec_/)
  })

  it('makes a pair, of which the public key verifies what the private key signs', () => {
    const { privateKey, publicKey } = createSecret('v1a')
    expect(createSecret('v1a').privateKey).not.toBe(privateKey)
    expect(publicKeyOf(privateKey)).toBe(publicKey)
    expect(agree(privateKey, publicKey)).toBe(true)
    expect(agree(privateKey, createSecret('v1a').publicKey)).toBe(false)
  })

  it('makes a pair that other Ed25519 accepts', () => {
    const { privateKey, publicKey } = createSecret('v1a')
    const spki = Buffer.concat([
      Buffer.from('302a300506032b6570032100', 'hex'),
      Buffer.from(publicKey.slice(5), 'base64'),
    ])
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    expect(verifyWithKey(null, content, key, signOnce(privateKey))).toBe(true)
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: base64url(publicKey), d: base64url(privateKey) }
    expect(signWithKey(null, content, { key: jwk, format: 'jwk' })).toEqual(signOnce(privateKey))
  })

  it('knows no other version', () => {
    const error = catchError(() => createSecret('v2' as 'v1'))
    expect(error.code).toBe('ERR_DELIVERY_SECRET')
    expect(error.message).toContain('"v2"')
  })
})

function withBytes(prefix: string, length: number): string {
  const bytes = Uint8Array.from({ length }, (_, index) => index * 7 + 3)
  return prefix + Buffer.from(bytes).toString('base64')
}

function base64url(secret: string): string {
  return Buffer.from(secret.slice(5), 'base64').toString('base64url')
}

function signOnce(secret: string): Buffer {
  const [signing] = readSigningSecrets(secret, 'secret')
  return signing?.sign(content) ?? Buffer.alloc(0)
}

function agree(signing: string, verifying: string): boolean {
  const [secret] = readVerifyingSecrets(verifying, 'secret')
  return secret?.acceptsOneOf([signOnce(signing)], content) ?? false
}

function catchError(run: () => unknown): RingbackError {
  try {
    run()
  } catch (error) {
    if (error instanceof RingbackError) return error
    throw error
  }
  throw new Error('Nothing was thrown.')
}
