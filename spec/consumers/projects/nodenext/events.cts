import ringback = require('ringback')

/** Made by the CommonJS copy of the package, used by the ES copy. */
const shipmentEvents = ringback
  .callbackRouter()
  .post('{$request.query.callback_url}/shipments', { operationId: 'shipmentNotification' })

export = { shipmentEvents }
