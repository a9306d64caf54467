/** Path parameters beside other middleware; and that the routes of everything else stay as Express types them. */
import express, {
  Router,
  type ErrorRequestHandler,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express'
import { operation } from 'ringback'
import { z } from 'zod'
import type { Equal, Expect, IsAny } from './assert.ts'

const app = express()
const router = Router()
const plain: RequestHandler = (_req, _res, next) => next()
const typed: RequestHandler<{ id: string }, unknown, { name: string }> = (_req, _res, next) =>
  next()
const untyped = (_req: Request, _res: Response, next: NextFunction): void => next()
const onError: ErrorRequestHandler = (_error, _req, _res, next) => next()
const Named = z.object({ name: z.string() })

// --- operations after other middleware ---

app.get(
  '/shops/:shop',
  plain,
  operation({ summary: 'One plain handler' }, (req) => {
    type _Params = Expect<Equal<typeof req.params, { shop: string }>>
  }),
)
app.get(
  '/shops/:shop',
  plain,
  untyped,
  express.json(),
  operation({ summary: 'Several' }, async (req) => {
    type _Shop = Expect<Equal<typeof req.params.shop, string>>
  }),
)
app.get(
  '/shops/:shop',
  [plain, untyped],
  operation({ summary: 'A list' }, (req) => {
    type _Shop = Expect<Equal<typeof req.params.shop, string>>
  }),
)
app.get(
  '/shops/:id',
  typed,
  operation({ body: Named }, (req) => {
    type _Id = Expect<Equal<typeof req.params.id, string>>
    type _Body = Expect<Equal<typeof req.body, { name: string }>>
  }),
)
app.get(
  '/shops/:shop',
  (req, _res, next) => {
    type _Shop = Expect<Equal<typeof req.params.shop, string>>
    next()
  },
  operation({ summary: 'One that is written in place' }, (req) => {
    type _Shop = Expect<Equal<typeof req.params.shop, string>>
  }),
)
router.post(
  '/shops/:shop/invoices/:id',
  plain,
  operation({ body: Named }, (req) => {
    type _Names = Expect<Equal<keyof typeof req.params, 'shop' | 'id'>>
  }),
)
router.post(
  '/shops/:shop',
  plain,
  operation({ params: z.object({ shop: z.coerce.number() }) }, (req) => {
    type _Shop = Expect<Equal<typeof req.params.shop, number>>
  }),
)
router.route('/shops/:shop').get(
  plain,
  operation({ summary: 'A route' }, (req) => {
    type _Shop = Expect<Equal<typeof req.params.shop, string>>
  }),
)

// What says nothing of its parameters has those that Express gives it, and compiles.
app.get(
  ['/shops/:shop', '/stores/:shop'],
  plain,
  operation({ tags: [] }, (req) => void req.params['shop']),
)
app.get(
  '/shops/:shop',
  plain,
  operation({ tags: [] }, (req) => void req.params['shop']),
  onError,
)
app.use(
  '/shops/:shop',
  plain,
  operation({ tags: [] }, (_req, _res, next) => next()),
)

// --- routes without an operation ---

app.get('/shops/:shop', (req, res) => {
  type _Shop = Expect<Equal<typeof req.params.shop, string>>
  type _Body = Expect<IsAny<typeof req.body>>
  res.json({})
})
app.post('/shops/:id', typed, (req) => {
  type _Body = Expect<Equal<typeof req.body, { name: string }>>
})
app.get('/shops', plain, (req) => {
  type _Params = Expect<Equal<typeof req.params, Request['params']>>
})
app.get<{ id: string }, string, { name: string }>('/shops/:id', (req, res) => {
  type _Body = Expect<Equal<typeof req.body, { name: string }>>
  res.json('answer')
  // @ts-expect-error: not a string
  res.json(1)
})
app.get<'/shops/:shop'>('/shops/:shop', (req) => {
  type _Shop = Expect<Equal<typeof req.params.shop, string>>
})
app.get('env')
app.get('/shops', Router())
app.use('/shops', plain, express())
// @ts-expect-error: not a handler
app.get('/shops', plain, 'handler')

/** Such as express-async-handler: what it is given has the types that the route gives it. */
declare function wrap<P = { byDefault: string }, ResBody = unknown, ReqBody = unknown>(
  handler: RequestHandler<P, ResBody, ReqBody>,
): RequestHandler<P, ResBody, ReqBody>
app.get(
  '/shops/:shop',
  plain,
  wrap((req) => {
    type _Params = Expect<Equal<typeof req.params, Request['params']>>
  }),
)
app.get(
  '/shops/:shop',
  wrap((req) => {
    type _Params = Expect<Equal<typeof req.params, { byDefault: string }>>
  }),
)
