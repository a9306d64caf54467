import { exchange, file, get, invoice, post, problem } from '../exchange.ts'

const notString = 'Invalid input: expected string, received number'
const notNumber = 'Invalid input: expected number, received undefined'
const nobody = { message: 'Nobody is signed in' }

export const halfway = [
  post(
    '/invoices',
    { id: 5, customer: 'Ann' },
    422,
    problem(
      ['body', '/id', notString, 'invalid_type'],
      ['body', '/total', notNumber, 'invalid_type'],
    ),
  ),
  exchange('POST /invoices', { headers: { Authorization: '' } }, 401, nobody),
  post('/invoices', invoice, 201, invoice),
  get('/invoices', 200, [invoice]),
  exchange('PUT /invoices/i-1/receipt', { body: file('receipt') }, 204, ''),
]

/** The shape of express-openapi-validator's answers. */
function refusal(...faults: readonly (readonly [path: string, message: string])[]): object {
  const errors = faults.map(([path, message]) => ({ path, message }))
  return { message: 'The request is not as declared', errors }
}

export const after = [
  post(
    '/invoices',
    { id: 5, customer: 'Ann' },
    400,
    refusal(['/body/id', notString], ['/body/total', notNumber]),
  ),
  exchange('POST /invoices', { headers: { Authorization: '' } }, 401, nobody),
  get('/invoices?sort=total', 400, refusal(['/query/sort', 'Unrecognized key: "sort"'])),
  exchange(
    'POST /invoices',
    { headers: { 'Content-Type': 'text/plain' }, body: 'An invoice' },
    415,
    refusal(['/body', 'is of "text/plain", which is not declared']),
  ),
  exchange(
    'POST /invoices',
    { headers: { 'Content-Type': 'application/json' }, body: '{"id"' },
    400,
    refusal(['/body', 'cannot be parsed']),
  ),
  post('/invoices', { ...invoice, id: 'i-2', secret: 1 }, 201, { ...invoice, id: 'i-2' }),
  get('/invoices?page=2&size=1', 200, [{ ...invoice, id: 'i-2' }]),
  exchange('PUT /invoices/i-1/receipt', { body: file('receipt') }, 204, ''),
  exchange(
    'PUT /invoices/i-1/receipt',
    { body: new FormData() },
    400,
    refusal(['/body/receipt', 'Invalid input: expected file, received undefined']),
  ),
  exchange('PUT /invoices/i-1/receipt', { body: file('receipt', 1_000_001) }, 413, {
    message: 'File too large',
  }),
]
