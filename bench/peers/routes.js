// @ts-check
/** What every contestant answers, however it comes by its values. */

/** How many routes the workload `start-up` has. */
export const manyRoutes = 1_000

/**
 * The paths of `start-up`.
 *
 * @returns {string[]}
 */
export const manyPaths = () =>
  Array.from({ length: manyRoutes }, (_, index) => `/invoices-${index}`)

/** @param {{ id: string }} invoice */
export const receiveInvoice = (invoice) => ({ msg: `Invoice ${invoice.id} received` })

/**
 * @template S
 * @template {{ page: unknown, limit: unknown, active: unknown, min: unknown, sort: unknown }} Q
 * @param {S} shop
 * @param {Q} query
 * @returns {{ shop: S } & Pick<Q, 'page' | 'limit' | 'active' | 'min' | 'sort'>}
 */
export const listItems = (shop, { page, limit, active, min, sort }) => ({
  shop,
  page,
  limit,
  active,
  min,
  sort,
})

/**
 * Each line with its amount, and with a margin that is not in the schema of the answer.
 *
 * @param {{ customer: string, lines: { sku: string, name: string, quantity: number, price: number }[] }} order
 */
export const priceOrder = ({ customer, lines }) => ({
  customer,
  lines: lines.map((line) => ({
    ...line,
    amount: line.quantity * line.price,
    margin: line.price / 4,
  })),
})
