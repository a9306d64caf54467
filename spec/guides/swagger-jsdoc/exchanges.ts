import { exchange, get, invoice, post, problem } from '../exchange.ts'

const notString = 'Invalid input: expected string, received number'
const notNumber = 'Invalid input: expected number, received undefined'
const wrongBody = problem(
  ['body', '/id', notString, 'invalid_type'],
  ['body', '/total', notNumber, 'invalid_type'],
)
const nobody = { title: 'Nobody is signed in' }

export const halfway = [
  post('/invoices', { id: 5, customer: 'Ann' }, 422, wrongBody),
  exchange('POST /invoices', { headers: { Authorization: '' } }, 401, nobody),
  // What the old document alone says is not checked.
  post('/invoices?callback_url=nowhere', invoice, 201, invoice),
  get('/invoices?page=first', 200, []),
  get('/invoices', 200, [invoice]),
]

export const after = [
  post('/invoices', { id: 5, customer: 'Ann' }, 422, wrongBody),
  exchange('POST /invoices', { headers: { Authorization: '' } }, 401, nobody),
  post(
    '/invoices?callback_url=nowhere',
    invoice,
    422,
    problem(['query', '/callback_url', 'Invalid URL', 'invalid_format']),
  ),
  get(
    '/invoices?page=first',
    422,
    problem(['query', '/page', 'Invalid input: expected number, received string', 'invalid_type']),
  ),
  exchange(
    'POST /invoices',
    { headers: { 'Content-Type': 'text/plain' }, body: 'An invoice' },
    415,
    {
      type: 'about:blank',
      title: 'Unsupported Media Type',
      status: 415,
      detail: 'The request is not as declared: 1 fault.',
      errors: [
        {
          in: 'body',
          path: '',
          message: 'is of "text/plain", which is not declared',
          code: 'mediaType',
        },
      ],
    },
  ),
  // A field that is not declared does not come back.
  post('/invoices', { ...invoice, id: 'i-2', secret: 1 }, 201, { ...invoice, id: 'i-2' }),
  get('/invoices?page=2&size=1', 200, [{ ...invoice, id: 'i-2' }]),
]
