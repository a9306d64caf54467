import { Router } from 'express'
import { z } from 'zod'
import { operation } from '../../lib/index.ts'
import { answer } from './answer.ts'
import { Category, Money, Product, ProductPage } from './models.ts'

const picture = { type: 'string', format: 'binary' } as const
const sku = z.object({
  sku: z
    .string()
    .regex(/^[A-Z]{2}-\d{4}$/)
    .describe('Of the product'),
})

/** Whoever reads the catalogue shows a key, or has signed in with the scope to read. */
export function createCatalogue(): Router {
  const router = Router({ mergeParams: true })
  router.use(
    operation({
      tags: ['catalogue'],
      security: [{ partnerKey: [] }, { oauth: ['catalogue:read'] }],
      headers: z.object({ 'X-Request-Id': z.uuid().optional().describe('Comes back') }),
      responses: { 401: { $ref: '#/components/responses/Unauthorized' } },
    }),
  )
  addProducts(router)
  addProduct(router)
  addPictures(router)
  return router
}

const ProductQuery = z.object({
  page: z.int().min(1).default(1),
  tags: z.array(z.string()).optional().meta({ style: 'form', explode: false }),
  sizes: z.array(z.int()).optional().meta({ style: 'pipeDelimited', explode: false }),
  colours: z.array(z.string()).optional().meta({ style: 'spaceDelimited', explode: false }),
  price: z
    .object({ from: z.string().optional(), to: z.string().optional() })
    .optional()
    .meta({ style: 'deepObject' }),
  sort: z.enum(['name', 'price']).optional().meta({ deprecated: true }),
})

function addProducts(router: Router): void {
  router.get(
    '/products',
    operation({
      operationId: 'listProducts',
      summary: 'List all products',
      query: ProductQuery,
      cookies: z.object({ currency: z.string().length(3).optional() }),
      responses: {
        200: {
          description: 'A page of them',
          'x-cache': 'one minute',
          headers: {
            'X-Rate-Limit': { $ref: '#/components/headers/RateLimit' },
            'X-Total': { description: 'In all pages', schema: { type: 'integer' } },
          },
          content: {
            'application/json': ProductPage,
            'application/vnd.shop.v2+json': { schema: ProductPage, 'x-since': '2.0.0' },
            'text/csv': {
              schema: { type: 'string' },
              examples: { two: { $ref: '#/components/examples/TwoProducts' } },
            },
          },
        },
        304: null,
      },
    }),
    answer,
  )
  router.post(
    '/products',
    operation({
      operationId: 'createProduct',
      summary: 'Add a product',
      security: [{ oauth: ['catalogue:write'] }],
      body: Product,
      responses: {
        201: {
          description: 'It is on sale',
          summary: 'Added',
          schema: Product,
          headers: {
            Location: { required: true, schema: { type: 'string', format: 'uri-reference' } },
          },
          links: {
            show: {
              operationId: 'getProduct',
              parameters: { sku: '$response.body#/sku', shop: '$request.path.shop' },
              description: 'What was added',
            },
            price: { $ref: '#/components/links/Price' },
          },
        },
        409: { $ref: '#/components/responses/Conflict', description: 'The SKU is taken' },
      },
    }),
    answer,
  )
  router.options('/products', operation({ summary: 'What may be done here' }), answer)
  router.trace('/products', operation({ summary: 'What arrives here' }), answer)
  router['m-search'](
    '/products',
    operation({ operationId: 'discoverProducts', responses: { 200: ProductPage } }),
    answer,
  )
  router.get('/categories', operation({ responses: { 200: z.array(Category) } }), answer)
}

function addProduct(router: Router): void {
  const route = router.route('/products/:sku')
  route.get(
    operation({
      operationId: 'getProduct',
      summary: 'Show a product',
      description: 'As it is **now**.',
      externalDocs: { url: 'https://docs.shop.test/products', description: 'All its fields' },
      params: sku,
      responses: { 200: Product, 404: { $ref: '#/components/responses/NotFound' } },
    }),
    answer,
  )
  route.head(operation({ params: sku, responses: { 200: null } }), answer)
  route.put(
    operation({ params: sku, body: Product, responses: { 200: Product, 204: null } }),
    answer,
  )
  route.patch(
    operation({
      operationId: 'changeProduct',
      params: sku,
      body: {
        description: 'What changes, and nothing else',
        content: { 'application/merge-patch+json': Product.partial() },
      },
      responses: { 200: Product },
    }),
    answer,
  )
  route.delete(operation({ params: sku, deprecated: true, responses: { 204: null } }), answer)
  router.put(
    '/products/:sku/price',
    operation({
      operationId: 'setPrice',
      params: sku,
      servers: [{ url: 'https://prices.shop.test', description: 'Prices have their own' }],
      'x-team': 'pricing',
      body: Money,
      responses: { 200: Money },
    }),
    answer,
  )
  router.get(
    '/products/:sku/variants/:sizes/:colours/:cut',
    operation({
      summary: 'Variants of a product, each in a style of writing of its own',
      params: z.object({
        sku: z.string(),
        sizes: z.array(z.int()).meta({ style: 'simple', explode: false }),
        colours: z.array(z.string()).meta({ style: 'label', explode: true }),
        cut: z.array(z.string()).meta({ style: 'matrix', explode: true }),
      }),
      responses: { 200: z.array(Product) },
    }),
    answer,
  )
}

function addPictures(router: Router): void {
  router.get(
    '/products/:sku/sheet',
    operation({
      params: sku,
      responses: {
        200: { description: 'To print', content: { 'text/html': { type: 'string' } } },
      },
    }),
    answer,
  )
  router.get(
    '/products/:sku/picture',
    operation({
      params: sku,
      responses: {
        200: {
          description: 'Of the format that was asked for',
          content: { 'image/png': picture, 'image/webp': picture, 'image/*': picture },
        },
      },
    }),
    answer,
  )
  router.put(
    '/products/:sku/picture',
    operation({
      params: sku,
      body: { required: false, content: { 'image/*': picture } },
      responses: { 204: null },
    }),
    answer,
  )
}
