const catchAsync = require('../errors/catch-async')
const invoiceService = require('../services/invoice.service')

const getInvoices = catchAsync(async (req, res) => {
  res.json(invoiceService.list(req.params.userId))
})

const createInvoice = catchAsync(async (req, res) => {
  const invoice = invoiceService.create(req.user.id, req.body)
  res.status(201).location(`${req.baseUrl}/${invoice.id}`).json(invoiceService.show(invoice))
})

const getInvoice = catchAsync(async (req, res) => {
  res.json(invoiceService.show(invoiceService.get(req.params.invoiceId)))
})

const replaceInvoice = catchAsync(async (req, res) => {
  res.json(invoiceService.show(invoiceService.replace(req.params.invoiceId, req.body)))
})

const deleteInvoice = catchAsync(async (req, res) => {
  invoiceService.remove(req.params.invoiceId)
  res.status(204).end()
})

const getLines = catchAsync(async (req, res) => {
  res.json(invoiceService.get(req.params.invoiceId).lines)
})

const addLine = catchAsync(async (req, res) => {
  res.status(201).json(invoiceService.addLine(req.params.invoiceId, req.body))
})

const removeLine = catchAsync(async (req, res) => {
  invoiceService.removeLine(req.params.invoiceId, req.params.lineId)
  res.status(204).end()
})

module.exports = {
  addLine,
  createInvoice,
  deleteInvoice,
  getInvoice,
  getInvoices,
  getLines,
  removeLine,
  replaceInvoice,
}
