import { exchange, get, invoice, post, problem, type Exchange } from './exchange.ts'

const notString = 'Invalid input: expected string, received number'
const notNumber = 'Invalid input: expected number, received undefined'
const notPage = 'Invalid input: expected number, received string'

/** Of an API that can show one invoice, too; `word` is the field that says what is wrong. */
export function listExchanges(word: 'title' | 'detail'): Exchange[] {
  return [
    get(
      '/invoices?page=first&size=0',
      422,
      problem(
        ['query', '/page', notPage, 'invalid_type'],
        ['query', '/size', 'Too small: expected number to be >=1', 'too_small'],
      ),
    ),
    exchange('POST /invoices', { headers: { Authorization: '' } }, 401, {
      [word]: 'Nobody is signed in',
    }),
    post(
      '/invoices',
      { id: 5, customer: 'Ann' },
      422,
      problem(
        ['body', '/id', notString, 'invalid_type'],
        ['body', '/total', notNumber, 'invalid_type'],
      ),
    ),
    post(
      '/invoices?callback_url=nowhere',
      invoice,
      422,
      problem(['query', '/callback_url', 'Invalid URL', 'invalid_format']),
    ),
    post('/invoices?callback_url=https://shop.test', { ...invoice, secret: 1 }, 201, invoice),
    get('/invoices/i-1', 200, invoice),
    get('/invoices/i-2', 404, { [word]: 'There is no such invoice' }),
    get('/invoices?size=1', 200, [invoice]),
  ]
}
