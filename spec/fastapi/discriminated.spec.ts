/** Row 61 of what FastAPI documents: discriminated unions. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { invalidRequest, RequestProblem } from '../document/request-problem.ts'
import { declare, documentOf, handler, info } from './document.ts'

const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` })

describe('what FastAPI says of schemas', () => {
  it('61: discriminated unions', () => {
    const Cat = z.object({ kind: z.literal('cat'), lives: z.int().default(9) })
    const Dog = z.object({ kind: z.enum(['dog', 'wolf']), barks: z.boolean() })
    const Pet = z.discriminatedUnion('kind', [Cat, Dog])
    const document = documentOf(
      (app) => app.post('/pets', declare({ body: Pet, responses: { 201: z.array(Pet) } }, handler)),
      { schemas: { Cat, Dog, Pet } },
    )
    const kind = { type: 'string', const: 'cat' }
    const lives = {
      type: 'integer',
      default: 9,
      minimum: Number.MIN_SAFE_INTEGER,
      maximum: Number.MAX_SAFE_INTEGER,
    }
    const petOf = (cat: string): object => ({
      oneOf: [ref(cat), ref('Dog')],
      discriminator: {
        propertyName: 'kind',
        mapping: {
          cat: `#/components/schemas/${cat}`,
          dog: '#/components/schemas/Dog',
          wolf: '#/components/schemas/Dog',
        },
      },
    })
    expect(document).toEqual({
      openapi: '3.1.0',
      info,
      paths: {
        '/pets': {
          post: {
            operationId: 'postPets',
            requestBody: {
              required: true,
              content: { 'application/json': { schema: ref('Pet-Input') } },
            },
            responses: {
              201: {
                description: 'Created',
                content: {
                  'application/json': { schema: { type: 'array', items: ref('Pet-Output') } },
                },
              },
              422: invalidRequest,
            },
          },
        },
      },
      components: {
        schemas: {
          'Cat-Input': { type: 'object', properties: { kind, lives }, required: ['kind'] },
          'Cat-Output': {
            type: 'object',
            properties: { kind, lives },
            required: ['kind', 'lives'],
          },
          Dog: {
            type: 'object',
            properties: {
              kind: { type: 'string', enum: ['dog', 'wolf'] },
              barks: { type: 'boolean' },
            },
            required: ['kind', 'barks'],
          },
          'Pet-Input': petOf('Cat-Input'),
          'Pet-Output': petOf('Cat-Output'),
          RequestProblem,
        },
      },
    })
  })
})
