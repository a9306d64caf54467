/** Links: their fields, what they read, and what the operation that they lead to takes. */
import express from 'express'
import { describe, expect, it } from 'vitest'
import { linkTargetRules } from '../../lib/document/link-targets.ts'
import { callbackRouter, openapi, operation, webhookRouter } from '../../lib/index.ts'
import type { OpenAPIOptions, Problem } from '../../lib/index.ts'
import { linkFieldRules } from '../../lib/links/field-rules.ts'
import { linkSourceRules } from '../../lib/links/source-rules.ts'
import { caught, summary } from '../live-app.ts'

const declare = operation as unknown as (definition: object) => express.RequestHandler
const info = { title: 'Links', version: '1.0.0' }
const text = { type: 'string' }
const object = (...names: string[]): object => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, text])),
})

/** What the caret of a message stands under, and the message without the drawing. */
interface Said {
  readonly code: string
  readonly where: string
  readonly message: string
  readonly remedy: string
  readonly caret?: string
}

function say({ code, where, message, remedy }: Omit<Problem, 'severity'>): Said {
  const [first = '', , drawn = '', caret = ''] = message.replace(`${code} `, '').split('\n')
  const said = { code, where: where.replace(/ at \S+:\d+/g, ''), message: first, remedy }
  return caret.includes('^') ? { ...said, caret: drawn.slice(caret.indexOf('^')) } : said
}

interface Case {
  readonly title: string
  /** Other fields of POST /shops/{shop}/invoices. */
  readonly definition?: object
  /** Other fields of its response 201. */
  readonly response?: object
  readonly link: unknown
  readonly options?: Partial<OpenAPIOptions>
}

/** An app whose link leads to one of two operations. */
function createApp({ definition, response, link }: Case): express.Express {
  const app = express()
  app.post(
    '/shops/:shop/invoices',
    declare({
      ...definition,
      responses: { 201: { description: 'Made', ...response, links: { show: link } } },
    }),
  )
  const query = object('page', 'id')
  const headers = object('X-Trace')
  app.get('/invoices/:id', declare({ operationId: 'showInvoice', query, headers }))
  app.put('/stock', declare({ operationId: 'putStock', body: object('count') }))
  return app
}

/** What operation() throws, or what is wrong with the document. */
function faultsOf(one: Case): Said[] {
  try {
    const app = createApp(one)
    const problems = openapi({ info, ...one.options }).problems(app)
    return problems.filter(({ severity }) => severity === 'error').map(say)
  } catch (error) {
    return [say(error as Problem)]
  }
}

const declared = (within = ''): string => `responses.201.links.show${within} of operation()`
const documented = 'POST /shops/{shop}/invoices > responses.201.links.show'
const forms =
  "Write { operationId: 'showInvoice', parameters: { … } }, or { $ref: '#/components/links/…' }."

const fieldCases: [Case, Said][] = [
  ...(
    [
      [null, 'null'],
      [[], 'an array'],
      ['showInvoice', '"showInvoice"'],
    ] as const
  ).map(([link, named]): [Case, Said] => [
    { title: `is ${named}`, link },
    { code: 'ERR_DEFINITION', where: declared(), message: `A link is ${named}.`, remedy: forms },
  ]),
  [
    { title: 'leads nowhere', link: { parameters: { id: 1 } } },
    {
      code: 'ERR_DEFINITION',
      where: declared(),
      message:
        'The link leads to no operation: it has neither operationId nor operationRef, and is an object with parameters.',
      remedy: forms,
    },
  ],
  [
    {
      title: 'leads to two operations',
      link: { operationId: 'putStock', operationRef: '#/paths/~1stock/put' },
    },
    {
      code: 'ERR_DEFINITION',
      where: declared(),
      message:
        'The link has both an operationId, "putStock", and an operationRef, "#/paths/~1stock/put".',
      remedy:
        'Keep the operationId, or the operationRef where the operation is in another document.',
    },
  ],
  ...(
    [
      ['operationID', 'operationId'],
      ['operationref', 'operationRef'],
      ['parameter', 'parameters'],
      ['requestbody', 'requestBody'],
    ] as const
  ).map(([field, meant]): [Case, Said] => [
    { title: `says ${field}`, link: { [field]: 'putStock', 'x-a': 1 } },
    {
      code: 'ERR_DEFINITION',
      where: declared(`.${field}`),
      message: `There is no field "${field}" in a link.`,
      remedy: `Did you mean ${meant}?`,
    },
  ]),
  [
    { title: 'leads to an empty operationId', link: { operationId: '' } },
    {
      code: 'ERR_DEFINITION',
      where: declared('.operationId'),
      message: 'The operationId of a link is "", and no string that leads anywhere.',
      remedy: "Write operationId: 'showInvoice', or operationRef: '#/paths/~1invoices~1{id}/get'.",
    },
  ],
  [
    { title: 'leads to a number', link: { operationRef: 5 } },
    {
      code: 'ERR_DEFINITION',
      where: declared('.operationRef'),
      message: 'The operationRef of a link is the number 5, and no string that leads anywhere.',
      remedy: "Write operationId: 'showInvoice', or operationRef: '#/paths/~1invoices~1{id}/get'.",
    },
  ],
  [
    { title: 'has a list of parameters', link: { operationId: 'putStock', parameters: ['id'] } },
    {
      code: 'ERR_DEFINITION',
      where: declared('.parameters'),
      message: 'The parameters of a link are an array.',
      remedy: "Give the value of each by its name: parameters: { id: '$response.body#/id' }.",
    },
  ],
]

const reading = (value: string): object => ({ operationId: 'putStock', requestBody: value })
const inBody = '.requestBody'

/** What is wrong by the declaration alone, and is thrown by it. */
const declaredCases: [Case, Said][] = [
  [
    { title: 'a body that the response does not have', link: reading('$response.body#/id') },
    {
      code: 'ERR_LINK_SOURCE',
      where: declared(inBody),
      message: '"$response.body#/id" reads the response body, and the response 201 declares none.',
      remedy: 'Declare its body: responses: { 201: { schema } }.',
      caret: 'body#/id',
    },
  ],
  [
    {
      title: 'what the body of the response does not have',
      response: { schema: object('id', 'name') },
      link: reading('$response.body#/idd'),
    },
    {
      code: 'ERR_LINK_SOURCE',
      where: declared(inBody),
      message: 'The response body has no "idd"; it has id and name.',
      remedy: 'Did you mean `$response.body#/id`?',
      caret: 'idd',
    },
  ],
  [
    {
      title: 'the same in braces',
      response: { content: { 'application/json': object('id'), 'text/plain': text } },
      link: reading('no. {$response.body#/idd}'),
    },
    {
      code: 'ERR_LINK_SOURCE',
      where: declared(inBody),
      message: 'The response body has no "idd"; it has id.',
      remedy: 'Did you mean `{$response.body#/id}`?',
      caret: 'idd}',
    },
  ],
  [
    {
      title: 'what is writeOnly, and in no response',
      response: {
        schema: { type: 'object', properties: { id: text, pin: { ...text, writeOnly: true } } },
      },
      link: reading('$response.body#/pin'),
    },
    {
      code: 'ERR_LINK_SOURCE',
      where: declared(inBody),
      message: 'The response body has no "pin"; it has id.',
      remedy: 'Write one that is there, such as `$response.body#/id`, or add it to the schema.',
      caret: 'pin',
    },
  ],
  [
    {
      title: 'what the body of the request does not have',
      definition: { body: object('id') },
      link: reading('$request.body#/name'),
    },
    {
      code: 'ERR_LINK_SOURCE',
      where: declared(inBody),
      message: 'The request body has no "name"; it has id.',
      remedy: 'Write one that is there, such as `$request.body#/id`, or add it to the schema.',
      caret: 'name',
    },
  ],
  [
    {
      title: 'what is readOnly, and in no request',
      definition: { body: { type: 'object', properties: { id: { ...text, readOnly: true } } } },
      link: reading('$request.body#/id'),
    },
    {
      code: 'ERR_LINK_SOURCE',
      where: declared(inBody),
      message: '"id" is readOnly: the request body is sent without it.',
      remedy: 'Read what is sent, or take the keyword from it.',
      caret: 'id',
    },
  ],
  [
    {
      title: 'a header that the response does not have',
      response: { headers: { Location: { schema: text } } },
      link: reading('$response.header.Locaton'),
    },
    {
      code: 'ERR_LINK_SOURCE',
      where: declared(inBody),
      message: 'The response 201 has no header "Locaton"; it has Location.',
      remedy: 'Did you mean `$response.header.Location`?',
      caret: 'Locaton',
    },
  ],
  [
    {
      title: 'a header that is in the body',
      response: { schema: object('id') },
      link: reading('$response.header.id'),
    },
    {
      code: 'ERR_LINK_SOURCE',
      where: declared(inBody),
      message: 'The response 201 has no header "id"; it has none.',
      remedy: 'Did you mean `$response.body#/id`?',
      caret: 'id',
    },
  ],
  [
    { title: 'a header that nothing has', link: reading('$response.header.ETag') },
    {
      code: 'ERR_LINK_SOURCE',
      where: declared(inBody),
      message: 'The response 201 has no header "ETag"; it has none.',
      remedy: 'Declare it: responses: { 201: { headers: { "ETag": { schema } } } }.',
      caret: 'ETag',
    },
  ],
]

/** What only the whole app shows. */
const documentCases: [Case, Said][] = [
  [
    { title: 'a body that the request does not have', link: reading('$request.body#/id') },
    {
      code: 'ERR_LINK_SOURCE',
      where: documented,
      message: '"$request.body#/id" reads the request body, and the operation declares none.',
      remedy: 'Declare its body, or read the query instead.',
      caret: 'body#/id',
    },
  ],
  [
    {
      title: 'a query parameter that is in the response',
      response: { schema: object('id') },
      link: reading('$request.query.id'),
    },
    {
      code: 'ERR_LINK_SOURCE',
      where: documented,
      message: 'The operation has no query parameter "id"; it has none.',
      remedy: 'Did you mean `$response.body#/id`?',
      caret: 'id',
    },
  ],
  [
    { title: 'a query parameter that nothing has', link: reading('$request.query.page') },
    {
      code: 'ERR_LINK_SOURCE',
      where: documented,
      message: 'The operation has no query parameter "page"; it has none.',
      remedy: 'Declare it: query: z.object({ page: z.string() }).',
      caret: 'page',
    },
  ],
  [
    {
      title: 'a header that is misspelt',
      definition: { headers: object('X-Trace') },
      link: reading('trace {$request.header.X-Trac}'),
    },
    {
      code: 'ERR_LINK_SOURCE',
      where: documented,
      message: 'The operation has no header "X-Trac"; it has X-Trace.',
      remedy: 'Did you mean `{$request.header.X-Trace}`?',
      caret: 'X-Trac}',
    },
  ],
  [
    { title: 'a path parameter that is misspelt', link: reading('$request.path.shp') },
    {
      code: 'ERR_LINK_SOURCE',
      where: documented,
      message: 'The path has no parameter "shp"; it has shop.',
      remedy: 'Did you mean `$request.path.shop`?',
      caret: 'shp',
    },
  ],
]

const has = 'it has path.id, query.page, query.id, header.X-Trace'
const targetCases: [Case, Said][] = [
  [
    {
      title: 'a parameter that is misspelt',
      link: { operationId: 'showInvoice', parameters: { pag: 1 } },
    },
    {
      code: 'ERR_LINK_PARAMETER',
      where: documented,
      message: `"showInvoice", which the link leads to, has no parameter "pag"; ${has}.`,
      remedy: 'Did you mean "page"?',
    },
  ],
  [
    {
      title: 'a parameter that is in another place',
      link: { operationId: 'showInvoice', parameters: { 'path.page': 1 } },
    },
    {
      code: 'ERR_LINK_PARAMETER',
      where: documented,
      message: `"showInvoice", which the link leads to, has no parameter "path.page"; ${has}.`,
      remedy: 'Did you mean "query.page"?',
    },
  ],
  [
    {
      title: 'a parameter that is misspelt, and in two places',
      link: { operationId: 'showInvoice', parameters: { 'query.ids': 1 } },
    },
    {
      code: 'ERR_LINK_PARAMETER',
      where: documented,
      message: `"showInvoice", which the link leads to, has no parameter "query.ids"; ${has}.`,
      remedy: 'Did you mean "query.id"?',
    },
  ],
  [
    {
      title: 'a parameter that is not there, by an operationRef',
      link: { operationRef: '#/paths/~1stock/put', parameters: { shelf: 1 } },
    },
    {
      code: 'ERR_LINK_PARAMETER',
      where: documented,
      message:
        '"#/paths/~1stock/put", which the link leads to, has no parameter "shelf"; it has none.',
      remedy: 'Name a parameter that it has, or declare this one there.',
    },
  ],
  [
    {
      title: 'a parameter that stands in two places',
      link: { operationId: 'showInvoice', parameters: { id: 1 } },
    },
    {
      code: 'ERR_LINK_PARAMETER',
      where: documented,
      message:
        '"showInvoice", which the link leads to, has a parameter "id" in the path and in the query.',
      remedy: 'Write "path.id" or "query.id".',
    },
  ],
  [
    {
      title: 'a body where there is none',
      link: { operationId: 'showInvoice', requestBody: null },
    },
    {
      code: 'ERR_LINK_PARAMETER',
      where: documented,
      message: 'The link gives a requestBody, and "showInvoice", which it leads to, has none.',
      remedy: 'Take it out of the link, or declare the body of that operation.',
    },
  ],
  [
    { title: 'a path in place of an operation', link: { operationRef: '#/paths/~1stock' } },
    {
      code: 'ERR_REFERENCE',
      where: documented,
      message: 'The link leads to "#/paths/~1stock", which is no operation.',
      remedy: 'Let it end in a method, such as "#/paths/~1invoices~1{id}/get".',
    },
  ],
  [
    { title: 'an operation that is not there', link: { operationId: 'show' } },
    {
      code: 'ERR_REFERENCE',
      where: documented,
      message: 'The link leads to the operation "show", and no operation has this operationId.',
      remedy: 'Give the operationId of one that is in the document.',
    },
  ],
  [
    { title: 'a reference that leads nowhere', link: { operationRef: '#/paths/~1stock/get' } },
    {
      code: 'ERR_REFERENCE',
      where: 'paths > /shops/{shop}/invoices > post > responses > 201 > links > show',
      message: 'The reference "#/paths/~1stock/get" leads nowhere.',
      remedy: 'Add what it names to openapi({ components }), or mend the reference.',
    },
  ],
]

/** The second route of one path is documented by the names of the first. */
function renamedFaults(): Said[] {
  const app = express()
  app.get('/shops/:shop/invoices', declare({ operationId: 'list' }))
  const link = { operationId: 'putStock', requestBody: '$request.path.store' }
  app.post('/shops/:store/invoices', declare({ responses: { 201: { links: { show: link } } } }))
  app.put('/stock', declare({ operationId: 'putStock', body: object('count') }))
  return openapi({ info }).problems(app).map(say)
}

const tables: Record<string, [Case, Said][]> = {
  'is refused by its declaration where it': fieldCases,
  'is refused by its declaration where it reads': declaredCases,
  'is a problem of the document where it reads': documentCases,
  'is a problem of the document where it passes on, or leads to': targetCases,
}
const all = Object.values(tables).flat()

describe.each(Object.entries(tables))('a link %s', (_title, cases) => {
  it.each(cases.map(([one, said]) => ({ ...one, said })))('$title', ({ said, ...one }) => {
    expect(faultsOf(one)).toEqual([said])
  })
})

describe('the table', () => {
  const rules = [linkFieldRules, linkSourceRules, linkTargetRules] as { name: string }[][]
  const each = rules.flatMap((list) => list.map((rule) => ({ name: rule.name, rule, list })))

  const outcomes = (): string =>
    JSON.stringify([...all.map(([one]) => faultsOf(one)), renamedFaults()])
  const before = outcomes()

  it.each(each)('needs $name', ({ rule, list }) => {
    const index = list.indexOf(rule)
    list.splice(index, 1)
    try {
      expect(outcomes()).not.toBe(before)
    } finally {
      list.splice(index, 0, rule)
    }
  })

  it('is the same at a second reading', () => {
    expect(outcomes()).toBe(before)
  })
})

/** A document without a word about it, and the links of POST /shops/{shop}/invoices in it. */
function linksOf(one: Omit<Case, 'title' | 'link'>, links: object): unknown {
  const app = createApp({ title: '', ...one, link: { operationId: 'putStock' } })
  const responses = { 201: { description: 'Made', ...one.response, links } }
  app.post('/more', declare({ ...one.definition, responses }))
  const docs = openapi({ info, ...one.options })
  expect(docs.problems(app)).toEqual([])
  const { paths } = docs.document(app) as { paths: Record<string, Record<string, unknown>> }
  const { responses: written } = paths['/more']!['post'] as { responses: Record<string, unknown> }
  return (written['201'] as { links: unknown }).links
}

describe('a link that is in order', () => {
  it.each<[title: string, links: object, one?: Omit<Case, 'title' | 'link'>]>([
    ['leads to an operation, and no more', { show: { operationId: 'putStock' } }],
    [
      'holds every field, fields of its author, and one of a later version',
      {
        'show.it_1-a': {
          operationId: 'putStock',
          requestBody: { count: '5', of: [1, null] },
          description: '$id',
          server: { url: 'https://{id}.test' },
          'x-a': '$id',
          retries: 3,
        },
      },
    ],
    [
      'passes parameters on by names that are qualified where two are alike',
      {
        show: { operationId: 'showInvoice', parameters: { 'path.id': 1, 'query.id': 2, page: 3 } },
      },
    ],
    [
      'names a header in another case',
      { show: { operationId: 'showInvoice', parameters: { 'x-trace': 1 } } },
    ],
    [
      'names a header by its place, in another case',
      { show: { operationId: 'showInvoice', parameters: { 'header.x-trace': 1 } } },
    ],
    [
      'leads to an operation by its place',
      { show: { operationRef: '#/paths/~1invoices~1{id}/get', parameters: { 'path.id': 1 } } },
    ],
    [
      'leads into another document',
      {
        show: { operationRef: 'https://a.test/openapi.json#/paths/~1b/get', parameters: { b: 1 } },
      },
    ],
    [
      'reads what is optional, nullable or in some branches only, an object or a list',
      {
        show: {
          operationId: 'putStock',
          requestBody: [
            ...['$request.body', '$request.query.page', '$request.header.X-A', '$response.body#/a'],
            ...[
              '$response.body#/b',
              '$response.body#/c',
              '$response.header.etag',
              '$request.body#/id',
            ],
          ],
        },
      },
      {
        definition: {
          query: object('page'),
          headers: object('x-a'),
          body: { required: false, content: { 'application/json': object('id') } },
        },
        response: {
          headers: { ETag: { schema: text } },
          schema: {
            ...{ type: 'object', required: ['a'] },
            properties: { a: { type: 'null' }, b: { type: ['object', 'null'] } },
            anyOf: [object('c'), { required: ['a'] }],
          },
        },
      },
    ],
    [
      'reads one of several media types',
      { show: { operationId: 'putStock', requestBody: '$response.body#/a' } },
      {
        response: {
          content: { 'application/json': object('b'), 'application/a+json': object('a') },
        },
      },
    ],
    [
      'reads what has no schema',
      { show: { operationId: 'putStock', requestBody: '$response.body#/a' } },
      { response: { content: { 'application/json': { example: { a: 1 } } } } },
    ],
    [
      'stands in the components',
      { show: { $ref: '#/components/links/Show' } },
      { options: { components: { links: { Show: { operationId: 'putStock' } } } } },
    ],
  ])('%s', (_title, links, one = {}) => {
    expect(linksOf(one, links)).toEqual(links)
  })
})

describe('a link reads its own response', () => {
  const link = { operationId: 'list', parameters: { q: '$response.body#/id' } }
  const list = { operationId: 'list', query: object('q') }

  it('and no other, even where that has what it reads', () => {
    const responses = {
      200: object('id'),
      '4XX': { schema: object('name'), links: { again: link } },
    }
    expect(summary(caught(() => declare({ responses })))).toMatchObject({
      code: 'ERR_LINK_SOURCE',
      message: 'The response body has no "id"; it has name.',
    })
  })

  it('be it one that a guard declares', () => {
    const app = express()
    const responses = { '4XX': { schema: object('id'), links: { again: link } } }
    app.use(declare({ headers: object('X-Shop'), responses }))
    const more = { again: { operationId: 'list', parameters: { q: '$request.header.x-shop' } } }
    app.get('/a', declare({ ...list, responses: { 200: { links: more } } }))
    expect(openapi({ info }).problems(app)).toEqual([])
  })

  it('in which a schema of the components is known as the document is built', () => {
    const responses = {
      200: { schema: { $ref: '#/components/schemas/A' }, links: { again: link } },
    }
    const app = express()
    app.get('/a', declare({ ...list, responses }))
    const problemsWith = (A: object): Said[] =>
      openapi({ info, components: { schemas: { A } } })
        .problems(app)
        .map(say)
    expect(problemsWith(object('id'))).toEqual([])
    expect(problemsWith(object('idd'))).toEqual([
      {
        code: 'ERR_LINK_SOURCE',
        where: 'GET /a > responses.200.links.again',
        message: 'The response body has no "id"; it has idd.',
        remedy: 'Did you mean `$response.body#/idd`?',
        caret: 'id',
      },
    ])
  })

  it('unless that is a reference, beside which no link is read', () => {
    const app = express()
    const responses = { 200: { $ref: '#/components/responses/A', links: { again: { id: '$id' } } } }
    app.get('/a', declare({ responses }))
    const components = { responses: { A: { description: 'a' } } }
    expect(openapi({ info, components }).problems(app)).toEqual([])
  })
})

describe('what is declared once and stands at several paths', () => {
  const link = { operationId: 'list', parameters: { q: '$request.path.id' } }
  const again = { responses: { 200: { links: { again: link } } } }
  const problemsAt = (...paths: string[]): Said[] => {
    const app = express()
    app.get('/list', declare({ operationId: 'list', query: object('q') }))
    app.get(paths, declare(again))
    return openapi({ info }).problems(app).map(say)
  }

  it('is in order where one of the paths has what its link reads', () => {
    expect(problemsAt('/a/:id', '/a')).toEqual([])
    expect(problemsAt('/a', '/a/:id')).toEqual([])
  })

  it('is reported once where none has it', () => {
    expect(problemsAt('/a', '/b')).toEqual([
      {
        code: 'ERR_LINK_SOURCE',
        where: 'GET /a > responses.200.links.again',
        message: 'The path has no parameter "id"; it has none.',
        remedy: 'Write ":id" into its path, or read one that is there.',
        caret: 'id',
      },
    ])
  })

  it('has the path parameters of the document, and no others', () => {
    expect(renamedFaults()).toEqual([
      {
        code: 'ERR_LINK_SOURCE',
        where: 'POST /shops/{shop}/invoices > responses.201.links.show',
        message:
          'The path parameter "store" is called "shop" in the document, as in an earlier route of the same path.',
        remedy: 'Give the parameter one name in both routes.',
        caret: 'store',
      },
    ])
  })
})

describe('links of what we send', () => {
  const body = {
    type: 'object',
    properties: { url: text, id: { ...text, readOnly: true }, pin: { ...text, writeOnly: true } },
  }
  const withLink = (value: string, operationId = 'list'): object => ({
    body,
    responses: {
      200: { schema: body, links: { next: { operationId, parameters: { q: value } } } },
    },
  })
  const router = callbackRouter as unknown as () => { post(key: string, definition: object): never }
  const webhooks = webhookRouter as unknown as typeof router
  const problemsOf = (definition: object): Said[] => {
    const app = express()
    const events = router().post('{$request.body#/url}', definition)
    app.get(
      '/list',
      declare({ operationId: 'list', query: object('q'), body, callbacks: { events } }),
    )
    const docs = openapi({ info, webhooks: webhooks().post('made', definition) })
    return docs
      .problems(app)
      .filter(({ severity }) => severity === 'error')
      .map(say)
  }

  it('read what travels there: readOnly goes out, and writeOnly comes in', () => {
    expect(problemsOf(withLink('$request.body#/id'))).toEqual([])
    expect(problemsOf(withLink('$response.body#/pin'))).toEqual([])
    expect(
      caught(() => router().post('https://a.test', withLink('$request.body#/pin'))),
    ).toMatchObject({
      code: 'ERR_LINK_SOURCE',
      remedy: 'Write one that is there, such as `$request.body#/url`, or add it to the schema.',
    })
    expect(caught(() => webhooks().post('made', withLink('$response.body#/id')))).toMatchObject({
      code: 'ERR_LINK_SOURCE',
      remedy: 'Read what is sent, or take the keyword from it.',
    })
  })

  it('have no path parameters', () => {
    const said = {
      code: 'ERR_LINK_SOURCE',
      message: 'What is sent to a computed URL has no parameter "id"; it has none.',
      remedy: 'Did you mean `$response.body#/id`?',
      caret: 'id',
    }
    const within = 'responses.200.links.next'
    expect(problemsOf(withLink('$request.path.id'))).toEqual([
      {
        ...said,
        where: `GET /list > callbacks.events > POST {$request.body#/url} > ${within}`,
      },
      { ...said, where: `webhooks > POST made > ${within}` },
    ])
  })

  it('may lead to one another', () => {
    const app = express()
    const answer = {
      operationId: 'event',
      query: object('q'),
      ...withLink('$response.body#/pin', 'made'),
    }
    const events = router().post('{$request.body#/url}', answer)
    app.get('/list', declare({ body, callbacks: { events } }))
    const made = {
      operationId: 'made',
      headers: object('q'),
      ...withLink('$request.body#/id', 'event'),
    }
    const docs = openapi({ info, webhooks: webhooks().post('made', made) })
    expect(docs.problems(app).filter(({ severity }) => severity === 'error')).toEqual([])
  })
})

describe('the links of openapi({ components })', () => {
  const problemsOf = (link: unknown, more: object = {}): Said[] => {
    const app = express()
    app.put('/stock', declare({ operationId: 'putStock', body: object('count') }))
    const components = { links: { Show: link }, ...more } as never
    return openapi({ info, components }).problems(app).map(say)
  }
  const where = 'components.links.Show'

  it('read what nothing knows of', () => {
    expect(problemsOf(reading('$request.body#/a'))).toEqual([])
    expect(problemsOf(reading('{$request.query.a}-{$response.header.b}'))).toEqual([])
  })

  it.each<[link: unknown, said: Omit<Said, 'where'>]>([
    [
      reading('{$id}'),
      {
        code: 'ERR_LINK_EXPRESSION',
        message: '"$id" is not a runtime expression.',
        remedy: 'Write `{$response.body#/id}`, or `{$request.path.id}` for what the request had.',
        caret: '$id}',
      },
    ],
    [5, { code: 'ERR_DEFINITION', message: 'A link is the number 5.', remedy: forms }],
    [
      { operationid: 'putStock' },
      {
        code: 'ERR_DEFINITION',
        message: 'There is no field "operationid" in a link.',
        remedy: 'Did you mean operationId?',
      },
    ],
    [
      { operationId: 'put' },
      {
        code: 'ERR_REFERENCE',
        message: 'The link leads to the operation "put", and no operation has this operationId.',
        remedy: 'Give the operationId of one that is in the document.',
      },
    ],
    [
      { operationId: 'putStock', parameters: { id: 1 } },
      {
        code: 'ERR_LINK_PARAMETER',
        message: '"putStock", which the link leads to, has no parameter "id"; it has none.',
        remedy: 'Name a parameter that it has, or declare this one there.',
      },
    ],
  ])('are checked for all else: %j', (link, said) => {
    expect(problemsOf(link)).toEqual([{ where, ...said }])
  })

  it('lead into path items that are written there, whose parameters are shared and referred to', () => {
    const responses = { 200: { description: 'ok' } }
    const more = {
      parameters: { Id: { name: 'id', in: 'path', required: true, schema: text } },
      pathItems: {
        A: {
          parameters: [{ $ref: '#/components/parameters/Id' }],
          get: {
            operationId: 'a',
            responses,
            parameters: [{ name: 'b', in: 'query', schema: text }],
          },
          put: { operationId: 'other', responses, parameters: [{ $ref: 'a.json#/c' }] },
        },
      },
    }
    const passing = (operationId: string, name: string): Said[] =>
      problemsOf({ operationId, parameters: { [name]: 1 } }, more)
    expect(passing('a', 'id')).toEqual([])
    expect(passing('a', 'b')).toEqual([])
    expect(passing('other', 'c')).toEqual([])
    expect(passing('a', 'c')).toEqual([
      {
        code: 'ERR_LINK_PARAMETER',
        where,
        message: '"a", which the link leads to, has no parameter "c"; it has path.id, query.b.',
        remedy: 'Name a parameter that it has, or declare this one there.',
      },
    ])
  })
})

it('leads to operations of other methods in OpenAPI 3.2', () => {
  const app = express()
  const link = { operationId: 'copyStock', parameters: { from: 1, to: 2 } }
  app.copy('/stock', declare({ operationId: 'copyStock', query: object('from') }))
  app.get('/a', declare({ responses: { 200: { links: { copy: link } } } }))
  expect(openapi({ info, openapi: '3.2' }).problems(app).map(say)).toEqual([
    {
      code: 'ERR_LINK_PARAMETER',
      where: 'GET /a > responses.200.links.copy',
      message: '"copyStock", which the link leads to, has no parameter "to"; it has query.from.',
      remedy: 'Name a parameter that it has, or declare this one there.',
    },
  ])
})

it('has a name that could be one of the components', () => {
  const responses = { 200: { links: { 'to show': { operationId: 'a' } } } }
  expect(say(caught(() => declare({ responses })) as never)).toEqual({
    code: 'ERR_DEFINITION',
    where: 'responses.200.links.to show of operation()',
    message: '"to show" cannot name a link.',
    remedy: 'Use letters, digits, ".", "-" and "_" in the names of links.',
  })
})

it.each([['show'], [[{ operationId: 'a' }]]])('are a map, and not %j', (links) => {
  expect(caught(() => declare({ responses: { 200: { links } } }))).toMatchObject({
    code: 'ERR_DEFINITION',
    remedy: 'Give each link by its name: links: { show: { operationId: … } }.',
  })
})

it('passes on data, which is no reference of the document whatever it looks like', () => {
  const link = { operationId: 'put', requestBody: { $ref: '#/nowhere' } }
  const app = express()
  app.put('/a', declare({ operationId: 'put', body: { type: 'object' } }))
  app.get('/a', declare({ responses: { 200: { links: { put: link } } } }))
  expect(openapi({ info }).problems(app)).toEqual([])
})
