// @ts-check
/** The schemas of the workloads as JSON Schema. Made anew at each call: many routes share none. */

const text = /** @type {const} */ ({ type: 'string' })
const number = /** @type {const} */ ({ type: 'number' })

/**
 * @template const P
 * @template {string} K
 * @param {P} properties
 * @param {K[]} required
 */
const object = (properties, required) =>
  /** @type {const} */ ({ type: 'object', properties, required })

export const invoiceQuery = () => object({ callback_url: { type: 'string', format: 'uri' } }, [])

export const invoice = () =>
  object({ id: text, title: text, customer: text, total: number }, ['id', 'customer', 'total'])

export const invoiceAnswer = () => object({ msg: text }, ['msg'])

export const itemsParams = () => object({ shop: { type: 'integer' } }, ['shop'])

const itemsProperties = () =>
  /** @type {const} */ ({
    page: { type: 'integer', minimum: 1 },
    limit: { type: 'integer', minimum: 1, maximum: 100 },
    active: { type: 'boolean' },
    min: { type: 'number' },
    sort: { type: 'string', enum: ['price', 'name'] },
  })

/** @type {['page', 'limit', 'active', 'min', 'sort']} */
const itemsNames = ['page', 'limit', 'active', 'min', 'sort']

export const itemsQuery = () => object(itemsProperties(), itemsNames)

export const itemsAnswer = () =>
  object({ shop: { type: 'integer' }, ...itemsProperties() }, ['shop', ...itemsNames])

const line = () =>
  /** @type {const} */ ({
    sku: { type: 'string', minLength: 1 },
    name: text,
    quantity: { type: 'integer', minimum: 1 },
    price: number,
  })

/**
 * @template const I
 * @param {I} items
 */
const lines = (items) => /** @type {const} */ ({ type: 'array', items })

export const order = () =>
  object({ customer: text, lines: lines(object(line(), ['sku', 'name', 'quantity', 'price'])) }, [
    'customer',
    'lines',
  ])

export const orderAnswer = () =>
  object(
    {
      customer: text,
      lines: lines(
        object({ ...line(), amount: number }, ['sku', 'name', 'quantity', 'price', 'amount']),
      ),
    },
    ['customer', 'lines'],
  )
