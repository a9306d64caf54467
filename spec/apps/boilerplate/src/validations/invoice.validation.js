const Joi = require('joi')

const id = Joi.string().pattern(/^\d+$/).required()
const invoice = Joi.object({ customer: Joi.string().required(), note: Joi.string().allow('') })

module.exports = {
  createInvoice: { body: invoice },
  getInvoice: { params: Joi.object({ invoiceId: id }) },
  replaceInvoice: { params: Joi.object({ invoiceId: id }), body: invoice },
  addLine: {
    params: Joi.object({ invoiceId: id }),
    body: Joi.object({
      sku: Joi.string().required(),
      quantity: Joi.number().integer().min(1).required(),
      price: Joi.number().min(0).required(),
    }),
  },
  removeLine: { params: Joi.object({ invoiceId: id, lineId: id }) },
}
