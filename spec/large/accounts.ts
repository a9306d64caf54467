import { Router } from 'express'
import { type } from 'arktype'
import { z } from 'zod'
import { operation } from '../../lib/index.ts'
import { answer } from './answer.ts'
import { auditEvents } from './hooks.ts'
import { Address } from './models.ts'

export const Account = type({
  name: '1 <= string <= 40',
  email: 'string.email',
  'age?': '18 <= number.integer < 150',
  role: "'buyer' | 'seller'",
  'nick?': 'string | null',
})

const id = type({ id: 'string.uuid' })

/** To have an account needs none. */
export function createAccounts(): Router {
  const router = Router()
  router.use(operation({ tags: ['accounts'] }))
  router.post('/', operation({ security: [], body: Account, responses: { 201: Account } }), answer)
  router.post(
    '/session',
    operation({
      operationId: 'signIn',
      security: [],
      body: {
        content: {
          'application/x-www-form-urlencoded': {
            schema: z.object({ email: z.email(), password: z.string().min(12) }),
            encoding: { password: { allowReserved: true } },
          },
        },
      },
      responses: {
        204: {
          description: 'The cookie is set',
          headers: { 'Set-Cookie': { schema: { type: 'string' }, example: 'session=1' } },
        },
        '4XX': { $ref: '#/components/responses/Failure' },
      },
    }),
    answer,
  )
  router.use('/:id', createAccount())
  return router
}

/** Everything here is told to an auditor, where the request names one. */
function createAccount(): Router {
  const router = Router({ mergeParams: true })
  router.use(
    operation({
      params: id,
      security: [{ session: [] }, { oauth: ['accounts'] }],
      callbacks: { auditEvents },
    }),
  )
  router.get('/', operation({ operationId: 'getAccount', responses: { 200: Account } }), answer)
  router.patch(
    '/',
    operation({
      operationId: 'changeAccount',
      query: z.object({ audit: z.url() }),
      body: Account,
      responses: { 200: Account },
    }),
    answer,
  )
  router.delete(
    '/',
    operation({
      operationId: 'closeAccount',
      query: z.object({ audit: z.url().optional() }),
      responses: { 204: null },
    }),
    answer,
  )
  router
    .route('/addresses')
    .get(operation({ responses: { 200: { type: 'array', items: Address } } }), answer)
    .post(operation({ body: Address, responses: { 201: Address } }), answer)
  return router
}
