const express = require('express')
const config = require('../../config/config')
const authRoute = require('./auth.route')
const docsRoute = require('./docs.route')
const healthRoute = require('./health.route')
const invoiceRoute = require('./invoice.route')
const userRoute = require('./user.route')

const router = express.Router()

const routes = [
  { path: '/auth', route: authRoute },
  { path: '/users', route: userRoute },
  { path: '/invoices', route: invoiceRoute },
  { path: '/health', route: healthRoute },
]

// of no use to those who call the API in production
const developmentRoutes = [{ path: '/docs', route: docsRoute }]

for (const { path, route } of routes) router.use(path, route)

if (config.env !== 'production') {
  for (const { path, route } of developmentRoutes) router.use(path, route)
}

module.exports = router
