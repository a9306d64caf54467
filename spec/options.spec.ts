import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { NextFunction, Request, Response } from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openapi } from '../lib/index.ts'
import type { RingbackError } from '../lib/index.ts'
import { caught, listen, summary } from './live-app.ts'

const info = { title: 'Options', version: '1.0.0' }

/** As JavaScript sees it, which has no types to refuse a mistake. */
const document = openapi as unknown as (options?: unknown) => ReturnType<typeof openapi>

describe('an option that is mistaken', () => {
  const goesIntoSchemas =
    'Give JSON, as the document is: a schema of a library goes into the option schemas.'
  const writeInfo = "Write openapi({ info: { title: 'My API', version: '1.0.0' } })."
  const required = 'OpenAPI requires a string that is not empty.'
  const beginWithSlash =
    'Give a path that begins with "/", such as "/docs", without spaces, "?" and "#".'

  it.each<[string, unknown, string, string]>([
    ['no options', undefined, 'The option info is missing.', writeInfo],
    ['no info', {}, 'The option info is missing.', writeInfo],
    ['no title', { info: { version: '1' } }, `info.title is undefined; ${required}`, writeInfo],
    [
      'an empty title',
      { info: { ...info, title: '' } },
      `info.title is ""; ${required}`,
      writeInfo,
    ],
    [
      'a number for a version',
      { info: { ...info, version: 1 } },
      `info.version is 1; ${required}`,
      writeInfo,
    ],
    ['a path without a slash', { info, ui: 'docs' }, 'ui is "docs".', beginWithSlash],
    ['a path with a query', { info, document: '/a?b' }, 'document is "/a?b".', beginWithSlash],
    ['true for a path', { info, ui: true }, 'ui is the boolean true.', beginWithSlash],
    [
      'another version',
      { info, openapi: '2.0' },
      'A document cannot be written in OpenAPI "2.0".',
      "Give openapi: '3.0', '3.1', '3.2' or an exact patch, such as '3.1.2'.",
    ],
    [
      'another word',
      { info, undocumented: 'hide' },
      'undocumented is "hide".',
      "Give 'list' or 'omit'.",
    ],
    [
      'another word',
      { info, responses: true },
      'responses is the boolean true.',
      "Give 'check', 'warn' or 'off'.",
    ],
    ['another word', { info, compile: 'early' }, 'compile is "early".', "Give 'lazy' or 'eager'."],
    [
      'a word for an object',
      { info, validation: 'off' },
      'validation is "off".',
      'Give { onError: (error, req, res, next) => … }, { regExp: (pattern, flags) => … } or both.',
    ],
    [
      'a misspelt option of validation',
      { info, validation: { onEror: () => {} } },
      'validation has no option "onEror".',
      'Give { onError: (error, req, res, next) => … }, { regExp: (pattern, flags) => … } or both.',
    ],
    [
      'something else than a function',
      { info, validation: { onError: 'next' } },
      'validation.onError takes a function, and "next" was given.',
      'Give a function.',
    ],
    [
      'something else than a function',
      { info, onResponseError: true },
      'onResponseError takes a function, and the boolean true was given.',
      'Give a function.',
    ],
    [
      'a name that no component can have',
      { info, schemas: { 'My Invoice': {} } },
      '"My Invoice" cannot name a component.',
      'Use letters, digits, ".", "-" and "_" in the names of schemas.',
    ],
    [
      'a field that JSON cannot say',
      { info, 'x-rates': { low: 10n } },
      'x-rates.low is a bigint.',
      'Give JSON, as the document is.',
    ],
    [
      'a field that JSON would drop',
      { info: { ...info, 'x-owner': () => 'us' } },
      'info.x-owner is a function.',
      'Give JSON, as the document is.',
    ],
    [
      'a component that JSON cannot say',
      { info, components: { schemas: { Amount: { type: 'integer', maximum: 10n } } } },
      'components.schemas.Amount.maximum is a bigint.',
      goesIntoSchemas,
    ],
    [
      'a component of a list that JSON would fill',
      { info, components: { examples: { Rates: { value: [1, undefined] } } } },
      'components.examples.Rates.value.1 is undefined.',
      goesIntoSchemas,
    ],
    [
      'a schema of a library among the components',
      { info, components: { schemas: { Invoice: z.object({}) } } },
      'components.schemas.Invoice is an instance of ZodObject.',
      goesIntoSchemas,
    ],
    [
      'a component that JSON would empty',
      { info, components: { examples: { Rates: { value: new Map([['EUR', 1]]) } } } },
      'components.examples.Rates.value is an instance of Map.',
      goesIntoSchemas,
    ],
  ])('is refused: %s', (_what, options, message, remedy) => {
    expect(summary(caught(() => document(options)))).toEqual({
      code: 'ERR_OPENAPI_OPTION',
      message,
      where: 'openapi()',
      remedy,
    })
  })

  it('is refused where there is no such option, with those that there are', () => {
    const error = caught(() => document({ info, tittle: 'Invoices' }))
    expect(error.code).toBe('ERR_OPENAPI_OPTION')
    expect(error.message).toContain('There is no option "tittle".')
    expect(error.remedy).toMatch(
      /^The options are info, openapi, .*onProblem.*, and x-… for fields/,
    )
  })
})

describe('components', () => {
  it('are read when the document is built: their author may add to them until then', () => {
    const schemas: Record<string, { type: 'string' }> = {}
    const docs = openapi({ info, components: { schemas } })
    schemas['Late'] = { type: 'string' }
    expect(docs.document(express()).components).toEqual({ schemas: { Late: { type: 'string' } } })
  })

  it('may be what a library has made of its own', () => {
    const Invoice = z.toJSONSchema(z.object({ id: z.string() })) as object
    const { components } = openapi({ info, components: { schemas: { Invoice } } }).document(
      express(),
    )
    expect(components).toEqual({ schemas: { Invoice: JSON.parse(JSON.stringify(Invoice)) } })
  })
})

describe('the version of the document', () => {
  it.each([
    [undefined, '3.1.0'],
    ['3.1', '3.1.0'],
    ['3.1.2', '3.1.2'],
  ] as const)('is, for %j, %s', (version, written) => {
    expect(openapi({ info, openapi: version }).document(express()).openapi).toBe(written)
  })
})

describe('openapi without a call', () => {
  const expected = {
    code: 'ERR_OPENAPI_NOT_CALLED',
    message: 'openapi was given to Express itself, without being called.',
    where: '',
    remedy: "Write app.use(openapi({ info: { title: 'My API', version: '1.0.0' } })).",
  }

  it.each([
    ['app.use(openapi)', (): unknown => express().use(openapi as never)],
    ["app.use('/api', openapi)", (): unknown => express().use('/api', openapi as never)],
  ])('is an error at once: %s', (_what, mount) => {
    expect(summary(caught(mount))).toEqual(expected)
  })

  it('is an error at the request where a Router mounts it', async () => {
    const app = express()
    app.use(express.Router().use(openapi as never))
    app.use((error: RingbackError, _req: Request, res: Response, _next: NextFunction) => {
      res.status(error.status).json(summary(error))
    })
    const response = await fetch(await listen(app))
    expect([response.status, await response.json()]).toEqual([500, expected])
  })
})

describe('a request that belongs to no app', () => {
  it('is passed on with an error', async () => {
    const documentation = openapi({ info }) as unknown as (...input: unknown[]) => void
    const server = createServer((req, res) => {
      documentation(req, res, (error: RingbackError) => res.end(JSON.stringify(summary(error))))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const response = await fetch(`http://127.0.0.1:${port}/openapi.json`)
    expect(await response.json()).toEqual({
      code: 'ERR_APP_NOT_FOUND',
      message: 'openapi() was asked by a request that belongs to no Express app: req.app is none.',
      where: '',
      remedy: 'Mount it in an app or a Router of Express: app.use(openapi({ info })).',
    })
    server.close()
    server.closeAllConnections()
  })
})
