/** Bodies, which come with types of their own. */
import { bad, badBody, good, goodBody, post, send, type RequestCase } from './request-case.ts'

const typed: readonly RequestCase[] = [
  goodBody('a body of every type', '/typed', { n: 1.5, i: -2, b: false, s: '', nothing: null }),
  goodBody('an empty body of what may be left out', '/typed', {}),
  badBody(
    'texts where a body has other types',
    '/typed',
    { n: '1', i: '2', b: 'true' },
    '/n',
    '/i',
    '/b',
  ),
  badBody('a number for text in a body', '/typed', { s: 1 }, '/s'),
  badBody('a fraction for an integer in a body', '/typed', { i: 1.5 }, '/i'),
  badBody(
    'null in a body for what may be left out',
    '/typed',
    { n: null, i: null, b: null, s: null },
    '/n',
    '/i',
    '/b',
    '/s',
  ),
  badBody('something for null in a body', '/typed', { nothing: 0 }, '/nothing'),
  badBody('a list for a number in a body', '/typed', { n: [1] }, '/n'),
  good('an integer as an exponent in a body', send('/typed', 'application/json', '{"i":1e3}'), {
    body: { i: 1000 },
  }),
  good('the zero below zero in a body', send('/typed', 'application/json', '{"n":-0}'), {
    body: { n: 'minus zero' },
  }),
  good('a large number in a body', send('/typed', 'application/json', '{"n":1e300}'), {
    body: { n: 1e300 },
  }),
  bad(
    'a number without end in a body',
    send('/typed', 'application/json', '{"n":1e999}'),
    'body/n',
  ),
  good(
    'an integer beyond the safe ones in a body',
    send('/typed', 'application/json', '{"i":9007199254740994}'),
    { body: { i: 9007199254740994 } },
  ),
  good('the last of two members of one name', send('/typed', 'application/json', '{"i":1,"i":2}'), {
    body: { i: 2 },
  }),
  badBody('text for a body', '/typed', 'text', ''),
  badBody('a number for a body', '/typed', 1, ''),
  badBody('null for a body', '/typed', null, ''),
  badBody('a list for a body', '/extra', [], ''),
]

const order = {
  id: 'A1',
  customer: { name: 'Ann', email: 'ann@shop.test' },
  lines: [
    { sku: 'tea', quantity: 1 },
    { sku: 'cup', quantity: 2 },
  ],
}

const nested: readonly RequestCase[] = [
  goodBody('a nested body', '/orders', order),
  goodBody('a nested body with null', '/orders', { ...order, note: null }),
  goodBody('a nested body of another script', '/orders', { ...order, note: '茶 🦊 é' }),
  badBody('a required member left out', '/orders', { ...order, id: undefined }, '/id'),
  badBody('all required members left out', '/orders', {}, '/id', '/customer', '/lines'),
  badBody('an empty list that may not be', '/orders', { ...order, lines: [] }, '/lines'),
  badBody(
    'a member of an object within',
    '/orders',
    { ...order, customer: { name: 'Ann' } },
    '/customer/email',
  ),
  badBody('an object within that is none', '/orders', { ...order, customer: 'Ann' }, '/customer'),
  badBody('a list within that is none', '/orders', { ...order, lines: { 0: 'tea' } }, '/lines'),
  badBody(
    'an item of a list that is none',
    '/orders',
    { ...order, lines: [null, 1] },
    '/lines/0',
    '/lines/1',
  ),
  badBody('a name with slashes and tildes', '/orders', { ...order, 'a/b~c': 'x' }, '/a~1b~0c'),
  badBody(
    'several faults at every depth',
    '/orders',
    {
      id: 'A',
      customer: { name: 1, email: 'ann' },
      lines: [{ sku: 'tea', quantity: 0 }, { quantity: 1.5 }],
      note: 1,
    },
    '/id',
    '/customer/name',
    '/customer/email',
    '/lines/0/quantity',
    '/lines/1/sku',
    '/lines/1/quantity',
    '/note',
  ),
  good('defaults within a body', post('/filled', { lines: [{}, { quantity: 3 }] }), {
    body: { currency: 'EUR', lines: [{ quantity: 1 }, { quantity: 3 }] },
  }),
  good('a value before its default in a body', post('/filled', { currency: 'USD' }), {
    body: { currency: 'USD' },
  }),
  badBody('null before a default in a body', '/filled', { currency: null }, '/currency'),
]

const alternatives: readonly RequestCase[] = [
  goodBody('the one branch of a union', '/payments', { kind: 'card', number: '4000' }),
  goodBody('the other branch of a union', '/payments', { kind: 'cash', paid: 5 }),
  badBody('the branch that was meant lacks a member', '/payments', { kind: 'card' }, '/number'),
  badBody('the other branch that was meant lacks a member', '/payments', { kind: 'cash' }, '/paid'),
  badBody(
    'several faults in the branch that was meant',
    '/payments',
    { kind: 'card', number: 1, limit: 'x' },
    '/number',
    '/limit',
  ),
  badBody('no branch is meant', '/payments', { kind: 'cheque' }, '/kind'),
  badBody('a union without its tag', '/payments', { number: '4000' }, '/kind'),
  badBody('text for a union of objects', '/payments', 'card', ''),
  goodBody('the text of a union', '/alternatives', { scalar: 'a', mixed: 'b' }),
  goodBody('the number of a union', '/alternatives', { scalar: 1 }),
  goodBody('the object of a union', '/alternatives', { mixed: { name: 'Ann' } }),
  goodBody('different branches in a list', '/alternatives', {
    shapes: [{ radius: 1 }, { side: 2 }],
  }),
  badBody('none of the scalars of a union', '/alternatives', { scalar: true }, '/scalar'),
  badBody('none of the types of a union', '/alternatives', { mixed: 1 }, '/mixed'),
  badBody('the object of a union, with a fault', '/alternatives', { mixed: {} }, '/mixed/name'),
  badBody('no branch in a list', '/alternatives', { shapes: [{ radius: 1 }, {}] }, '/shapes/1'),
  goodBody('an object or null, which is an object', '/nullable', { name: 'Ann' }),
  goodBody('an object or null, which is null', '/nullable', null),
  badBody('an object or null, with a fault', '/nullable', { name: 1 }, '/name'),
]

const shapes: readonly RequestCase[] = [
  goodBody('a tuple', '/tuples', { point: ['a', 1] }),
  badBody('a tuple with a fault', '/tuples', { point: ['a', 'b'] }, '/point/1'),
  badBody('a tuple that is too short', '/tuples', { point: ['a'] }, '/point'),
  badBody('a tuple that is too long', '/tuples', { point: ['a', 1, 2] }, '/point'),
  badBody('an object for a tuple', '/tuples', { point: { 0: 'a', 1: 1 } }, '/point'),
  goodBody('a record', '/records', { a: 1, 'b/c': 2, '': 3, constructor: 4 }),
  goodBody('an empty record', '/records', {}),
  badBody('a record with faults', '/records', { a: 1, b: 'x', 'c/d': null }, '/b', '/c~1d'),
  badBody('a list for a record', '/records', [1], ''),
  goodBody('a tree', '/trees', {
    name: 'a',
    children: [{ name: 'b', children: [{ name: 'c', children: [] }] }],
  }),
  badBody(
    'a tree with faults at its leaves',
    '/trees',
    { name: 'a', children: [{ name: 'b', children: [{ name: 1, children: [] }] }, {}] },
    '/children/0/children/0/name',
    '/children/1/name',
    '/children/1/children',
  ),
]

const others: readonly RequestCase[] = [
  goodBody('what a body does not declare', '/extra', {
    name: 'Ann',
    age: 3,
    inner: { name: 'B', x: 1 },
  }),
  goodBody('what a loose body does not declare', '/loose', { name: 'Ann', age: 3 }),
  badBody('what a strict body does not declare', '/strict', { name: 'Ann', age: 3 }, '/age'),
  badBody(
    'what strict objects within do not declare',
    '/strict',
    { name: 'Ann', age: 3, inner: { name: 'B', 'x/y': 1 } },
    '/age',
    '/inner/x~1y',
  ),
  badBody(
    'what a strict body does not declare, and a fault',
    '/strict',
    { age: 3 },
    '/age',
    '/name',
  ),
  bad(
    'a prototype in a strict body',
    send('/strict', 'application/json', '{"name":"Ann","__proto__":{"x":1}}'),
    'body/__proto__',
  ),
  bad(
    'a prototype for a required member',
    send('/extra', 'application/json', '{"__proto__":{"name":"A"}}'),
    'body/name',
  ),
]

const json = 'application/json'

const media: readonly RequestCase[] = [
  bad('no body', { method: 'POST', url: '/orders' }, 'body'),
  bad('a body of no length', send('/orders', json, ''), 'body'),
  {
    title: 'a body of text for JSON',
    request: send('/orders', 'text/plain', '{}'),
    answer: [415, ['body']],
  },
  {
    title: 'a body of a form for JSON',
    request: send('/orders', 'application/x-www-form-urlencoded', 'id=A1'),
    answer: [415, ['body']],
  },
  {
    title: 'a body of a type that nothing parses',
    request: send('/orders', 'text/csv', 'a,b'),
    answer: [415, ['body']],
  },
  {
    title: 'a body without a type',
    request: { method: 'POST', url: '/orders', body: '{}' },
    answer: [415, ['body']],
  },
  {
    title: 'a body of another kind of JSON',
    request: send('/orders', 'application/vnd.shop+json', '{}'),
    answer: [415, ['body']],
  },
  {
    title: 'plain JSON for a kind of its own',
    request: send('/vendor', json, '{"name":"Ann"}'),
    answer: [415, ['body']],
  },
  good(
    'a kind of JSON of its own',
    send('/vendor', 'application/vnd.shop+json', '{"name":"Ann"}'),
    { body: { name: 'Ann' } },
  ),
  bad(
    'a kind of JSON of its own, with a fault',
    send('/vendor', 'application/vnd.shop+json', '{}'),
    'body/name',
  ),
  good(
    'a type in capitals, with a character set',
    send('/media', 'Application/JSON; charset=utf-8', '{"name":"茶"}'),
    { body: { name: '茶' } },
  ),
  good('the second of several types', send('/media', 'text/plain', 'tea'), { body: 'tea' }),
  bad('the second of several types, with a fault', send('/media', 'text/plain', 'x'), 'body'),
  good('a form', send('/media', 'application/x-www-form-urlencoded', 'n=1&tags=a'), {
    body: { n: 1, tags: ['a'] },
  }),
  good(
    'a form with a list',
    send('/media', 'application/x-www-form-urlencoded', 'n=-2&tags=a&tags=b+c'),
    { body: { n: -2, tags: ['a', 'b c'] } },
  ),
  bad('a form with faults', send('/media', 'application/x-www-form-urlencoded', 'n=x'), 'body/n'),
  {
    title: 'none of several types',
    request: send('/media', 'text/csv', 'a,b'),
    answer: [415, ['body']],
  },
  good('a body that may be left out', send('/optional', json, '{"name":"Ann"}'), {
    body: { name: 'Ann' },
  }),
  good('no body where it may be left out', { method: 'POST', url: '/optional' }, {}),
  bad('a body that may be left out, with a fault', send('/optional', json, '{}'), 'body/name'),
]

export const bodyCases: readonly RequestCase[] = [
  ...typed,
  ...nested,
  ...alternatives,
  ...shapes,
  ...others,
  ...media,
]
