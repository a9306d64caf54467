const sentry = require('@sentry/node')

const transactions = []
const captured = []

sentry.init({
  // an address that answers nothing, and is not asked: what would be sent is kept here
  dsn: 'http://key@127.0.0.1:9/1',
  tracesSampleRate: 1,
  traceLifecycle: 'static',
  transport: () => ({ send: async () => ({}), flush: async () => true }),
  beforeSend(event) {
    captured.push(...event.exception.values.map(({ value }) => value))
    return null
  },
  beforeSendTransaction(event) {
    transactions.push(event)
    return null
  },
})

module.exports = {
  captured,
  handleErrors: (app) => sentry.setupExpressErrorHandler(app),
  takeSpans: () =>
    transactions
      .splice(0)
      .flatMap(({ transaction, contexts, spans }) => [
        { name: transaction, attributes: contexts.trace.data },
        ...spans.map(({ description, data }) => ({ name: description, attributes: data })),
      ]),
}
