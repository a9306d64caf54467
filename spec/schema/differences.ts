/** Where a kind of schema documents a model in other words than plain JSON Schema does, and why. */
import { expect } from 'vitest'
import type { kinds, ModelName } from './models.ts'

export interface Difference {
  readonly model: ModelName
  /** Both sides, unless one is named. */
  readonly side?: 'input' | 'output'
  /** Keys from the model's schema down to what differs. */
  readonly at: readonly (string | number)[]
  /** What stands there instead; undefined where nothing does. */
  readonly becomes: unknown
  readonly because: string
}

const transforms: readonly Difference[] = [
  {
    model: 'default',
    side: 'output',
    at: ['required'],
    becomes: ['total'],
    because: 'After parsing, a default is there. In JSON Schema it is an annotation.',
  },
  {
    model: 'transform',
    side: 'output',
    at: ['properties', 'amount', 'type'],
    becomes: 'number',
    because: 'JSON Schema and TypeBox have no transforms, and describe one value.',
  },
]

const keysAreStrings: Difference = {
  model: 'record',
  at: ['propertyNames'],
  becomes: { type: 'string' },
  because: 'The library writes down the schema of the keys, which are strings in any JSON.',
}

const exactLength: Difference = {
  model: 'tuple',
  at: ['maxItems'],
  becomes: 2,
  because: 'The library says twice that nothing follows.',
}

const anyBranch: readonly Difference[] = [
  {
    model: 'discriminatedUnion',
    at: ['anyOf'],
    becomes: [
      {
        type: 'object',
        properties: { kind: { type: 'string', const: 'card' }, number: { type: 'string' } },
        required: ['kind', 'number'],
      },
      {
        type: 'object',
        properties: { kind: { type: 'string', const: 'cash' }, paid: { type: 'number' } },
        required: ['kind', 'paid'],
      },
    ],
    because:
      'The library has unions only, of which the discriminated ones are no kind of their own.',
  },
  {
    model: 'discriminatedUnion',
    at: ['oneOf'],
    becomes: undefined,
    because: 'See above.',
  },
]

function withoutType(...at: readonly (string | number)[]): Difference {
  return {
    model: 'discriminatedUnion',
    at: [...at, 'properties', 'kind', 'type'],
    becomes: undefined,
    because: 'The library takes the type of a constant for said.',
  }
}

function anyKey(pattern: string): readonly Difference[] {
  return [
    {
      model: 'record',
      at: ['patternProperties'],
      becomes: { [pattern]: { type: 'number' } },
      because: 'TypeBox writes the type of the keys as a pattern.',
    },
    { model: 'record', at: ['additionalProperties'], becomes: undefined, because: 'See above.' },
  ]
}

function pattern(property: 'day' | 'id'): Difference {
  return {
    model: 'formats',
    at: ['properties', property, 'pattern'],
    becomes: expect.any(String),
    because: 'The library says what it really checks, beside or in place of the format.',
  }
}

function noFormat(property: 'day' | 'id'): Difference {
  return {
    model: 'formats',
    at: ['properties', property, 'format'],
    becomes: undefined,
    because: 'ArkType says what it really checks, in place of the format.',
  }
}

export const differences: Readonly<Record<keyof typeof kinds, readonly Difference[]>> = {
  'JSON Schema': [],
  Zod: [
    ...transforms,
    keysAreStrings,
    exactLength,
    pattern('day'),
    pattern('id'),
    {
      model: 'nullable',
      at: ['properties', 'note'],
      becomes: { type: ['string', 'null'] },
      because: 'Zod writes a union of types in the short form since 4.6.',
    },
    {
      model: 'union',
      at: ['properties', 'value'],
      becomes: { type: ['string', 'number'] },
      because: 'Zod writes a union of types in the short form since 4.6.',
    },
  ],
  Valibot: [...transforms, keysAreStrings, withoutType('oneOf', 0), withoutType('oneOf', 1)],
  ArkType: [
    ...transforms,
    ...anyBranch,
    withoutType('anyOf', 0),
    withoutType('anyOf', 1),
    pattern('day'),
    pattern('id'),
    noFormat('day'),
    noFormat('id'),
    {
      model: 'default',
      side: 'output',
      at: ['properties', 'total', 'default'],
      becomes: undefined,
      because: 'ArkType knows no default of what was parsed.',
    },
    {
      model: 'enum',
      at: ['properties', 'status', 'type'],
      becomes: undefined,
      because: 'The library takes the type of constants for said.',
    },
    {
      model: 'union',
      at: ['properties', 'value', 'anyOf'],
      becomes: [{ type: 'number' }, { type: 'string' }],
      because: 'ArkType sorts the branches of a union.',
    },
  ],
  'TypeBox 1': [
    ...anyBranch,
    ...anyKey('^.*$'),
    {
      model: 'enum',
      at: ['properties', 'status', 'type'],
      becomes: undefined,
      because: 'The library takes the type of constants for said.',
    },
  ],
  'TypeBox 0.34': [
    ...anyBranch,
    ...anyKey('^(.*)$'),
    exactLength,
    {
      model: 'enum',
      at: ['properties', 'status'],
      becomes: {
        anyOf: [
          { type: 'string', const: 'draft' },
          { type: 'string', const: 'paid' },
        ],
      },
      because: 'TypeBox 0.34 writes an enumeration as a union of constants.',
    },
  ],
}
