// Serverless mode is the one in which the agent is at work without asking its collector first.
Object.assign(process.env, {
  NEW_RELIC_SERVERLESS_MODE_ENABLED: 'true',
  NEW_RELIC_NO_CONFIG_FILE: 'true',
  NEW_RELIC_APP_NAME: 'ringback',
  NEW_RELIC_LICENSE_KEY: '0'.repeat(40),
  NEW_RELIC_HOST: '127.0.0.1',
  NEW_RELIC_PORT: '9',
  NEW_RELIC_LOG_ENABLED: 'false',
})
const { agent } = require('newrelic')

const transactions = []
agent.on('transactionFinished', (transaction) => transactions.push(transaction))

function listSegments(transaction, segment) {
  const children = transaction.trace.getChildren(segment.id)
  return [
    { name: segment.name, attributes: segment.getAttributes() },
    ...children.flatMap((child) => listSegments(transaction, child)),
  ]
}

module.exports = {
  takeSpans: () =>
    transactions
      .splice(0)
      .flatMap((transaction) => [
        { name: transaction.getFullName(), attributes: {} },
        ...listSegments(transaction, transaction.trace.root),
      ]),
}
