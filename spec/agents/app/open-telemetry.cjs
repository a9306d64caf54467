const { ExpressInstrumentation } = require('@opentelemetry/instrumentation-express')
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http')
const { registerInstrumentations } = require('@opentelemetry/instrumentation')
const sdk = require('@opentelemetry/sdk-trace-node')

const exporter = new sdk.InMemorySpanExporter()
const provider = new sdk.NodeTracerProvider({
  spanProcessors: [new sdk.SimpleSpanProcessor(exporter)],
})
provider.register()
registerInstrumentations({
  tracerProvider: provider,
  instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()],
})

module.exports = {
  takeSpans() {
    const spans = exporter.getFinishedSpans()
    exporter.reset()
    return spans.map(({ name, kind, attributes, events, status }) => {
      return { name, kind, attributes, events, status }
    })
  },
}
