import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, operation } from '../lib/index.ts'
import { caught, summary } from './live-app.ts'

/** As JavaScript sees it, which has no types to refuse a mistake. */
const declare = operation as unknown as (...input: unknown[]) => unknown

const here = 'operation() at spec/operation-mistakes.spec.ts:#'

/** The error of one declaration, with its line replaced by "#". */
function mistake(...input: unknown[]): Record<string, unknown> {
  const { where, ...rest } = summary(caught(() => declare(...input)))
  return { ...rest, where: String(where).replace(/:\d+$/, ':#') }
}

describe('operation() with a mistake', () => {
  it('names the file and the line of the call', () => {
    const line = Number(/:(\d+):\d+\)?$/.exec(new Error().stack?.split('\n')[1] ?? '')?.[1])
    const error = caught(() => declare('a summary'))
    expect(error.where).toBe(`operation() at spec/operation-mistakes.spec.ts:${line + 1}`)
  })
})

describe('a definition', () => {
  it.each([
    ['a string', 'a summary', '"a summary"'],
    ['null', null, 'null'],
    ['nothing', undefined, 'undefined'],
    ['an array', [{}], 'an array'],
    ['a handler', () => {}, 'a function'],
  ])('that is %s is refused', (_what, definition, given) => {
    expect(mistake(definition)).toEqual({
      code: 'ERR_DEFINITION',
      message: `The definition is ${given}.`,
      where: here,
      remedy: "Give operation() an object first, such as { summary: 'List all invoices' }.",
    })
  })

  it.each([
    ['include_in_schema', 'Write hidden: true.'],
    ['status_code', 'Write the status as a key: responses: { 201: schema }.'],
    ['openapi_extra', 'Write its fields into the definition itself.'],
  ])("with FastAPI's word %s is refused", (field, remedy) => {
    expect(mistake({ [field]: false })).toEqual({
      code: 'ERR_DEFINITION',
      message: `There is no field "${field}" in a definition.`,
      where: `${field} of ${here}`,
      remedy,
    })
  })

  it.each([
    ['tags', 'items', '"items"', "a list of names, such as ['invoices']"],
    ['tags', [1], 'an array', "a list of names, such as ['invoices']"],
    ['deprecated', 'yes', '"yes"', 'true or false'],
    ['summary', 3, 'the number 3', 'a text'],
    ['security', {}, 'an object without keys', 'a list'],
  ])('whose %s is %j is refused', (field, value, given, kind) => {
    expect(mistake({ [field]: value })).toEqual({
      code: 'ERR_DEFINITION',
      message: `${field} is ${given}.`,
      where: `${field} of ${here}`,
      remedy: `Give ${kind}.`,
    })
  })

  it.each([
    ['off', '"off"'],
    [{}, 'an object without keys'],
    [{ onError: 'next' }, 'an object with onError'],
    [{ onError: () => {}, onEror: () => {} }, 'an object with onError, onEror'],
  ])('with the validation %j is refused', (validation, given) => {
    expect(mistake({ validation })).toEqual({
      code: 'ERR_DEFINITION',
      message: `The validation is ${given}.`,
      where: `validation of ${here}`,
      remedy: 'Write validation: { onError: (error, req, res, next) => … }.',
    })
  })

  it.each([
    ['params', 'form', '"form"', 'simple, label, matrix'],
    ['query', 'label', '"label"', 'form, spaceDelimited, pipeDelimited, deepObject'],
    ['headers', 'form', '"form"', 'simple'],
    ['cookies', 1, 'the number 1', 'form'],
  ])('with %s of the style %j is refused', (slot, style, given, styles) => {
    const schema = { type: 'object', properties: { ids: { type: 'array', style } } }
    expect(mistake({ [slot]: schema })).toEqual({
      code: 'ERR_DEFINITION',
      message: `The style of the parameter "ids" is ${given}.`,
      where: `${slot}.ids of ${here}`,
      remedy: `In ${slot}, OpenAPI has the style ${styles}.`,
    })
  })

  it.each([
    ['', '""'],
    [7, 'the number 7'],
  ])('with the operationId %j is refused', (operationId, given) => {
    expect(mistake({ operationId })).toEqual({
      code: 'ERR_DEFINITION',
      message: `An operationId is a string that is not empty, not ${given}.`,
      where: `operationId of ${here}`,
      remedy: 'Give a name that no other operation has, or leave it out.',
    })
  })
})

describe('a handler', () => {
  it.each([
    ['a string', 'show', '"show"'],
    ['null', null, 'null'],
    ['nothing, as of a wrong import', undefined, 'undefined'],
    ['an array', [() => {}], 'an array'],
  ])('that is %s is refused', (_what, handler, given) => {
    expect(mistake({}, handler)).toEqual({
      code: 'ERR_HANDLER',
      message: `The handler of operation() is ${given}, not a function.`,
      where: expect.stringMatching(/spec\/operation-mistakes\.spec\.ts:#$/) as string,
      remedy: 'Write operation(definition, handler), with other middleware before it in the route.',
    })
  })

  it('is one', () => {
    expect(
      mistake(
        {},
        () => {},
        () => {},
      ),
    ).toEqual({
      code: 'ERR_HANDLER',
      message: 'operation() takes one handler, and 2 were given.',
      where: expect.stringMatching(/spec\/operation-mistakes\.spec\.ts:#$/) as string,
      remedy: 'Write operation(definition, handler), with other middleware before it in the route.',
    })
  })
})

describe('a schema that has no JSON Schema', () => {
  const remedy =
    'Declare what travels as JSON there, such as z.iso.datetime() for a date, or end a transform in .pipe(…).'

  it.each([
    [
      'body',
      { body: z.object({ invoice: z.object({ due: z.date() }) }) },
      'invoice.due',
      'input',
      'body',
    ],
    ['query', { query: z.object({ since: z.date() }) }, 'since', 'input', 'query'],
    [
      'responses',
      { responses: { 200: z.object({ paid: z.date() }) } },
      'paid',
      'output',
      'responses.200',
    ],
    [
      'content',
      { body: { content: { 'text/csv': z.object({ at: z.date() }) } } },
      'at',
      'input',
      'body.content["text/csv"]',
    ],
  ])('is refused in %s, naming the property', (_slot, definition, property, side, within) => {
    expect(mistake(definition)).toEqual({
      code: 'ERR_SCHEMA',
      message: `Property "${property}" of the schema has no JSON Schema on its ${side} side: Date cannot be represented in JSON Schema.`,
      where: `${within} of ${here}`,
      remedy,
    })
  })

  it('is refused on the side that travels only', () => {
    const Total = z.string().transform(Number)
    expect(() => declare({ body: z.object({ total: Total }) })).not.toThrow()
    expect(mistake({ responses: { 200: z.object({ total: Total }) } })).toMatchObject({
      code: 'ERR_SCHEMA',
      message: expect.stringContaining('Property "total"') as string,
      where: `responses.200 of ${here}`,
    })
  })

  it('is refused where its library cannot convert it', () => {
    const joi = { type: 'object', '~standard': { version: 1, vendor: 'joi', validate: () => ({}) } }
    expect(mistake({ body: joi })).toEqual({
      code: 'ERR_SCHEMA',
      message:
        'A schema of "joi" cannot be converted to JSON Schema: it has no "~standard".jsonSchema.',
      where: `body of ${here}`,
      remedy:
        'Update joi (Zod has it since 4.2, ArkType since 2.1.28), or give a plain JSON Schema here.',
    })
  })

  class Invoice {
    id = ''
    total = 0
  }
  class JoiObject {
    type = 'object'
    $_terms = {}
  }

  it.each([
    ['an instance of a class', new Invoice(), 'an object with id, total'],
    [
      'an instance of a class with a "type", as of Joi 17',
      new JoiObject(),
      'an object with type, $_terms',
    ],
    ['a class', Invoice, 'a function'],
    ['an object without a keyword', { id: 'string' }, 'an object with id'],
    ['a string', 'Invoice', '"Invoice"'],
    ['an array', [{ type: 'string' }], 'an array'],
  ])('is refused where it is %s', (_what, body, given) => {
    expect(mistake({ body })).toEqual({
      code: 'ERR_SCHEMA',
      message: `A schema was expected, and ${given} was given.`,
      where: `body of ${here}`,
      remedy:
        'Give a schema of Zod, Valibot, ArkType, TypeBox or another library that carries "~standard".jsonSchema, or a plain JSON Schema.',
    })
  })

  it.each([
    [
      'a function',
      { type: 'object', properties: { at: () => new Date() } },
      'a function at "properties.at"',
    ],
    ['a symbol', { enum: ['a', Symbol('b')] }, 'a symbol at "enum.1"'],
    ['a bigint', { type: 'integer', maximum: 10n }, 'a bigint at "maximum"'],
  ])('is refused where a plain one holds %s', (_what, body, given) => {
    expect(mistake({ body })).toEqual({
      code: 'ERR_SCHEMA',
      message: `The JSON Schema holds ${given}, which JSON cannot say.`,
      where: `body of ${here}`,
      remedy: 'Write the schema in plain JSON values; recursion is written with $defs and $ref.',
    })
  })

  it('is refused where a plain one holds itself', () => {
    const cyclic: Record<string, unknown> = { type: 'object', properties: {} }
    cyclic['properties'] = { parent: cyclic }
    expect(mistake({ body: cyclic })).toEqual({
      code: 'ERR_SCHEMA',
      message:
        'The JSON Schema holds a reference to itself at "properties.parent", which JSON cannot say.',
      where: `body of ${here}`,
      remedy: 'Write the schema in plain JSON values; recursion is written with $defs and $ref.',
    })
  })
})

describe('params, query, headers and cookies', () => {
  it.each(['params', 'query', 'headers', 'cookies'])('refuse in %s what is no object', (slot) => {
    expect(mistake({ [slot]: z.string() })).toEqual({
      code: 'ERR_DEFINITION',
      message: `The schema of ${slot} does not describe an object with properties: "string".`,
      where: `${slot} of ${here}`,
      remedy:
        'Give an object schema with a property for each parameter, such as z.object({ page: z.number() }).',
    })
  })

  it('refuse what has no properties in their place', () => {
    const { message } = mistake({ query: { type: 'object', properties: null } })
    expect(message).toBe(
      'The schema of query does not describe an object with properties: "object".',
    )
  })

  it.each([
    ['a property that is no schema', { properties: { page: null } }],
    ['what is required, and is no list', { properties: { page: {} }, required: {} }],
  ])('are refused as they are declared, with %s', (_what, keywords) => {
    expect(() => declare({ query: { type: 'object', ...keywords } })).toThrow(TypeError)
  })
})

describe('responses', () => {
  it.each([
    ['a number', 1, 'the number 1'],
    ['null', null, 'null'],
  ])('refuse one that says that it is written as %s', (_what, written, given) => {
    expect(mistake({ responses: { 200: { description: '', toJSON: () => written } } })).toEqual({
      code: 'ERR_DEFINITION',
      message: `Its toJSON() gives ${given}.`,
      where: `responses.200 of ${here}`,
      remedy: 'Write it in plain JSON values.',
    })
  })

  it.each(['4xx', '99', '600', '20', 'ok', '2XX '])('refuse the status %j', (status) => {
    expect(mistake({ responses: { [status]: null } })).toEqual({
      code: 'ERR_DEFINITION',
      message: `"${status}" is no status of a response.`,
      where: `responses of ${here}`,
      remedy: "Write a number from 100 to 599, a range such as '4XX', or 'default'.",
    })
  })

  it('refuse a schema in the place of the map', () => {
    expect(mistake({ responses: { type: 'object', properties: {} } })).toEqual({
      code: 'ERR_DEFINITION',
      message: 'The responses are an object with type, properties.',
      where: `responses of ${here}`,
      remedy: 'Give a response for each status: responses: { 200: Invoice }.',
    })
  })

  it.each([
    ['nothing, as of a wrong import', undefined, 'undefined'],
    ['a string', 'OK', '"OK"'],
    ['an array', [], 'an array'],
  ])('refuse %s', (_what, response, given) => {
    expect(mistake({ responses: { 200: response } })).toEqual({
      code: 'ERR_DEFINITION',
      message: `A response is ${given}.`,
      where: `responses.200 of ${here}`,
      remedy: 'Give a schema, null for no body, or { description, content, headers, links }.',
    })
  })

  it('refuse both a schema and a content', () => {
    const both = { schema: { type: 'string' }, content: { 'text/csv': { type: 'string' } } }
    expect(mistake({ responses: { 200: both } })).toEqual({
      code: 'ERR_DEFINITION',
      message: 'The response has both "schema" and "content".',
      where: `responses.200 of ${here}`,
      remedy: "Move the schema into content: { 'application/json': … }.",
    })
  })

  it.each([
    ['nothing', null, 'null'],
    ['an empty map', {}, 'an object without keys'],
  ])('refuse content that is %s', (_what, content, given) => {
    expect(mistake({ responses: { 200: { content } } })).toEqual({
      code: 'ERR_DEFINITION',
      message: `The content is ${given}.`,
      where: `responses.200.content of ${here}`,
      remedy:
        "Give a schema for each media type, such as { content: { 'text/csv': { type: 'string' } } }.",
    })
  })
})

describe('callbacks', () => {
  const events = callbackRouter().post('{$request.body#/url}', {})

  it.each([
    ['a router without a name', events, 'callbacks', 'a callback router without a name'],
    ['an array', [events], 'callbacks', 'an array'],
    ['a string', 'events', 'callbacks', '"events"'],
  ])('refuse %s', (_what, callbacks, within, given) => {
    expect(mistake({ callbacks })).toEqual({
      code: 'ERR_CALLBACK_ROUTER',
      message: `A map of callback routers by name was expected, and ${given} was given.`,
      where: `${within} of ${here}`,
      remedy:
        'Write callbacks: { invoiceEvents }, where invoiceEvents = callbackRouter().post(…): the key names the callback.',
    })
  })

  it.each([
    [
      'a router of Express',
      express.Router(),
      'a Router of Express',
      ': a Router of Express documents your own API.',
    ],
    [
      'callbackRouter itself',
      callbackRouter,
      'a function',
      ': is the call missing, callbackRouter()?',
    ],
    ['nothing, as of a wrong import', undefined, 'undefined', '.'],
    ["FastAPI's words", { post: {} }, 'an object with post', '.'],
  ])('refuse under a name %s', (_what, router, given, more) => {
    expect(mistake({ callbacks: { events: router } })).toEqual({
      code: 'ERR_CALLBACK_ROUTER',
      message: `A callback router was expected, and ${given} was given.`,
      where: `callbacks.events of ${here}`,
      remedy: `Give what callbackRouter() returned${more}`,
    })
  })
})

describe('a field that is misspelt', () => {
  it.each([
    ['sumary', 'summary'],
    ['operationID', 'operationId'],
    ['response', 'responses'],
    ['tag', 'tags'],
    ['callback', 'callbacks'],
  ])('is refused: %s', (field, meant) => {
    expect(mistake({ [field]: 'x' })).toEqual({
      code: 'ERR_DEFINITION',
      message: `There is no field "${field}" in a definition.`,
      where: `${field} of ${here}`,
      remedy: `Did you mean ${meant}?`,
    })
  })
})
