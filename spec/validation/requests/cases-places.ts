/** The path, headers and cookies of a request, and all its places at once. */
import { bad, get, good, post, type RequestCase } from './request-case.ts'

const inPath: readonly RequestCase[] = [
  good('a number and text in the path', get('/shops/7/tea'), { params: { id: 7, slug: 'tea' } }),
  good('an encoded slash in the path', get('/shops/7/a%2Fb'), { params: { id: 7, slug: 'a/b' } }),
  good('an encoded space and a plus in the path', get('/shops/7/a%20b+c'), {
    params: { id: 7, slug: 'a b+c' },
  }),
  good('another script in the path', get('/shops/7/%E8%8C%B6'), { params: { id: 7, slug: '茶' } }),
  good('text in the path that looks like a number', get('/shops/7/8'), {
    params: { id: 7, slug: '8' },
  }),
  good('a prototype in the path', get('/shops/7/__proto__'), {
    params: { id: 7, slug: '__proto__' },
  }),
  bad('text for a number in the path', get('/shops/x/tea'), 'path/id'),
  bad('less than the least in the path', get('/shops/0/tea'), 'path/id'),
  bad('a list for a number in the path', get('/shops/1,2/tea'), 'path/id'),
  {
    title: 'a path that is encoded wrongly',
    request: get('/shops/7/%E0%A4%A'),
    answer: [400, null],
  },
  { title: 'a path without a parameter', request: get('/shops/7'), answer: [404, null] },
]

const uuid = '123e4567-e89b-42d3-a456-426614174000'

const inHeaders: readonly RequestCase[] = [
  good('a header, by its own name and that of Node', get('/headers', { 'X-Count': '3' }), {
    headers: { 'X-Count': 3, 'x-count': 3 },
  }),
  good('a header in other letters', get('/headers', { 'x-cOUNT': '3' }), {
    headers: { 'X-Count': 3, 'x-count': 3 },
  }),
  good(
    'lists, booleans and objects in headers',
    get('/headers', { 'x-count': '0', 'X-List': 'a, b,c', 'X-Flag': 'true', 'X-Color': 'R,1,G,2' }),
    {
      headers: {
        'X-Count': 0,
        'x-count': 0,
        'x-list': ['a', 'b', 'c'],
        'x-flag': true,
        'x-color': { R: 1, G: 2 },
      },
    },
  ),
  good('a header that is not declared', get('/headers', { 'x-count': '1', 'x-request-id': uuid }), {
    headers: { 'X-Count': 1, 'x-count': 1, 'x-request-id': uuid },
  }),
  bad('no header where one is required', get('/headers'), 'header/X-Count'),
  bad('text for a number in a header', get('/headers', { 'x-count': 'x' }), 'header/X-Count'),
  bad('an empty number in a header', get('/headers', { 'x-count': '' }), 'header/X-Count'),
  bad(
    'many faults in headers',
    get('/headers', { 'x-flag': 'yes', 'x-color': 'R,x' }),
    'header/X-Count',
    'header/x-flag',
    'header/x-color/R',
    'header/x-color/G',
  ),
]

/** By the Cookie header itself, and as cookie-parser leaves them. */
const inCookies: readonly RequestCase[] = ['/cookies', '/parsed-cookies'].flatMap((url) => {
  const withCookie = (cookie: string) => get(url, { cookie })
  return [
    good(`cookies, at ${url}`, withCookie('session=abc; n=4; ids=1,2; theme=dark'), {
      cookies: { session: 'abc', n: 4, ids: [1, 2], theme: 'dark' },
    }),
    good(`a cookie in quotes, at ${url}`, withCookie('session="a b"'), {
      cookies: { session: 'a b' },
    }),
    good(`an encoded cookie, at ${url}`, withCookie('session=a%20b%3B%E8%8C%B6'), {
      cookies: { session: 'a b;茶' },
    }),
    good(`a cookie that is encoded wrongly, at ${url}`, withCookie('session=100%'), {
      cookies: { session: '100%' },
    }),
    good(`the first of two cookies, at ${url}`, withCookie('session=first; session=second'), {
      cookies: { session: 'first' },
    }),
    good(`a cookie with an equals sign, at ${url}`, withCookie('session=YWJj=='), {
      cookies: { session: 'YWJj==' },
    }),
    good(`a cookie that looks like a number, at ${url}`, withCookie('session=0123'), {
      cookies: { session: '0123' },
    }),
    bad(`no cookie, at ${url}`, get(url), 'cookie/session'),
    bad(`another cookie, at ${url}`, withCookie('Session=abc'), 'cookie/session'),
    bad(
      `faults in every cookie, at ${url}`,
      withCookie('session=a; n=x; ids=1,y'),
      'cookie/session',
      'cookie/n',
      'cookie/ids/1',
    ),
  ]
})

const everywhere: readonly RequestCase[] = [
  good(
    'every place at once',
    post('/everything/7?page=2', { name: 'Ann' }, { 'x-count': '3', cookie: 'session=abc' }),
    {
      params: { id: 7 },
      query: { page: 2 },
      headers: { 'x-count': 3 },
      cookies: { session: 'abc' },
      body: { name: 'Ann' },
    },
  ),
  bad(
    'faults in every place at once',
    post('/everything/x?page=y', { name: 1 }, { 'x-count': 'z' }),
    'path/id',
    'query/page',
    'header/x-count',
    'cookie/session',
    'body/name',
  ),
  bad(
    'nothing in any place',
    { method: 'POST', url: '/everything/7' },
    'query/page',
    'header/x-count',
    'cookie/session',
    'body',
  ),
  {
    title: 'a body of another type, and faults in other places',
    request: {
      method: 'POST',
      url: '/everything/7?page=y',
      headers: { 'content-type': 'text/csv', 'x-count': '3', cookie: 'session=abc' },
      body: 'a,b',
    },
    answer: [415, ['body', 'query/page']],
  },
]

export const placeCases: readonly RequestCase[] = [
  ...inPath,
  ...inHeaders,
  ...inCookies,
  ...everywhere,
]
