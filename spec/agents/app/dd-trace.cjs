Object.assign(process.env, {
  DD_TRACE_AGENT_URL: 'http://127.0.0.1:9',
  DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
  DD_REMOTE_CONFIGURATION_ENABLED: 'false',
  DD_CRASHTRACKING_ENABLED: 'false',
  DD_TRACE_STARTUP_LOGS: 'false',
})

// With this exporter a trace is a line of JSON on the standard output.
const spans = []
const write = process.stdout.write
process.stdout.write = function (text, ...rest) {
  if (!String(text).startsWith('{"traces":')) return write.call(this, text, ...rest)
  spans.push(...JSON.parse(text).traces.flat())
  return true
}
require('dd-trace').init({ experimental: { exporter: 'log' } })

module.exports = {
  takeSpans: () =>
    spans.splice(0).map(({ name, resource, type, error, meta }) => {
      return { name: `${name} ${resource}`, type, error, attributes: meta }
    }),
}
