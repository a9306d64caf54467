import { tokenOf } from './boilerplate-app.ts'
import { ask, type Exchange } from './exchange.ts'

const json = 'Content-Type: application/json'
const form = 'Content-Type: application/x-www-form-urlencoded'
const admin = `Authorization: Bearer ${tokenOf('1')}`
const user = `Authorization: Bearer ${tokenOf('2')}`

/** What is sent to an app one after the other. */
export const session: readonly Exchange[] = [
  ask(200, 'GET /v1/health'),
  ask(200, 'HEAD /v1/health'),
  ask(200, 'GET /v1/health/'),
  ask(304, 'GET /V1/Health?a=1&a=2', ['If-None-Match: W/"f-i5/AyWii08XahiBIyiQB5+ge7Y8"']),
  ask(404, 'DELETE /v1/health'),
  ask(404, 'GET /'),
  ask(404, 'GET /v1/nothing'),
  ask(400, 'GET /v1/users/%ff', [admin]),
  ask(204, 'OPTIONS /v1/users', [
    'Origin: http://elsewhere.example',
    'Access-Control-Request-Method: POST',
  ]),
  ask(404, 'TRACE /v1/users', [admin]),

  ask(400, 'POST /v1/auth/register', [json], '{"name":"Jean"}'),
  ask(
    201,
    'POST /v1/auth/register',
    [json],
    '{"name":"Jean","email":"jean@example.com","password":"debugging1"}',
  ),
  ask(401, 'POST /v1/auth/login', [json], '{"email":"ada@example.com","password":"wrong"}'),
  ask(200, 'POST /v1/auth/login', [form], 'email=ada%40example.com&password=difference1'),
  ask(400, 'POST /v1/auth/login', ['Content-Type: text/plain'], 'ada'),
  ask(400, 'POST /v1/auth/login', [json], '{"email":'),
  ask(200, 'POST /v1/auth/refresh-tokens', [json], `{"refreshToken":"${tokenOf('1', 'refresh')}"}`),
  ask(204, 'POST /v1/auth/logout', [json], `{"refreshToken":"${tokenOf('1', 'refresh')}"}`),
  ask(401, 'POST /v1/auth/refresh-tokens', [json], `{"refreshToken":"${tokenOf('1', 'refresh')}"}`),
  ask(204, `POST /v1/auth/verify-email?token=${tokenOf('2', 'verify')}`),

  ask(401, 'GET /v1/users'),
  ask(401, 'GET /v1/users', ['Authorization: Bearer 1.access.forged']),
  ask(403, 'GET /v1/users', [user]),
  ask(200, 'GET /v1/users?role=admin&limit=1&page=1', [admin]),
  ask(400, 'GET /v1/users?limit=many&page=0', [admin]),
  ask(400, 'GET /v1/users?sort=name', [admin]),
  ask(200, 'GET /v1/users/2', [user]),
  ask(200, 'HEAD /v1/users/2', [user]),
  ask(403, 'GET /v1/users/1', [user]),
  ask(404, 'GET /v1/users/99', [admin]),
  ask(400, 'GET /v1/users/x', [admin]),
  ask(400, 'POST /v1/users', [admin, json], '{"name":"","email":"none","password":"short"}'),
  ask(400, 'POST /v1/users', [admin, 'Content-Type: text/plain'], 'Kay'),
  ask(400, 'POST /v1/users', [admin, 'Content-Type: text/plain']),
  ask(403, 'POST /v1/users', [user, json], '{}'),
  ask(
    201,
    'POST /v1/users',
    [admin, json],
    '{"name":"Kay","email":"kay@example.com","password":"antonelli1","role":"user"}',
  ),
  ask(
    201,
    'POST /v1/users',
    [admin, form],
    'name=Betty&email=betty%40example.com&password=holberton1&role=user',
  ),
  ask(
    400,
    'POST /v1/users',
    [admin, json],
    '{"name":"Kay","email":"kay@example.com","password":"antonelli1","role":"user"}',
  ),
  ask(200, 'PATCH /v1/users/2', [user, json], '{"name":"Grace Hopper"}'),
  ask(400, 'PATCH /v1/users/2', [user, json], '{}'),
  ask(204, 'DELETE /v1/users/4', [admin]),
  ask(404, 'DELETE /v1/users/4', [admin]),
  ask(200, 'GET /v1/users/2/invoices', [user]),

  ask(401, 'GET /v1/invoices'),
  ask(403, 'GET /v1/invoices', [user]),
  ask(200, 'GET /v1/invoices', [admin, 'Accept-Encoding: gzip']),
  ask(201, 'POST /v1/invoices', [admin, json], '{"customer":"Babbage","note":""}'),
  ask(400, 'POST /v1/invoices', [admin, json], '{"customer":7,"total":1}'),
  ask(200, 'PUT /v1/invoices/3', [admin, json], '{"customer":"Babbage & Co"}'),
  ask(400, 'PUT /v1/invoices/3', [admin, json], '[]'),
  ask(404, 'PATCH /v1/invoices/3', [admin, json], '{}'),
  ask(201, 'POST /v1/invoices/3/lines', [admin, json], '{"sku":"gear","quantity":"4","price":2.5}'),
  ask(200, 'GET /v1/invoices/3/lines', [admin]),
  ask(204, 'DELETE /v1/invoices/3/lines/1', [admin]),
  ask(404, 'DELETE /v1/invoices/3/lines/1', [admin]),
  ask(204, 'DELETE /v1/invoices/3', [admin]),
  ask(404, 'GET /v1/invoices/3', [admin]),

  ask(301, 'GET /v1/docs'),
  ask(200, 'GET /v1/docs/', ['Accept-Encoding: gzip, br']),
  ask(200, 'GET /v1/docs/swagger-ui-init.js'),
  ask(206, 'GET /v1/docs/swagger-ui.css', ['Range: bytes=0-99']),
]

/** Bodies that no parser can read, for a route behind `auth()` in it, one behind `auth()` before it, and one that is open. */
export const unreadable: readonly Exchange[] = [
  ask(400, 'POST /v1/users', [admin, json], '{"name":'),
  ask(400, 'PATCH /v1/users/2', [admin, json], '{"name":'),
  ask(400, 'PUT /v1/invoices/1', [admin, json], '{"customer":'),
  ask(400, 'POST /v1/auth/login', [json], '{"email":'),
]
