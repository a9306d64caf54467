/** What the types of `ringback/decorators` promise. Checked by each compiler, as the others here are. */
import express, { Router, type NextFunction, type Request, type RequestHandler } from 'express'
import type { Response } from 'express'
import { callbackRouter, operation, type Definition } from 'ringback'
import { z } from 'zod'
import {
  all,
  controller,
  controllerRouter,
  del,
  get,
  post,
  put,
  type RequestOf,
  type ResponseOf,
} from '../../lib/decorators/index.ts'
import type { AnySlot, Equal, Expect } from './assert.ts'

const Invoice = z.object({ id: z.string(), total: z.number().default(0) })
const Problem = z.object({ title: z.string() })
const requireUser: RequestHandler = (_req, _res, next) => next()

const create = {
  query: z.object({ callback_url: z.url().optional(), page: z.coerce.number() }),
  headers: z.object({ 'x-tenant': z.string() }),
  cookies: z.object({ session: z.string() }),
  body: Invoice,
  responses: { 201: Invoice, 404: Problem, 204: null },
} satisfies Definition
const show = { responses: { 200: Invoice, 404: Problem } }
const byNumber = { params: z.object({ number: z.coerce.number() }) }
const jsonSchema = {
  body: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  responses: { 200: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] } },
} as const

// A method has the types of its definition by RequestOf and ResponseOf.
@controller('/invoices')
class Invoices {
  @post('/', create)
  create(req: RequestOf<typeof create>, res: ResponseOf<typeof create>, next: NextFunction): void {
    type _Body = Expect<Equal<typeof req.body, { id: string; total: number }>>
    type _Query = Expect<
      Equal<typeof req.query, { callback_url?: string | undefined; page: number }>
    >
    type _Header = Expect<Equal<(typeof req.headers)['x-tenant'], string>>
    type _Cookies = Expect<Equal<typeof req.cookies, { session: string }>>
    type _NoAny = Expect<Equal<AnySlot<typeof req>, never>>
    res.status(201).json({ id: req.body.id })
    res.status(404).json({ title: 'None' })
    res.status(204).end()
    // @ts-expect-error: 201 answers with an invoice
    res.status(201).json({ title: 'None' })
    // @ts-expect-error: no such property
    next(req.body.totals)
  }

  @get('/:id/lines/:line', show)
  async show(
    req: RequestOf<typeof show, '/:id/lines/:line'>,
    res: ResponseOf<typeof show>,
  ): Promise<void> {
    type _Params = Expect<Equal<typeof req.params.id, string>>
    // @ts-expect-error: the path has no such parameter
    void req.params.number
    res.json({ id: req.params.line })
  }

  @put('/:number', byNumber)
  replace(req: RequestOf<typeof byNumber, '/:number'>): void {
    type _Number = Expect<Equal<typeof req.params, { number: number }>>
    void req
  }

  @post('/schema', jsonSchema)
  json(req: RequestOf<typeof jsonSchema>, res: ResponseOf<typeof jsonSchema>): void {
    type _Body = Expect<Equal<typeof req.body, { id: string }>>
    res.json({ ok: req.body.id === '' })
    // @ts-expect-error: `ok` is a boolean
    res.json({ ok: req.body.id })
  }

  // Nothing is declared, and nothing is any.
  @all('/')
  any(req: RequestOf<{}>, res: ResponseOf<{}>): void {
    type _Body = Expect<Equal<typeof req.body, unknown>>
    res.send(req.body)
  }

  // Types of Express's are taken where they hold, what is read alone, and fewer parameters always.
  @post('/express', { body: Invoice, responses: { 201: Invoice } })
  express(req: Request<object, unknown, { id: string }>, res: Response): void {
    res.send(req.body.id)
  }

  @post('/read', create)
  read(req: { query: { page: number } }, res: { status(status: 204): { end(): void } }): void {
    if (req.query.page > 1) res.status(204).end()
  }

  @del('/:id', show)
  @del('/')
  none(): string {
    return 'what a method returns is its own matter'
  }

  // @ts-expect-error: the body has no name
  @post('/wrong-body', create)
  wrongBody(_req: Request<object, unknown, { name: string }>): void {}

  // @ts-expect-error: the query has a number
  @post('/wrong-query', create)
  wrongQuery(_req: { query: { page: string } }): void {}

  // @ts-expect-error: another path
  @get('/:id', show)
  wrongPath(_req: RequestOf<typeof show, '/:number'>): void {}

  // @ts-expect-error: another definition
  @get('/:id', show)
  wrongResponse(_req: Request, _res: ResponseOf<typeof create>): void {}

  // @ts-expect-error: of four parameters
  @get('/:id', show)
  errors(_error: Error, _req: Request, _res: Response, _next: NextFunction): void {}

  // @ts-expect-error: static
  @get('/')
  static ofTheClass(): void {}

  // @ts-expect-error: private
  @get('/')
  #hidden(): void {}

  // @ts-expect-error: a field
  @get('/')
  field = (): void => this.#hidden()

  // @ts-expect-error: without its path
  @get
  notCalled(): void {}

  // @ts-expect-error: without a path
  @get()
  withoutPath(): void {}

  // @ts-expect-error: no path
  @get(/x/)
  byRegExp(): void {}

  // @ts-expect-error: a definition comes second
  @get('/', requireUser)
  guarded(): void {}

  // @ts-expect-error: no such field
  @get('/', { summry: '' })
  misspelt(): void {}

  // @ts-expect-error: no such status
  @get('/', { responses: { ok: Invoice } })
  status(): void {}

  @post('/callback', {
    body: Invoice,
    // @ts-expect-error: the body has no such property
    callbacks: { paid: callbackRouter().post('{$request.body#/x}', {}) },
  })
  callback(): void {}
}

// Paths of Express 4 and of Express 5 say what they have.
type Params<Path extends string> = RequestOf<{}, Path>['params']
type _Paths = [
  Expect<Equal<keyof Params<'/'>, never>>,
  Expect<Equal<Pick<Params<'/:a-:b.:c'>, 'a' | 'b' | 'c'>, { a: string; b: string; c: string }>>,
  Expect<Equal<Params<'/x/:a?'>['a'], string | undefined>>,
  Expect<Equal<Params<'/x{/:a}/:b'>['a'], string | undefined>>,
  Expect<Equal<Params<'/x{/:a}/:b'>['b'], string>>,
  Expect<Equal<Params<'/files/*rest'>['rest'], string[]>>,
  Expect<Equal<Params<'/:a(\\d+)'>, Record<string, string>>>,
  Expect<Equal<Params<'/:"a b"'>, Record<string, string>>>,
  Expect<Equal<Params<string>, Record<string, string>>>,
]

// Middleware of any kind goes with a class and with a method; an abstract class is a controller too.
const coerced = operation({ query: z.object({ page: z.coerce.number() }) })
const guard = operation({ responses: { 401: Problem } }, requireUser)
@controller('/guarded', requireUser, coerced, guard, (req, _res, next) => next(req.get('x-error')))
abstract class Guarded {
  @get('/', show, requireUser, coerced, (req: Request, _res, next) => next(req.params['error']))
  list(): void {}
}
class Drafts extends Guarded {}
// @ts-expect-error: no middleware
controller('/', 'requireUser')
// @ts-expect-error: no path
controller()
// @ts-expect-error: without its path
@controller
class NotCalled {}
// @ts-expect-error: a method's decorator
@get('/')
class OnClass {}

// A router takes instances, and is mounted as every other is.
express().use('/v1', requireUser, controllerRouter(new Invoices(), new Drafts()))
Router().use(controllerRouter(new Drafts()))
// @ts-expect-error: the class itself
controllerRouter(Drafts)
// @ts-expect-error: no controller
controllerRouter()
// @ts-expect-error: nor this
controllerRouter('invoices')
void [NotCalled, OnClass]
