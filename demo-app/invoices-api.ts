import express, { type Express } from 'express'
import { openapi } from 'ringback'
import { deliveriesRouter } from 'ringback/delivery'
import { account } from './account.ts'
import { clientId } from './authorization-requests.ts'
import { authorizationServer } from './authorization-server.ts'
import { invoices } from './invoices.ts'
import { schemas } from './models.ts'
import { requireLogin, securitySchemes } from './security.ts'
import { sender } from './sender.ts'

/** The invoices API: an ordinary Express app, and one line for its documentation, one for its deliveries. */
export function createInvoicesApi(): Express {
  const app = express()
  app.use(express.json())
  app.use('/invoices', invoices)
  app.use('/account', account)
  app.use('/oauth', authorizationServer)
  app.use('/deliveries', requireLogin, deliveriesRouter(sender))
  app.use(
    openapi({
      info: {
        title: 'Invoices',
        version: '1.0.0',
        description: 'Create an invoice, and be called back when it is paid.',
      },
      schemas,
      components: { securitySchemes },
      swagger: {
        oauth: { clientId, scopes: ['invoices:read'], usePkceWithAuthorizationCodeGrant: true },
      },
    }),
  )
  return app
}
