/** The apps whose types are measured: the same resources, each with five operations, in several styles. */

/** A way to write the same routes. */
export type Style = 'express' | 'zod' | 'json-schema' | 'typebox' | 'callbacks'

/** The source of one module: a resource and its five routes. */
export function writeResource(style: Style, index: number): string {
  const { imports, schemas, routes } = styles[style]
  return [
    ...imports,
    `import { Router } from 'express'\n`,
    `export const router = Router()\n`,
    schemas,
    ...routes,
  ]
    .join('\n')
    .replaceAll('things', `things${index}`)
}

const importZod = `import { z } from 'zod'`
const importOperation = `import { operation } from 'ringback'`

const zodSchemas = `
const Line = z.object({ sku: z.string(), quantity: z.number().int().min(1), price: z.number() })
const Thing = z.object({
  id: z.uuid(),
  customer: z.string().min(1),
  currency: z.enum(['EUR', 'USD']).default('EUR'),
  due: z.iso.date().optional(),
  tags: z.array(z.string()),
  lines: z.array(Line),
  address: z.object({ street: z.string(), city: z.string(), country: z.string().length(2) }),
})
const NewThing = Thing.omit({ id: true })
const Changes = NewThing.partial()
const Page = z.object({ items: z.array(Thing), next: z.string().optional() })
const Problem = z.object({ title: z.string(), status: z.number() })
const Key = z.object({ id: z.string() })
const Search = z.object({ page: z.coerce.number().default(1), sort: z.enum(['due', 'customer']).optional() })
`

const jsonSchemas = `
const Line = {
  type: 'object',
  properties: { sku: { type: 'string' }, quantity: { type: 'integer', minimum: 1 }, price: { type: 'number' } },
  required: ['sku', 'quantity', 'price'],
} as const
const properties = {
  customer: { type: 'string', minLength: 1 },
  currency: { enum: ['EUR', 'USD'], default: 'EUR' },
  due: { type: 'string', format: 'date' },
  tags: { type: 'array', items: { type: 'string' } },
  lines: { type: 'array', items: Line },
  address: {
    type: 'object',
    properties: { street: { type: 'string' }, city: { type: 'string' }, country: { type: 'string' } },
    required: ['street', 'city', 'country'],
  },
} as const
const Thing = {
  type: 'object',
  properties: { id: { type: 'string', format: 'uuid' }, ...properties },
  required: ['id', 'customer', 'tags', 'lines', 'address'],
} as const
const NewThing = { type: 'object', properties, required: ['customer', 'tags', 'lines', 'address'] } as const
const Changes = { type: 'object', properties } as const
const Page = {
  type: 'object',
  properties: { items: { type: 'array', items: Thing }, next: { type: 'string' } },
  required: ['items'],
} as const
const Problem = {
  type: 'object',
  properties: { title: { type: 'string' }, status: { type: 'integer' } },
  required: ['title', 'status'],
} as const
const Key = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } as const
const Search = {
  type: 'object',
  properties: { page: { type: 'integer', default: 1 }, sort: { enum: ['due', 'customer'] } },
} as const
`

const typeBoxSchemas = `
const Line = Type.Object({ sku: Type.String(), quantity: Type.Integer({ minimum: 1 }), price: Type.Number() })
const Thing = Type.Object({
  id: Type.String({ format: 'uuid' }),
  customer: Type.String({ minLength: 1 }),
  currency: Type.Optional(Type.Union([Type.Literal('EUR'), Type.Literal('USD')])),
  due: Type.Optional(Type.String({ format: 'date' })),
  tags: Type.Array(Type.String()),
  lines: Type.Array(Line),
  address: Type.Object({ street: Type.String(), city: Type.String(), country: Type.String() }),
})
const NewThing = Type.Omit(Thing, ['id'])
const Changes = Type.Partial(NewThing)
const Page = Type.Object({ items: Type.Array(Thing), next: Type.Optional(Type.String()) })
const Problem = Type.Object({ title: Type.String(), status: Type.Integer() })
const Key = Type.Object({ id: Type.String() })
const Search = Type.Object({
  page: Type.Integer({ default: 1 }),
  sort: Type.Optional(Type.Union([Type.Literal('due'), Type.Literal('customer')])),
})
`

interface Route {
  readonly method: string
  readonly path: string
  /** By the slot's name in a definition, the name of its schema. */
  readonly slots: Readonly<Record<string, string>>
  /** By status, the name of a schema, or `null`. */
  readonly responses: Readonly<Record<number, string>>
  readonly handler: string
  /** What a callback says after the URL of its receiver, which a header gives that nobody declares. */
  readonly callback: string
}

const sample = `{ id: 'a', customer: 'c', tags: [], lines: [{ sku: 's', quantity: 1, price: 2 }], address: { street: 's', city: 'c', country: 'DE' } }`

/** What every style writes. */
const routes: readonly Route[] = [
  {
    method: 'get',
    path: '/things',
    slots: { query: 'Search' },
    responses: { 200: 'Page' },
    handler: `res.json({ items: [${sample}], next: String(req.query.page + 1) })`,
    callback: '?sort={$request.query.sort}&next={$response.body#/next}',
  },
  {
    method: 'post',
    path: '/things',
    slots: { body: 'NewThing' },
    responses: { 201: 'Thing', 409: 'Problem' },
    handler: `if (req.body.lines.length === 0) res.status(409).json({ title: req.body.customer, status: 409 })
  else res.status(201).json(${sample})`,
    callback: '{$response.body#/id}/{$request.body#/address/city}?of={$request.body#/customer}',
  },
  {
    method: 'get',
    path: '/things/:id',
    slots: { params: 'Key' },
    responses: { 200: 'Thing', 404: 'Problem' },
    handler: `if (req.params.id === 'a') res.json(${sample})
  else res.status(404).json({ title: req.params.id, status: 404 })`,
    callback: '{$request.path.id}?of={$response.body#/customer}',
  },
  {
    method: 'patch',
    path: '/things/:id',
    slots: { params: 'Key', query: 'Search', body: 'Changes' },
    responses: { 200: 'Thing', 404: 'Problem' },
    handler: `if (req.params.id === req.body.customer) res.json(${sample})
  else res.status(404).json({ title: String(req.query.sort), status: 404 })`,
    callback: '{$request.path.id}/{$request.query.page}/{$request.body#/lines/0/sku}',
  },
  {
    method: 'delete',
    path: '/things/:id',
    slots: { params: 'Key' },
    responses: { 204: 'null', 404: 'Problem' },
    handler: `if (req.params.id === 'a') res.status(204).end()
  else res.status(404).json({ title: req.params.id, status: 404 })`,
    callback: '{$request.path.id}?problem={$response.body#/title}',
  },
]

export const routesPerResource: number = routes.length

interface Writer {
  readonly imports: readonly string[]
  readonly schemas: string
  readonly routes: readonly string[]
}

const styles: Readonly<Record<Style, Writer>> = {
  express: {
    imports: [`import type { RequestHandler } from 'express'`, importZod],
    schemas: zodSchemas,
    routes: routes.map(writeExpress),
  },
  zod: {
    imports: [importOperation, importZod],
    schemas: zodSchemas,
    routes: routes.map((route) => writeOperation(route)),
  },
  'json-schema': {
    imports: [importOperation],
    schemas: jsonSchemas,
    routes: routes.map((route) => writeOperation(route)),
  },
  typebox: {
    imports: [importOperation, `import { Type } from 'typebox'`],
    schemas: typeBoxSchemas,
    routes: routes.map((route) => writeOperation(route)),
  },
  callbacks: {
    imports: [`import { callbackRouter, operation } from 'ringback'`, importZod],
    schemas: zodSchemas,
    routes: routes.map(writeOperationWithCallbacks),
  },
}

/** As it is written without this library: a handler whose generics come from the same schemas. */
function writeExpress({ method, path, slots, responses, handler }: Route, index: number): string {
  const output = (slot: string, otherwise: string): string =>
    slots[slot] ? `z.output<typeof ${slots[slot]}>` : otherwise
  const answers = Object.values(responses)
    .filter((name) => name !== 'null')
    .map((name) => `z.input<typeof ${name}>`)
  const generics = [
    output('params', '{}'),
    answers.join(' | '),
    output('body', 'unknown'),
    output('query', '{}'),
  ]
  return `const handler${index}: RequestHandler<${generics.join(', ')}> = (req, res) => {
  ${handler}
}
router.${method}('${path}', handler${index})
`
}

function writeOperation({ method, path, slots, responses, handler }: Route, more = ''): string {
  const fields = [...Object.entries(slots), ['responses', writeResponses(responses)]]
  const definition = fields.map((field) => field.join(': ')).join(', ')
  return `router.${method}('${path}', operation({ ${definition}${more} }, (req, res) => {
  ${handler}
}))
`
}

/** One callback for each operation, whose URL is put together from its request and its answer. */
function writeOperationWithCallbacks(route: Route, index: number): string {
  return `const events${index} = callbackRouter().post('{$request.header.callback-url}/things/${route.callback}', {
  operationId: 'changed${index}',
  body: Thing,
  responses: { 200: Problem },
})
${writeOperation(route, `, callbacks: { events${index} }`)}`
}

function writeResponses(responses: Readonly<Record<number, string>>): string {
  const entries = Object.entries(responses).map((entry) => entry.join(': '))
  return `{ ${entries.join(', ')} }`
}
