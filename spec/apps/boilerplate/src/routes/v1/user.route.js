const express = require('express')
const invoiceController = require('../../controllers/invoice.controller')
const userController = require('../../controllers/user.controller')
const auth = require('../../middlewares/auth')
const validate = require('../../middlewares/validate')
const userValidation = require('../../validations/user.validation')

const router = express.Router()

router
  .route('/')
  .post(auth('manageUsers'), validate(userValidation.createUser), userController.createUser)
  .get(auth('getUsers'), validate(userValidation.getUsers), userController.getUsers)

router
  .route('/:userId')
  .get(auth('getUsers'), validate(userValidation.getUser), userController.getUser)
  .patch(auth('manageUsers'), validate(userValidation.updateUser), userController.updateUser)
  .delete(auth('manageUsers'), validate(userValidation.deleteUser), userController.deleteUser)

const invoices = express.Router({ mergeParams: true })
invoices.get('/', auth('getUsers'), validate(userValidation.getUser), invoiceController.getInvoices)
router.use('/:userId/invoices', invoices)

module.exports = router
