// @ts-check
/** One sender in a process of its own: `node send-callbacks.js <its file>`, told how many, and telling how fast. */
const [file = ''] = process.argv.slice(2)

/** @type {{ send: (port: number, deliveries: number) => Promise<void> }} */
const { send } = await import(new URL(file, import.meta.url).href)
process.on('message', async (message) => {
  const { port, deliveries } = /** @type {{ port: number, deliveries: number }} */ (message)
  const start = performance.now()
  await send(port, deliveries)
  process.send?.({ rate: deliveries / ((performance.now() - start) / 1000) })
})
process.on('disconnect', () => process.exit())
