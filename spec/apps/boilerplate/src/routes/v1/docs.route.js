const express = require('express')
const swaggerUi = require('swagger-ui-express')

// what was written by hand, and has not been looked after
const definition = {
  openapi: '3.0.0',
  info: { title: 'Boilerplate', version: '0.1.0' },
  paths: { '/v1/users': { get: { responses: { 200: { description: 'The users' } } } } },
}

const router = express.Router()

router.use('/', swaggerUi.serve)
router.get('/', swaggerUi.setup(definition, { explorer: true }))

module.exports = router
