import { expect } from 'vitest'
import { tokenOf } from './boilerplate-app.ts'

/** A request for a route that is listed, and the answer of the handler that stands there. */
export interface Answered {
  /** As the document names the route. */
  readonly route: string
  readonly url: string
  readonly body?: unknown
  readonly status: number
  /** What JSON makes of the text that comes back; '' for none. */
  readonly answer: unknown
}

const ada = { id: '1', name: 'Ada', email: 'ada@example.com', role: 'admin', isEmailVerified: true }
const grace = {
  id: '2',
  name: 'Grace',
  email: 'grace@example.com',
  role: 'user',
  isEmailVerified: false,
}
const lines = [
  { id: '1', sku: 'nanosecond', quantity: 3, price: 10 },
  { id: '2', sku: 'moth', quantity: 1, price: 0.5 },
]
const navy = { id: '1', userId: '2', customer: 'Navy', note: 'net 30', lines, total: 30.5 }
const royal = { id: '2', userId: '1', customer: 'Royal Society', note: '', lines: [], total: 0 }

function tokensOf(userId: string): unknown {
  return {
    access: { token: tokenOf(userId), expiresIn: 1800 },
    refresh: { token: tokenOf(userId, 'refresh'), expiresIn: 2_592_000 },
  }
}

/** Each of an app that has just been started, by its administrator. */
export const answered: readonly Answered[] = [
  { route: 'OPTIONS /{0}', url: '/any/where', status: 204, answer: '' },
  {
    route: 'POST /v1/auth/register',
    url: '/v1/auth/register',
    body: { name: 'Jean', email: 'jean@example.com', password: 'debugging1' },
    status: 201,
    answer: {
      user: {
        id: '3',
        name: 'Jean',
        email: 'jean@example.com',
        role: 'user',
        isEmailVerified: false,
      },
      tokens: tokensOf('3'),
    },
  },
  {
    route: 'POST /v1/auth/login',
    url: '/v1/auth/login',
    body: { email: 'ada@example.com', password: 'difference1' },
    status: 200,
    answer: { user: ada, tokens: tokensOf('1') },
  },
  {
    route: 'POST /v1/auth/logout',
    url: '/v1/auth/logout',
    body: { refreshToken: tokenOf('1', 'refresh') },
    status: 204,
    answer: '',
  },
  {
    route: 'POST /v1/auth/refresh-tokens',
    url: '/v1/auth/refresh-tokens',
    body: { refreshToken: tokenOf('2', 'refresh') },
    status: 200,
    answer: tokensOf('2'),
  },
  {
    route: 'POST /v1/auth/forgot-password',
    url: '/v1/auth/forgot-password',
    body: { email: 'grace@example.com' },
    status: 204,
    answer: '',
  },
  {
    route: 'POST /v1/auth/reset-password',
    url: `/v1/auth/reset-password?token=${tokenOf('2', 'reset')}`,
    body: { password: 'nanosecond1' },
    status: 204,
    answer: '',
  },
  {
    route: 'POST /v1/auth/verify-email',
    url: `/v1/auth/verify-email?token=${tokenOf('2', 'verify')}`,
    status: 204,
    answer: '',
  },
  {
    route: 'POST /v1/users',
    url: '/v1/users',
    body: { name: 'Jean', email: 'jean@example.com', password: 'debugging1', role: 'admin' },
    status: 201,
    answer: {
      id: '3',
      name: 'Jean',
      email: 'jean@example.com',
      role: 'admin',
      isEmailVerified: false,
    },
  },
  {
    route: 'GET /v1/users',
    url: '/v1/users',
    status: 200,
    answer: { results: [ada, grace], page: 1, limit: 10, totalPages: 1, totalResults: 2 },
  },
  { route: 'GET /v1/users/{userId}', url: '/v1/users/2', status: 200, answer: grace },
  {
    route: 'PATCH /v1/users/{userId}',
    url: '/v1/users/2',
    body: { name: 'Grace Hopper' },
    status: 200,
    answer: { ...grace, name: 'Grace Hopper' },
  },
  { route: 'DELETE /v1/users/{userId}', url: '/v1/users/2', status: 204, answer: '' },
  {
    route: 'GET /v1/users/{userId}/invoices',
    url: '/v1/users/2/invoices',
    status: 200,
    answer: [navy],
  },
  {
    route: 'GET /v1/invoices/{invoiceId}/lines',
    url: '/v1/invoices/1/lines',
    status: 200,
    answer: lines,
  },
  {
    route: 'POST /v1/invoices/{invoiceId}/lines',
    url: '/v1/invoices/1/lines',
    body: { sku: 'bug', quantity: 2, price: 4 },
    status: 201,
    answer: { id: '3', sku: 'bug', quantity: 2, price: 4 },
  },
  {
    route: 'DELETE /v1/invoices/{invoiceId}/lines/{lineId}',
    url: '/v1/invoices/1/lines/2',
    status: 204,
    answer: '',
  },
  { route: 'GET /v1/invoices', url: '/v1/invoices', status: 200, answer: [navy, royal] },
  {
    route: 'POST /v1/invoices',
    url: '/v1/invoices',
    body: { customer: 'Babbage' },
    status: 201,
    answer: { id: '3', userId: '1', customer: 'Babbage', lines: [], total: 0 },
  },
  { route: 'GET /v1/invoices/{invoiceId}', url: '/v1/invoices/1', status: 200, answer: navy },
  {
    route: 'PUT /v1/invoices/{invoiceId}',
    url: '/v1/invoices/1',
    body: { customer: 'Army', note: '' },
    status: 200,
    answer: { ...navy, customer: 'Army', note: '' },
  },
  { route: 'DELETE /v1/invoices/{invoiceId}', url: '/v1/invoices/1', status: 204, answer: '' },
  { route: 'GET /v1/health', url: '/v1/health', status: 200, answer: { status: 'up' } },
  {
    route: 'GET /v1/docs',
    url: '/v1/docs',
    status: 200,
    answer: expect.stringContaining('<title>Swagger UI</title>'),
  },
]

/**
 * Paths that the sources make one think of, the existing ones among them, each as the document would
 * name it and as it is requested. What middleware answers by itself, such as a preflight or the files
 * of a page, is no route.
 */
export const candidates: readonly (readonly [path: string, url: string])[] = [
  ['/', '/'],
  ['/v1', '/v1'],
  ['/v2', '/v2'],
  ['/v1/auth', '/v1/auth'],
  ['/v1/auth/register', '/v1/auth/register'],
  ['/v1/auth/login', '/v1/auth/login'],
  ['/v1/auth/logout', '/v1/auth/logout'],
  ['/v1/auth/refresh', '/v1/auth/refresh'],
  ['/v1/auth/refresh-tokens', '/v1/auth/refresh-tokens'],
  ['/v1/auth/forgot-password', '/v1/auth/forgot-password'],
  ['/v1/auth/reset-password', '/v1/auth/reset-password'],
  ['/v1/auth/verify-email', '/v1/auth/verify-email'],
  ['/v1/users', '/v1/users'],
  ['/v1/users/{userId}', '/v1/users/2'],
  ['/v1/users/{userId}/invoices', '/v1/users/2/invoices'],
  ['/v1/users/{userId}/invoices/{invoiceId}', '/v1/users/2/invoices/1'],
  ['/v1/users/{userId}/lines', '/v1/users/2/lines'],
  ['/v1/invoices', '/v1/invoices'],
  ['/v1/invoices/{invoiceId}', '/v1/invoices/1'],
  ['/v1/invoices/{invoiceId}/lines', '/v1/invoices/1/lines'],
  ['/v1/invoices/{invoiceId}/lines/{lineId}', '/v1/invoices/1/lines/2'],
  ['/v1/lines', '/v1/lines'],
  ['/v1/lines/{lineId}', '/v1/lines/2'],
  ['/v1/health', '/v1/health'],
  ['/v1/docs', '/v1/docs'],
  ['/v1/docs/{file}', '/v1/docs/openapi.json'],
  ['/auth/login', '/auth/login'],
  ['/users', '/users'],
  ['/invoices', '/invoices'],
  ['/health', '/health'],
  ['/docs', '/docs'],
]
