const express = require('express')
const invoiceController = require('../../controllers/invoice.controller')
const auth = require('../../middlewares/auth')
const validate = require('../../middlewares/validate')
const invoiceValidation = require('../../validations/invoice.validation')

const router = express.Router()
const lines = express.Router({ mergeParams: true })

router.use(auth('manageInvoices'))
router.use('/:invoiceId/lines', lines)

router
  .route('/')
  .get(invoiceController.getInvoices)
  .post(validate(invoiceValidation.createInvoice), invoiceController.createInvoice)

router
  .route('/:invoiceId')
  .all(validate(invoiceValidation.getInvoice))
  .get(invoiceController.getInvoice)
  .put(validate(invoiceValidation.replaceInvoice), invoiceController.replaceInvoice)
  .delete(invoiceController.deleteInvoice)

lines
  .route('/')
  .get(validate(invoiceValidation.getInvoice), invoiceController.getLines)
  .post(validate(invoiceValidation.addLine), invoiceController.addLine)

lines.delete('/:lineId', validate(invoiceValidation.removeLine), invoiceController.removeLine)

module.exports = router
