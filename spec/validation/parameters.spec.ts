import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ParameterSlot } from '../../lib/declared-operation.ts'
import type { SchemaObject } from '../../lib/openapi-types.ts'
import {
  parseQuery,
  readParameterStyles,
  readQueryParameter,
  readTextParameter,
} from '../../lib/validation/parameters.ts'

const text = { type: 'string' }
const integer = { type: 'integer' }
const texts = { type: 'array', items: text }
const integers = { type: 'array', items: integer }
const color = { type: 'object', properties: { R: integer, G: integer } }

/** What a parameter `p` of a query is read as. */
function fromQuery(schema: object, query: string): unknown {
  const root = { type: 'object', properties: { p: schema } } as SchemaObject
  const [style] = readParameterStyles(root, 'query')
  return readQueryParameter(parseQuery(`/x?${query}`), style!, root)?.value
}

function fromText(schema: object, value: string, slot: ParameterSlot = 'params'): unknown {
  const root = { type: 'object', properties: { p: schema } } as SchemaObject
  return readTextParameter(value, readParameterStyles(root, slot)[0]!, root)
}

describe('a query parameter', () => {
  it.each<[string, object, string, unknown]>([
    ['text', text, 'p=1', '1'],
    ['percent-encoded text', text, 'p=a%20b+c%2B', 'a b c+'],
    ['text that is encoded wrongly', text, 'p=%E0%A4%A', '%E0%A4%A'],
    ['empty text', text, 'p=', ''],
    ['a name alone', text, 'p', ''],
    ['nothing', text, 'q=1', undefined],
    ['an integer', integer, 'p=42', 42],
    ['a negative number', { type: 'number' }, 'p=-1.5e3', -1500],
    ['no number', integer, 'p=42a', '42a'],
    ['an empty number', integer, 'p=', ''],
    ['a number in hexadecimal', integer, 'p=0x10', '0x10'],
    ['a number without end', { type: 'number' }, 'p=1e999', '1e999'],
    ['true', { type: 'boolean' }, 'p=true', true],
    ['false', { type: 'boolean' }, 'p=false', false],
    ['no boolean', { type: 'boolean' }, 'p=1', '1'],
    ['null', { type: ['integer', 'null'] }, 'p=null', null],
    ['a number or null', { anyOf: [integer, { type: 'null' }] }, 'p=7', 7],
    ['text or a number, which is text', { type: ['string', 'integer'] }, 'p=7', '7'],
    ['a number, or a constant text', { anyOf: [integer, { const: 'all' }] }, 'p=7', 7],
    ['the text of that', { anyOf: [integer, { const: 'all' }] }, 'p=all', 'all'],
    ['a number, or text', { anyOf: [integer, text] }, 'p=7', '7'],
    ['one of some numbers', { enum: [1, 2] }, 'p=2', 2],
    ['a constant of several types', { enum: ['all', 1] }, 'p=1', 1],
    ['a composed number', { allOf: [{ minimum: 1 }, integer] }, 'p=3', 3],
    ['several of what is one', text, 'p=a&p=b', ['a', 'b']],
    ['an object of names of their own', color, 'R=1&G=2', { R: 1, G: 2 }],
    ['an object in brackets', color, 'p[R]=1&p[G]=2', { R: 1, G: 2 }],
    ['an object in brackets, beside names that are not its own', color, 'p[R]=1&G=2', { R: 1 }],
    ['a list', texts, 'p=a&p=b', ['a', 'b']],
    ['a list of one', texts, 'p=a', ['a']],
    ['a list of one with a comma', texts, 'p=a,b', ['a,b']],
    ['a list with brackets', texts, 'p[]=a&p[]=b', ['a', 'b']],
    ['a list of numbers', integers, 'p=1&p=2', [1, 2]],
    ['a list of numbers with commas', integers, 'p=1,2', [1, 2]],
    ['a list, joined', { ...texts, explode: false }, 'p=a,b', ['a', 'b']],
    ['a comma within a joined list', { ...texts, explode: false }, 'p=a%2Cb,c', ['a,b', 'c']],
    ['commas that were encoded all', { ...texts, explode: false }, 'p=a%2Cb', ['a', 'b']],
    ['an empty joined list', { ...texts, explode: false }, 'p=', []],
    [
      'a list with spaces',
      { ...integers, style: 'spaceDelimited', explode: false },
      'p=1%202+3',
      [1, 2, 3],
    ],
    [
      'a list with pipes',
      { ...texts, style: 'pipeDelimited', explode: false },
      'p=a|b%7Cc',
      ['a', 'b', 'c'],
    ],
    ['a tuple', { type: 'array', prefixItems: [integer, text] }, 'p=1&p=2', [1, '2']],
    ['an object by its properties', color, 'R=1&G=2&x=3', { R: 1, G: 2 }],
    ['an object, joined', { ...color, explode: false }, 'p=R,1,G,2', { R: 1, G: 2 }],
    [
      'a deep object',
      { ...color, style: 'deepObject' },
      'p[R]=1&p[G]=2&p[x]=3',
      { R: 1, G: 2, x: '3' },
    ],
    [
      'a deeper object',
      { type: 'object', style: 'deepObject', properties: { a: { properties: { b: integers } } } },
      'p[a][b]=1&p[a][b]=2',
      { a: { b: [1, 2] } },
    ],
  ])('is %s', (_what, schema, query, value) => {
    expect(fromQuery(schema, query)).toEqual(value)
  })

  it('pollutes nothing', () => {
    const deep = { type: 'object', style: 'deepObject' }
    const value = fromQuery(
      deep,
      'p[__proto__][polluted]=1&p[constructor][prototype][x]=1',
    ) as object
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.hasOwn(value, '__proto__')).toBe(true)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('is read from any text, in time that grows with it', () => {
    const schemas = [text, integer, texts, color, { ...color, style: 'deepObject' }]
    fc.assert(
      fc.property(
        fc.constantFrom(...schemas),
        fc.string({ unit: fc.constantFrom(...'p[]=&%+,a0|') }),
        (schema, query) => {
          fromQuery(schema, query)
        },
      ),
    )
    const long = Array.from({ length: 10_000 }, (_, index) => `p[${index}]=1`).join('&')
    expect(
      Object.keys(fromQuery({ type: 'object', style: 'deepObject' }, long) as object),
    ).toHaveLength(10_000)
    expect(fromQuery({ type: 'object', style: 'deepObject' }, `p${'[a]'.repeat(5_000)}=1`)).toEqual(
      {},
    )
  })
})

describe('a parameter that is one text', () => {
  it.each<[string, object, string, unknown, ParameterSlot?]>([
    ['text', text, 'a,b', 'a,b'],
    ['an integer', integer, '7', 7],
    ['a list', integers, '3,4', [3, 4]],
    ['a list in a header', texts, 'a, b', ['a', 'b'], 'headers'],
    ['an object', color, 'R,1,G,2', { R: 1, G: 2 }],
    ['an object, exploded', { ...color, explode: true }, 'R=1,G=2', { R: 1, G: 2 }],
    ['a label', { ...text, style: 'label' }, '.a', 'a'],
    ['a list as a label', { ...integers, style: 'label' }, '.3.4', [3, 4]],
    [
      'an object as a label, exploded',
      { ...color, style: 'label', explode: true },
      '.R=1.G=2',
      { R: 1, G: 2 },
    ],
    ['a matrix', { ...integer, style: 'matrix' }, ';p=3', 3],
    ['a list as a matrix', { ...integers, style: 'matrix' }, ';p=3,4', [3, 4]],
    [
      'a list as a matrix, exploded',
      { ...integers, style: 'matrix', explode: true },
      ';p=3;p=4',
      [3, 4],
    ],
    ['an object as a matrix', { ...color, style: 'matrix' }, ';p=R,1,G,2', { R: 1, G: 2 }],
    [
      'an object as a matrix, exploded',
      { ...color, style: 'matrix', explode: true },
      ';R=1;G=2',
      { R: 1, G: 2 },
    ],
  ])('is %s', (_what, schema, value, read, slot) => {
    expect(fromText(schema, value, slot)).toEqual(read)
  })
})
