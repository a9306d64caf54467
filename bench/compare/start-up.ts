import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from './ask.ts'
import type { Options } from './command-line.ts'
import { inRounds, median, ratio } from './figures.ts'
import { invoiceExchange, serverContestants } from './request-workloads.ts'
import { startServer } from './server-process.ts'
import { printTable } from './table.ts'

/** Of the routes of bench/peers/routes.js: the last. */
const lastRoute = 'invoices-999'

/** After the first answer: what is done once, right after start-up, is in what the process then needs. */
const settleMs = 1_000

const base = 'express'

/** From the start of the process to the first answer, and the memory that it then has, with 1,000 routes. */
export async function compareStartUp({ takesPart, rounds }: Options): Promise<void> {
  // There is no router in it to fill with routes.
  const able = serverContestants.filter((name) => name !== 'node-http-ajv')
  const names = able.filter((name) => name === base || takesPart(name))
  console.error(`start-up: ${names.join(', ')}`)
  const titles = new Map<string, string>()
  const memory = new Map(names.map((name) => [name, [] as number[]]))
  const times = await inRounds(names, rounds, async (name) => {
    const seen = await startOnce(name)
    titles.set(name, seen.title)
    memory.get(name)?.push(seen.megabytes)
    return seen.ms
  })
  printTable(
    'Start-up with 1,000 routes: process to first answer, and its memory a second later',
    ['', '× bare Express', 'ms', 'memory, × bare Express', 'MB'],
    names.map((name) => [
      titles.get(name) ?? name,
      ratio(times, name, base),
      median(times.get(name) ?? []).toFixed(0),
      ratio(memory, name, base),
      median(memory.get(name) ?? []).toFixed(0),
    ]),
  )
}

async function startOnce(name: string): Promise<{ ms: number; megabytes: number; title: string }> {
  const begun = performance.now()
  const server = await startServer(name, 'start-up')
  try {
    const path = invoiceExchange.path.replace('invoices', lastRoute)
    const { status, text } = await ask(server.port, { ...invoiceExchange, path })
    const ms = performance.now() - begun
    if (status !== 200) throw new Error(`${name} answered ${status}: ${text.slice(0, 500)}`)
    await sleep(settleMs)
    const { memory } = await server.usage()
    return { ms, megabytes: memory / 2 ** 20, title: server.title }
  } finally {
    await server.stop()
  }
}
