const ApiError = require('../errors/api-error')
const { invoices } = require('../models')

const total = ({ lines }) => lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0)

const show = (invoice) => ({ ...invoice, total: total(invoice) })

const list = (userId) =>
  invoices.list((invoice) => userId === undefined || invoice.userId === userId).map(show)

const get = (id) => {
  const invoice = invoices.find(id)
  if (!invoice) throw new ApiError(404, 'Invoice not found')
  return invoice
}

const create = (userId, invoice) => invoices.insert({ userId, ...invoice, lines: [] })

const replace = (id, { customer, note }) => Object.assign(get(id), { customer, note })

const remove = (id) => invoices.remove(get(id).id)

const addLine = (id, line) => {
  const { lines } = get(id)
  const added = { id: String(Number(lines.at(-1)?.id ?? 0) + 1), ...line }
  lines.push(added)
  return added
}

const removeLine = (id, lineId) => {
  const { lines } = get(id)
  const index = lines.findIndex((line) => line.id === lineId)
  if (index === -1) throw new ApiError(404, 'Line not found')
  lines.splice(index, 1)
}

module.exports = { addLine, create, get, list, remove, removeLine, replace, show }
