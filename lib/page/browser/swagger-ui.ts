import { callbacks } from './callbacks.ts'
import { servers } from './servers.ts'
import { topbar } from './topbar.ts'
import { webhooks } from './webhooks.ts'

/** What the page's start-up script hands to Swagger UI. */
const ringback = { plugin: [servers, topbar, callbacks, webhooks] }

Object.assign(window, { ringback })
