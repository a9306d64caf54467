// @ts-check
/**
 * One contestant in a process of its own: `node serve.js <its file> <workload>`. Sends its port, and what it
 * has used of memory and processor when it is asked; ends with the process that started it.
 */
const [file = '', workload = ''] = process.argv.slice(2)

/** @type {{ contestant: import('./contestant.d.ts').Contestant }} */
const { contestant } = await import(new URL(file, import.meta.url).href)
const server = await contestant.start(
  /** @type {import('./contestant.d.ts').Workload} */ (workload),
)
// Longer than a run, so that no connection is closed while its next request is on the way.
server.keepAliveTimeout = 600_000
const { title, checks, coerces, filters } = contestant
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
process.send?.({ port, title, checks, coerces, filters })
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ memory: process.memoryUsage.rss(), microseconds: user + system })
})
process.on('disconnect', () => process.exit())
