import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { SchemaObject } from '../../lib/openapi-types.ts'
import { toJsonSchema } from '../../lib/schema.ts'
import { compileJsonSchema } from '../../lib/validation/json-schema-validator.ts'
import { toPointer } from '../../lib/validation/outcome.ts'

const text = { type: 'string' }

function object(properties: object, ...required: string[]): SchemaObject {
  return { type: 'object', properties, required }
}

/** The faults of a value, each as `/path code`. */
function faultsOf(schema: SchemaObject, value: unknown): string[] {
  const { faults = [] } = compileJsonSchema(schema)(value)
  return faults.map(({ path, code }) => `${toPointer(path)} ${code}`)
}

describe('compileJsonSchema()', () => {
  it('tells every fault, each with the place that it is of', () => {
    const schema = {
      ...object(
        {
          id: text,
          lines: { type: 'array', items: object({ sku: text, n: { minimum: 1 } }, 'sku') },
        },
        'id',
      ),
      additionalProperties: false,
    }
    expect(faultsOf(schema, { id: 'a', lines: [] })).toEqual([])
    expect(faultsOf(schema, { lines: [{ sku: 'a' }, { n: 0 }], 'a/b~': 1 }).toSorted()).toEqual([
      '/a~1b~0 additionalProperties',
      '/id required',
      '/lines/1/n minimum',
      '/lines/1/sku required',
    ])
  })

  it('fills in defaults', () => {
    const schema = object({ page: { type: 'integer', default: 1 }, sort: text })
    expect(compileJsonSchema(schema)({ sort: 'a' })).toEqual({ value: { page: 1, sort: 'a' } })
  })

  it('asks for properties of the value itself, and not for what it inherits', () => {
    expect(faultsOf({ required: ['toString', 'constructor'] }, {})).toEqual([
      '/toString required',
      '/constructor required',
    ])
    expect(faultsOf(object({ __proto__: text }), JSON.parse('{"__proto__": 1}'))).toEqual([])
  })

  it('follows references, to itself and within', () => {
    const tree = object({ name: text, children: { type: 'array', items: { $ref: '#' } } }, 'name')
    expect(faultsOf(tree, { name: 'a', children: [{ name: 'b', children: [{}] }] })).toEqual([
      '/children/0/children/0/name required',
    ])
    const named = { $ref: '#/$defs/A', $defs: { A: object({ b: { $ref: '#/$defs/B' } }), B: text } }
    expect(faultsOf(named, { b: 1 })).toEqual(['/b type'])
  })

  it('follows references to what has a name elsewhere, where that is known', () => {
    const schema = object({ a: { $ref: '#/components/schemas/A' } })
    const other = object({ again: { $ref: '#/components/schemas/A' }, name: text }, 'name')
    const validate = compileJsonSchema(schema, {
      findOutside: (ref) => (ref === '#/components/schemas/A' ? other : undefined),
    })
    expect(validate({ a: { name: 'x', again: {} } }).faults).toMatchObject([
      { path: ['a', 'again', 'name'], code: 'required' },
    ])
  })

  it.each([
    ['#/components/schemas/Unknown', ' as it runs: give it to openapi({ schemas: { Unknown } })'],
    ['https://shop.test/unknown', ' as it runs'],
  ])('refuses the reference %s, of which nothing is known', ($ref, end) => {
    expect(() => compileJsonSchema(object({ a: { $ref } }))).toThrow(
      new Error(`nothing is known of the reference ${JSON.stringify($ref)}${end}`),
    )
  })

  it('asks a recursive union once about each object', () => {
    const branch = (kind: string): object =>
      object({ kind: { const: kind }, left: { $ref: '#' } }, 'kind')
    const validate = compileJsonSchema({ oneOf: ['a', 'b', 'c'].map(branch) } as never)
    let tree: object = { kind: 'a' }
    for (let depth = 0; depth < 60; depth++) tree = { kind: 'b', left: tree }
    expect(validate(tree)).toEqual({ value: tree })
    const { faults = [] } = validate(JSON.parse(JSON.stringify(tree).replace('"a"', '"d"')))
    expect(faults.map(({ path, code }) => [path.length, code])).toEqual([[61, 'const']])
  })

  it('fills in the defaults of the alternative that holds, nested ones too', () => {
    const part = object({ n: { type: 'integer', default: 1 } })
    const schema = {
      oneOf: [
        object({ kind: { const: 'a' }, size: { default: 'small' }, part }, 'kind'),
        object({ kind: { const: 'b' }, size: { default: 'large' } }, 'kind'),
      ],
    }
    const validate = compileJsonSchema(schema)
    expect(validate({ kind: 'a', part: {} })).toEqual({
      value: { kind: 'a', size: 'small', part: { n: 1 } },
    })
    expect(validate({ kind: 'b' })).toEqual({ value: { kind: 'b', size: 'large' } })
  })

  it('finds equal items in a long list of objects at once', () => {
    const validate = compileJsonSchema({ type: 'array', uniqueItems: true })
    const items = Array.from({ length: 100_000 }, (_, a) => ({ a, b: [a] }))
    expect(validate(items).faults).toBeUndefined()
    expect(validate([...items, { b: [7], a: 7 }]).faults).toMatchObject([{ code: 'uniqueItems' }])
  })

  it('has no end to reach in a value that is nested thousands of times', () => {
    const schema = { type: 'array', items: { $ref: '#' } }
    const value = JSON.parse('['.repeat(10_000) + ']'.repeat(10_000)) as unknown
    const { faults } = compileJsonSchema(schema)(value)
    expect(faults?.map(({ code }) => code) ?? []).toSatisfy(
      (codes: string[]) => codes.length === 0 || codes[0] === 'depth',
    )
  })

  it('compiles patterns by another engine', () => {
    const asked: string[] = []
    const engine = (pattern: string, flags: string): RegExp => {
      asked.push(pattern)
      return new RegExp(pattern, flags)
    }
    const validate = compileJsonSchema({ pattern: '^(a+)+$' }, { regExp: engine })
    expect([validate('aa').faults, validate('b').faults?.[0]?.code]).toEqual([undefined, 'pattern'])
    expect(asked).toContain('^(a+)+$')
  })
})

describe('of alternatives', () => {
  const Card = object(
    { type: { const: 'card' }, number: text, limit: { type: 'integer' } },
    'type',
    'number',
  )
  const Iban = object({ type: { const: 'iban' }, account: text }, 'type', 'account')

  it.each([
    [
      'the one with the tag of the value',
      { type: 'card', limit: 'x' },
      ['/limit type', '/number required'],
    ],
    ['the other', { type: 'iban' }, ['/account required']],
    ['none but in the tag, where that is of neither', { type: 'cash' }, ['/type const']],
    ['none but in the tag, where there is none', { number: '1' }, ['/type required']],
    ['none, where nothing tells', 1, [' anyOf']],
  ])('tells the faults of %s', (_which, value, faults) => {
    expect(faultsOf({ anyOf: [Card, Iban] }, value).toSorted()).toEqual(faults)
    const byReference = {
      anyOf: [{ $ref: '#/$defs/Card' }, { $ref: '#/$defs/Iban' }],
      $defs: { Card, Iban },
    }
    expect(faultsOf(byReference, value).toSorted()).toEqual(faults)
  })

  it('tells what is wrong beside them, too', () => {
    const schema = { ...object({ id: text }, 'id'), anyOf: [Card, Iban] }
    expect(faultsOf(schema, { type: 'iban' }).toSorted()).toEqual([
      '/account required',
      '/id required',
    ])
  })

  it('tells the faults of the one that is no null', () => {
    expect(faultsOf({ anyOf: [object({ a: text }, 'a'), { type: 'null' }] }, {})).toEqual([
      '/a required',
    ])
  })

  it('looks into alternatives of alternatives', () => {
    const schema = { oneOf: [{ anyOf: [Card, Iban] }, text] }
    expect(faultsOf(object({ pay: schema }), { pay: { type: 'iban', account: 1 } })).toEqual([
      '/pay/account type',
    ])
  })

  it('tells of several where oneOf allows one', () => {
    expect(faultsOf({ oneOf: [text, { minLength: 1 }] }, 'a')).toEqual([' oneOf'])
  })
})

describe('formats', () => {
  it.each([
    [
      'uri',
      ['https://a.test/x', 'urn:a:b', 'mailto:a@b.test'],
      ['/x', 'a b', 'https://é.test', ''],
    ],
    ['uri-reference', ['/x', '../x?a=1#b', 'https://a.test'], ['a b', '\\x']],
    ['email', ['a@b.test', 'a.b+c@d.e.test'], ['a', 'a@', '@b.test', 'a b@c.test']],
    ['uuid', ['123e4567-e89b-12d3-a456-426614174000'], ['123e4567']],
    ['date', ['2026-11-25', '2024-02-29'], ['2026-02-29', '25.11.2026']],
    [
      'date-time',
      ['2026-11-25T10:00:00Z', '2026-11-25T10:00:00+01:00'],
      ['2026-11-25T10:00:00', '2026-11-25'],
    ],
    ['ipv4', ['127.0.0.1'], ['127.0.0.256', '1.2.3']],
    ['ipv6', ['::1', '2001:db8::1'], ['1::2::3', '12345::']],
    ['hostname', ['a.test', 'a-b.test'], ['-a.test', 'a..test']],
    ['regex', ['^a+$'], ['(', '[']],
    ['byte', ['YQ==', ''], ['a', 'a===']],
    ['of-another-kind', ['anything'], []],
  ])('%s', (format, good, bad) => {
    const validate = compileJsonSchema({ type: 'string', format })
    expect(good.filter((value) => validate(value).faults)).toEqual([])
    expect(bad.filter((value) => !validate(value).faults)).toEqual([])
  })

  it('takes no uri for one that the parser of the platform refuses', () => {
    const validate = compileJsonSchema({ type: 'string', format: 'uri' })
    const characters = fc.constantFrom(...'ab-.x10:/?@#[]h')
    const texts = fc.oneof(
      fc.string({ unit: characters, maxLength: 12 }).map((rest) => `http://${rest}`),
      fc.webUrl({ withQueryParameters: true }),
    )
    const isOfParser = (text: string): boolean => URL.canParse(text)
    fc.assert(
      fc.property(texts, (text) => {
        expect([text, validate(text).faults === undefined]).toEqual([text, isOfParser(text)])
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    'uri',
    'uri-reference',
    'email',
    'idn-email',
    'hostname',
    'url',
    'iri',
    'regex',
    'byte',
    'duration',
    'ipv6',
    'uri-template',
    'json-pointer',
    'date-time',
  ])('a long text does not keep %s busy', (format) => {
    const validate = compileJsonSchema({ type: 'string', format })
    const slow = ['a', 'a@', 'a.', '1:', '%', '/', '{a}', '-', 'P1', '((', '~'].map(
      (part) => `${part.repeat(50_000)}!`,
    )
    const start = process.cpuUsage()
    for (const value of slow) validate(value)
    const { user } = process.cpuUsage(start)
    // Linear work takes a hundredth of it, and backtracking has no end.
    expect(user).toBeLessThan(5_000_000)
  })
})

it('is what the JSON Schema of a library says', () => {
  const schema = toJsonSchema(z.object({ id: z.uuid(), n: z.int().optional() }), 'input', 'x')
  expect(faultsOf(schema as SchemaObject, { id: 'x', n: 1.5 }).toSorted()).toEqual([
    '/id format',
    '/id pattern',
    '/n type',
  ])
})
