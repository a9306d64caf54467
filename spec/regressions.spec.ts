import express from 'express'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { callbackRouter, openapi, operation } from 'ringback'
import { RequestProblem } from './document/request-problem.ts'
import { danglingRefs } from './judges.ts'
import { caught, listen } from './live-app.ts'

const info = { title: 'Regressions', version: '1.0.0' }
const quiet = { onProblem: (): void => {} }
const star = 'lazyrouter' in express.application ? '*' : '/{*rest}'
const answer = (_req: unknown, res: { end(): unknown }): void => void res.end()
const declare = operation as unknown as (...input: unknown[]) => never

/** A document whose parts are read without a check at each step: what is missing fails the test. */
// oxlint-disable-next-line typescript/no-explicit-any
function documentOf(mount: (app: express.Express) => unknown, options: object = {}): any {
  const app = express()
  mount(app)
  return openapi({ info, ...quiet, ...options }).document(app)
}
function codesOf(mount: (app: express.Express) => unknown, options: object = {}): string[] {
  const app = express()
  mount(app)
  return openapi({ info, ...quiet, ...options })
    .problems(app)
    .map(({ code }) => code)
    .filter((code) => code !== 'WARN_OPERATION_UNMOUNTED')
}

describe('what went wrong once', () => {
  it('a body with `required` is a body, not a schema', () => {
    const body = { required: false, content: { 'text/plain': { type: 'string' } } }
    expect(
      documentOf((app) => app.post('/', declare({ body }, answer))).paths['/'].post.requestBody,
    ).toEqual({
      content: { 'text/plain': { schema: { type: 'string' } } },
    })
  })
  it('a callback router that leads back to itself is documented', () => {
    const events = callbackRouter()
    const body = z.object({ url: z.url() })
    events.post('{$request.body#/url}', { operationId: 'event', body, callbacks: { events } })
    const document = documentOf((app) =>
      app.post(
        '/',
        operation({ body, callbacks: { events } }, () => {}),
      ),
    )
    expect(danglingRefs(document)).toEqual([])
    expect(document.components.callbacks.events['{$request.body#/url}'].post.callbacks).toEqual({
      events: { $ref: '#/components/callbacks/events' },
    })
  })
  it('two operations of one operationId in a callback router are refused', () => {
    expect(() =>
      callbackRouter()
        .post('{$request.body#/url}/a', { operationId: 'x' })
        .post('{$request.body#/url}/b', { operationId: 'x' }),
    ).toThrow('ERR_')
  })
  it('a response that refers to components.responses is a reference', () => {
    const document = documentOf(
      (app) =>
        app.get(
          '/',
          operation({ responses: { 404: { $ref: '#/components/responses/NotFound' } } }, () => {}),
        ),
      { components: { responses: { NotFound: { description: 'Not there' } } } },
    )
    expect(document.paths['/'].get.responses).toEqual({
      404: { $ref: '#/components/responses/NotFound' },
    })
  })
  it("OpenAPI's own parameters and requestBody are refused, and never lost", () => {
    const raw = {
      parameters: [{ name: 'a', in: 'query', schema: {} }],
      requestBody: { content: {} },
    }
    const { code, message } = caught(() => declare(raw, answer))
    expect([code, message]).toEqual(['ERR_DEFINITION', expect.stringContaining('"parameters"')])
  })
  it('params that the path does not have are reported', () => {
    const mount = (app: express.Express): unknown =>
      app.get(
        '/x/:id',
        operation({ params: z.object({ idd: z.string() }) }, () => {}),
      )
    expect(codesOf(mount)).not.toEqual([])
  })
  it('two names for equal schemas: a nested copy is refused', () => {
    const A = z.object({ a: z.string() })
    const B = z.object({ a: z.string() })
    const mount = (app: express.Express): unknown =>
      app.post(
        '/',
        operation({ body: z.object({ one: A }) }, () => {}),
      )
    expect(codesOf(mount, { schemas: { A, B } })).toEqual(['ERR_SCHEMA_NAME'])
  })
  it('a named recursive schema keeps its name where it is nested', () => {
    const Tree = z.object({
      get branches(): z.ZodArray<typeof Tree> {
        return z.array(Tree)
      },
    })
    const mount = (app: express.Express): void => {
      app.post(
        '/',
        operation({ body: Tree }, () => {}),
      )
      app.get(
        '/',
        operation({ responses: { 200: z.array(Tree) } }, () => {}),
      )
    }
    const { schemas } = documentOf(mount, { schemas: { Tree } }).components
    expect(Object.keys(schemas).toSorted()).toEqual(['RequestProblem', 'Tree'])
  })
  it('a JSON Pointer into the schema itself resolves', () => {
    const body = {
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { $ref: '#/properties/a' },
        c: { $ref: '#/$defs/D/properties/x' },
      },
      $defs: { D: { properties: { x: { type: 'integer' } } } },
    } as const
    expect(danglingRefs(documentOf((app) => app.post('/', declare({ body }, answer))))).toEqual([])
  })
  it('a catch-all with an optional root does not shadow itself', () => {
    expect(codesOf((app) => app.get(star, declare({}, answer)))).toEqual([])
  })
  it('a sub-app that had no route yet makes the document stale', () => {
    const [app, inner] = [express(), express()]
    const documentation = openapi({ info, ...quiet })
    app.use('/inner', inner)
    documentation.document(app)
    inner.get(
      '/late',
      operation({}, () => {}),
    )
    expect(Object.keys(documentation.document(app).paths ?? {})).toEqual(['/inner/late'])
  })
  it.each([false, 0, '', null])(
    'a promise rejected with %j reaches the error handler',
    async (reason) => {
      const app = express()
      app.get(
        '/',
        operation({}, () => Promise.reject(reason)),
      )
      app.use(
        ((_error, _req, res, _next) => void res.status(500).end()) as express.ErrorRequestHandler,
      )
      expect((await fetch(await listen(app))).status).toBe(500)
    },
  )
  it('a method `query` of a callback is reported, and not written where 3.1 has no place', () => {
    const events = callbackRouter().query('{$request.body#/url}', { operationId: 'q' })
    const mount = (app: express.Express): unknown =>
      app.post(
        '/',
        operation({ body: z.object({ url: z.url() }), callbacks: { events } }, () => {}),
      )
    expect(codesOf(mount)).toEqual(['WARN_METHOD_UNKNOWN'])
    const { paths, components } = documentOf(mount)
    expect(JSON.stringify(paths)).not.toContain('"query"')
    expect(components).toEqual({ schemas: { RequestProblem } })
  })
  it('a request with a foreign `app` is passed on with an error, and the process lives', async () => {
    const errors: unknown[] = []
    const onUncaught = (error: unknown): void => void errors.push(error)
    process.on('uncaughtException', onUncaught)
    const passed: unknown[] = []
    const documentation = openapi({ info }) as unknown as (...input: unknown[]) => void
    documentation({ app: {}, method: 'GET', path: '/x' }, {}, (error: unknown) =>
      passed.push(error),
    )
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('uncaughtException', onUncaught)
    expect(errors).toEqual([])
    expect(passed).toMatchObject([{ code: 'ERR_APP_NOT_FOUND' }])
  })
  it('a value that JSON cannot say is refused where it is declared', () => {
    expect(() =>
      documentOf((app) =>
        app.get(
          '/',
          operation({ 'x-f': () => 1 }, () => {}),
        ),
      ),
    ).toThrow('ERR_')
  })
  it('the document of a sub-app says where the sub-app is', () => {
    const [app, inner] = [express(), express()]
    inner.get(
      '/items',
      operation({}, () => {}),
    )
    const documentation = openapi({ info, ...quiet })
    inner.use(documentation)
    app.use('/v1', inner)
    expect(documentation.document(inner).servers).toEqual([{ url: '/v1' }])
  })
  it('app.all() is one warning for all methods that OpenAPI does not have', () => {
    expect(
      codesOf((app) =>
        app.all(
          '/x',
          operation({}, () => {}),
        ),
      ).length,
    ).toBeLessThan(2)
  })
  it('route.all() is documented or reported', () => {
    const app = express()
    app.route('/x').all(operation({}, () => {}))
    const documentation = openapi({ info, ...quiet })
    const seen =
      Object.keys(documentation.document(app).paths ?? {}).length +
      documentation.problems(app).filter(({ code }) => code !== 'WARN_OPERATION_UNMOUNTED').length
    expect(seen).toBeGreaterThan(0)
  })
  it('a 401 before the page is no hidden page', async () => {
    const app = express()
    const documentation = openapi({ info, ...quiet })
    app.use((req, res, next) => (req.get('authorization') ? next() : void res.status(401).end()))
    app.use(documentation)
    const origin = await listen(app)
    await new Promise((resolve) => setImmediate(resolve))
    await (await fetch(`${origin}/docs`)).text()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(
      documentation.problems(app).filter(({ code }) => code !== 'WARN_OPERATION_UNMOUNTED'),
    ).toEqual([])
  })
  it('a hidden page is seen although other requests pass what hides it', async () => {
    const app = express()
    const documentation = openapi({ info, ...quiet })
    app.use((req, res, next) =>
      req.get('accept')?.includes('html') ? void res.send('<html>') : next(),
    )
    app.use(documentation)
    const origin = await listen(app)
    await new Promise((resolve) => setImmediate(resolve))
    await (await fetch(`${origin}/api`)).text()
    await (await fetch(`${origin}/docs`, { headers: { accept: 'text/html' } })).text()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(documentation.problems(app).map(({ code }) => code)).toContain('WARN_PAGE_HIDDEN')
  })
  it('a security scheme that is not declared is reported', () => {
    expect(
      codesOf((app) =>
        app.get(
          '/',
          operation({ security: [{ nobody: [] }] }, () => {}),
        ),
      ),
    ).not.toEqual([])
  })
  it('a mistake in use() names the line', () => {
    const { where } = caught(() => callbackRouter().use(express.Router() as never))
    expect(where).toMatch(/regressions\.spec\.ts:\d+$/)
  })
  it('a callback router that is mounted says so', () => {
    const { code, message } = caught(() => express().use('/events', callbackRouter() as never))
    expect([code, message]).toEqual(['ERR_CALLBACK_ROUTER', expect.stringContaining('is mounted')])
  })
  it('a parser between operation(definition) and the handler has its turn', async () => {
    const app = express()
    const body = z.object({ id: z.string() })
    app.post('/parsed', operation({ body }), express.json(), (req, res) => void res.json(req.body))
    app.post('/unparsed', operation({ body }), (_req, res) => void res.end())
    app.use(
      ((error, _req, res, _next) =>
        void res.status(error.status).json({ code: error.code })) as express.ErrorRequestHandler,
    )
    const origin = await listen(app)
    const post = async (path: string): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(origin + path, { method: 'POST', headers, body: '{"id":"i-1"}' })
      return answer.json()
    }
    expect(await post('/parsed')).toEqual({ id: 'i-1' })
    expect(await post('/unparsed')).toEqual({ code: 'ERR_BODY_PARSER_MISSING' })
  })
  it('a RegExp path with the flag u ends neither the walk nor the process', () => {
    const codes = codesOf((app) => app.get(/^\/emoji\/([\u{1F600}-\u{1F64F}]+)$/u, answer))
    expect(codes.length).toBeGreaterThan(0)
  })
  it('an onProblem that throws does not end the process', async () => {
    const errors: unknown[] = []
    const onUncaught = (error: unknown): void => void errors.push(error)
    process.on('uncaughtException', onUncaught)
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const app = express()
    app.get('/', answer)
    app.use(
      openapi({
        info,
        onProblem: () => {
          throw new Error('of its own')
        },
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('uncaughtException', onUncaught)
    expect([errors, log.mock.calls.length]).toEqual([[], 1])
    log.mockRestore()
  })
  it('an extension is no misspelt field', () => {
    const document = documentOf((app) =>
      app.get(
        '/',
        operation({ 'x-hidden': true, 'x-headers': 1 }, () => {}),
      ),
    )
    expect(document.paths['/'].get).toMatchObject({ 'x-hidden': true, 'x-headers': 1 })
  })
  it('a sub-app in a sub-app at the root has an address of its own host', () => {
    const [app, outer, inner] = [express(), express(), express()]
    app.use(outer)
    outer.use('/api/', inner)
    inner.get('/x', answer)
    expect(openapi({ info, ...quiet }).document(inner).servers).toEqual([{ url: '/api' }])
  })
  it('a tuple of older drafts is written as 2020-12 has it', () => {
    const body = { type: 'array', items: [{ type: 'string' }, { type: 'integer' }] } as const
    const document = documentOf((app) => app.post('/', declare({ body }, answer)))
    expect(document.paths['/'].post.requestBody.content['application/json'].schema).toEqual({
      type: 'array',
      prefixItems: [{ type: 'string' }, { type: 'integer' }],
    })
  })
  it('what is no JSON is refused, and a date is written as JSON has it', () => {
    const day = new Date(0)
    const document = documentOf((app) =>
      app.get(
        '/',
        operation({ 'x-since': day }, () => {}),
      ),
    )
    expect(document.paths['/'].get['x-since']).toBe('1970-01-01T00:00:00.000Z')
    expect(caught(() => declare({ 'x-map': new Map() }, answer)).message).toContain(
      'an instance of Map',
    )
  })
  it('two schemas of one id in one body are refused with their place', () => {
    const body = z.object({
      a: z.object({ a: z.string() }).meta({ id: 'Twice' }),
      b: z.object({ b: z.string() }).meta({ id: 'Twice' }),
    })
    const { code, where } = caught(() => declare({ body }, answer))
    expect([code, where]).toEqual(['ERR_SCHEMA', expect.stringContaining('regressions.spec.ts:')])
  })
  it('the name of a guard is no name for what is behind it', () => {
    const document = documentOf((app) => {
      app.use(operation({ operationId: 'guard', summary: 'Sign in' }))
      app.get('/a', answer).get('/b', answer)
    })
    expect(document.paths['/a'].get.operationId).toBe('getA')
    expect(document.paths['/b'].get).not.toHaveProperty('summary')
  })
  it('a reference that leads nowhere is an error, and one to a named schema is none', () => {
    const Invoice = z.object({ id: z.string() })
    const body = { $ref: '#/components/schemas/Invoice' } as const
    const mount = (app: express.Express): unknown => app.post('/', declare({ body }, answer))
    expect(codesOf(mount)).toEqual(['ERR_REFERENCE'])
    expect(documentOf(mount, { schemas: { Invoice } }).components.schemas).toHaveProperty('Invoice')
  })
  it('a reference in an example is data', () => {
    const body = { type: 'object', examples: [{ $ref: '#/nowhere' }] } as const
    expect(codesOf((app) => app.post('/', declare({ body }, answer)))).toEqual([])
  })
  it('the description of a described copy is not that of the component', () => {
    const Invoice = z.object({ id: z.string() }).describe('An invoice')
    const mount = (app: express.Express): void => {
      app.post(
        '/',
        operation({ body: Invoice.describe('The one to pay') }, () => {}),
      )
      app.put(
        '/',
        operation({ body: z.object({ inner: Invoice }) }, () => {}),
      )
    }
    const document = documentOf(mount, { schemas: { Invoice } })
    expect(document.components.schemas.Invoice.description).toBe('An invoice')
  })
  it('a reference in a default response is checked as in any other', () => {
    const headers = { X: { $ref: '#/components/headers/Nope' } }
    const mount = (app: express.Express): unknown =>
      app.post('/', declare({ responses: { default: { headers } } }, answer))
    expect(codesOf(mount)).toEqual(['ERR_REFERENCE'])
    const property = { type: 'object', default: { $ref: '#/nowhere' } }
    const body = { type: 'object', properties: { responses: property } }
    expect(codesOf((app) => app.post('/', declare({ body }, answer)))).toEqual([])
  })
  it('an address names a security scheme in 3.2 alone', () => {
    const mount =
      (name: string) =>
      (app: express.Express): unknown =>
        app.get('/', declare({ security: [{ [name]: [] }] }, answer))
    expect(codesOf(mount('my/scheme'))).toEqual(['ERR_SECURITY_SCHEME', 'WARN_VERSION'])
    expect(codesOf(mount('my/scheme'), { openapi: '3.2' })).toEqual([])
    const local = '#/components/securitySchemes/key'
    expect(codesOf(mount(local), { openapi: '3.2' })).toEqual(['ERR_SECURITY_SCHEME'])
    const key = { type: 'apiKey', in: 'header', name: 'X-Key' }
    const components = { securitySchemes: { key } }
    expect(codesOf(mount(local), { openapi: '3.2', components })).toEqual([])
  })
  it('a security scheme may be called as what every object has', () => {
    const scheme = { type: 'http', scheme: 'bearer' }
    const securitySchemes = { constructor: scheme, other: scheme }
    const mount = (app: express.Express): void => {
      app.use(declare({ security: [{ other: ['a'] }] }))
      app.get('/', declare({ security: [{ constructor: [] }] }, answer))
    }
    expect(documentOf(mount, { components: { securitySchemes } }).paths['/'].get.security).toEqual([
      { other: ['a'], constructor: [] },
    ])
  })
  it('what is given as undefined overrides nothing of a base', () => {
    const base = {
      openapi: '3.1.0',
      info: { ...info, description: 'Words' },
      servers: [{ url: 'https://a.test' }],
      security: [{}],
      externalDocs: { url: 'https://a.test' },
      paths: {},
    }
    const nothing = { info: { description: undefined }, servers: undefined, security: undefined }
    const given = { base, ...nothing, externalDocs: undefined }
    expect(documentOf(() => {}, given)).toEqual(base)
  })
  it('the page of many apps is watched by one listener', async () => {
    const warned = vi.fn<(warning: Error) => void>()
    process.on('warning', warned)
    const apps = Array.from({ length: 12 }, () => express().use(openapi({ info, ...quiet })))
    const url = await listen(apps[0] as express.Express)
    await new Promise((resolve) => setImmediate(resolve))
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200)
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', warned)
    // Another may come from anywhere in the process.
    const ofListeners = warned.mock.calls.filter(([{ name }]) => name.startsWith('MaxListeners'))
    expect(ofListeners).toEqual([])
  })

  it('a parameter that says it is not hidden is one as any', () => {
    const query = { type: 'object', properties: { q: { type: 'string', hidden: false } } }
    const document = documentOf((app) => app.get('/', declare({ query }, answer)))
    expect(document.paths['/'].get.parameters).toEqual([
      { name: 'q', in: 'query', schema: { type: 'string' } },
    ])
  })
})
