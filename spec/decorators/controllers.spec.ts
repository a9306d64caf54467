import { request } from 'node:http'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import express, { Router, type Express, type Response } from 'express'
import { openapi, type OpenAPIMiddleware } from 'ringback'
import { controllerRouter } from 'ringback/decorators'
import { beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../live-app.ts'
import { firstOnExpress4, importCompiled, isExpress4 } from './compile.ts'
import type * as Classes from './controllers.ts'

type Controllers = Parameters<typeof controllerRouter>

function mount(...controllers: Controllers): Express {
  return express().use(controllerRouter(...controllers))
}

/** What a client gets: the middleware that has run, and the text; or a status that is no success. */
async function ask(app: Express, asked: string): Promise<string> {
  const [method, path = ''] = asked.split(' ')
  const sent = request((await listen(app)) + path, { method: method! }).end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  const body = await text(answer)
  const passed = answer.headers['x-passed']
  const said = answer.statusCode === 200 ? body : String(answer.statusCode)
  return passed === undefined ? said : `${String(passed)}: ${said}`
}

function document(): OpenAPIMiddleware {
  return openapi({ info: { title: 'Controllers', version: '1' }, onProblem: () => {} })
}

/** The operations of controllers in the order of their document. */
function listOperations(...controllers: Controllers): string[] {
  const { paths = {} } = document().document(mount(...controllers))
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item ?? {}).map((method) => `${method} ${path}`),
  )
}

describe.each(firstOnExpress4('esbuild', 'TypeScript 5.9', 'swc, 2022-03'))(
  'controllerRouter() of classes that were compiled by %s',
  (compiler) => {
    let made: typeof Classes
    beforeAll(async () => {
      made = await importCompiled('controllers.ts', compiler)
    })

    it('routes in the order of declaration', async () => {
      const app = mount(new made.Ordered())
      expect(listOperations(new made.Ordered())).toEqual([
        'get /ordered/first',
        'get /ordered/{id}',
        'get /ordered/last',
        'get /ordered/twice/{times}',
        'get /ordered/two/{times}',
        'post /ordered',
      ])
      expect(await ask(app, 'GET /ordered/first')).toBe('first')
      expect(await ask(app, 'GET /ordered/last')).toBe('any')
      expect(await ask(app, 'GET /ordered/two/2')).toBe('twice')
      expect(await ask(app, 'POST /ordered')).toBe('symbol')
    })

    it.skipIf(isExpress4)('takes a path that begins with a group', async () => {
      expect(listOperations(new made.Optional())).toEqual(['get /optional/{page}', 'get /optional'])
      expect(await ask(mount(new made.Optional()), 'GET /optional/2')).toBe('{"page":"2"}')
      expect(await ask(mount(new made.OptionalAtRoot()), 'GET /2')).toBe('{"page":"2"}')
    })

    it.skipIf(isExpress4)('tells paths apart by escaped colons', async () => {
      const app = mount(new made.EscapedColons())
      expect(await ask(app, 'GET /colons/:one')).toBe('colon')
      expect(await ask(app, 'GET /colons/:two')).toBe('colon')
    })

    it('documents a method without a definition, and each decorator of one method', () => {
      const { paths } = document().document(mount(new made.Ordered()))
      const responses = { 200: { description: 'Successful Response' } }
      expect(paths?.['/ordered/first']).toEqual({
        get: { operationId: 'getOrderedFirst', responses },
      })
      expect(paths?.['/ordered/twice/{times}']?.get?.summary).toBe('the upper')
      expect(paths?.['/ordered/two/{times}']?.get?.summary).toBe('the lower')
    })

    it.each(['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE'])(
      'answers %s',
      async (method) => {
        const app = mount(new made.Methods())
        expect(await ask(app, `${method} /methods/${method.toLowerCase()}`)).toBe(
          `${method} /methods/${method.toLowerCase()}: `,
        )
        expect(await ask(app, `${method} /methods/all`)).toBe(`${method} /methods/all: `)
      },
    )

    it('has the methods of the class that a class extends, after its own', async () => {
      const app = mount(new made.Derived())
      expect(listOperations(new made.Derived())).toEqual([
        'get /derived/elsewhere',
        'get /derived/own',
        'get /derived/kept',
        'get /derived/overridden',
        'get /derived/{rest}',
      ])
      expect(await ask(app, 'GET /derived/own')).toBe('derived, method: derived own')
      expect(await ask(app, 'GET /derived/kept')).toBe('derived: base kept')
    })

    it('calls what overrides a method, by its own declaration where that has one', async () => {
      const app = mount(new made.Derived())
      expect(await ask(app, 'GET /derived/overridden')).toBe('derived: derived overridden')
      expect(await ask(app, 'GET /derived/elsewhere')).toBe('derived: derived moved')
      expect(await ask(app, 'GET /derived/moved')).toBe('derived: base rest')
    })

    it('has the path and the middleware of the class that a class extends', async () => {
      const inherited = mount(new made.WithoutPath())
      expect(await ask(inherited, 'GET /derived/own')).toBe('derived, method: derived own')
      const own = mount(new made.WithPath())
      expect(await ask(own, 'GET /further/kept')).toBe('derived, further: base kept')
      expect(await ask(own, 'GET /derived/kept')).toBe('404')
    })

    it('tells class bodies apart that decorate one method each, others’ decorators among its own', async () => {
      expect(listOperations(new made.Above())).toEqual([
        'get /above/above',
        'get /above/above/{id}',
      ])
      expect(listOperations(new made.Below())).toEqual(['get /below/below'])
      expect(listOperations(new made.Second())).toEqual(['get /second/listed'])
      expect(await ask(mount(new made.Above()), 'GET /above/above/1')).toBe('wrapper: above')
      expect(await ask(mount(new made.Below()), 'GET /below/below')).toBe('wrapper: below')
    })

    it('knows a class that another decorator has replaced', async () => {
      expect(await ask(mount(new made.Replaced()), 'GET /replaced')).toBe('replaced')
    })

    it('runs the middleware of a controller for its own routes alone', async () => {
      const app = mount(new made.Guarded(), new made.Open())
      expect(await ask(app, 'GET /guarded')).toBe('guarded: guarded')
      expect(await ask(app, 'GET /open')).toBe('open')
      expect(await ask(app, 'GET /nothing')).toBe('404')
    })

    it('gives each instance its own state, and each mount its own parameters', async () => {
      const app = express()
      app.use('/shops/:shop', controllerRouter(new made.Counter()))
      app.use(controllerRouter(new made.Counter()))
      expect(await ask(app, 'POST /shops/s/counters')).toBe('1')
      expect(await ask(app, 'POST /shops/s/counters')).toBe('2')
      expect(await ask(app, 'POST /counters')).toBe('1')
      expect(await ask(app, 'GET /shops/s/counters/c')).toBe('{"shop":"s","id":"c"}')
    })

    it('checks the parameters of all paths that lead to a method', async () => {
      const app = express().use('/:region', controllerRouter(new made.Shop()))
      expect(await ask(app, 'GET /eu/shops/1/i')).toBe('{"region":"eu","shop":1,"id":"i","next":2}')
      expect(await ask(app, 'GET /eu/shops/one/i')).toBe('422')
      const { paths } = document().document(app)
      const parameters = paths?.['/{region}/shops/{shop}/{id}']?.get?.parameters
      expect(parameters).toEqual([
        { name: 'region', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'shop', in: 'path', required: true, schema: { type: 'number' } },
        { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      ])
    })

    it('goes into a Router of the app, and passes on what a method passes on', async () => {
      const router = Router().use(controllerRouter(new made.Counter()))
      const app = express().use('/v1', router)
      app.put('/v1/counters', (_req, res: Response) => void res.send('passed on'))
      expect(await ask(app, 'PUT /v1/counters')).toBe('passed on')
    })

    it('hands a rejected promise to the handler of errors', async () => {
      const app = mount(new made.Counter())
      app.use((error: Error, _req: unknown, res: Response, _next: unknown) => {
        res.send(error.message)
      })
      expect(await ask(app, 'GET /counters')).toBe('There is no counter.')
    })

    it('leaves methods what they are: called, and replaced, by whoever has the instance', async () => {
      const counter = new made.Counter()
      const app = mount(counter)
      expect(counter.next()).toBe(1)
      const sent: unknown[] = []
      counter.add({} as never, { send: (body: unknown) => sent.push(body) } as never)
      expect(sent).toEqual(['2'])
      counter.add = (_req, res) => void res.send('in its place')
      expect(await ask(app, 'POST /counters')).toBe('in its place')
    })

    it('has its operations reported until it is mounted', () => {
      const router = controllerRouter(new made.Open())
      const app = express()
      const lost = 'The operation "What is open" is declared and found in no app.'
      const messages = (): string[] =>
        document()
          .problems(app)
          .map(({ message }) => message)
      expect(messages()).toContain(lost)
      app.use(router)
      expect(messages()).not.toContain(lost)
    })
  },
)
