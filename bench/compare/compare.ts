/**
 * ringback beside its peers and beside what it is built on, in one run: requests, start-up and memory, documents,
 * callbacks. The peers are pinned in bench/peers, and installed there at first use. Prints a table in Markdown for
 * each workload, with medians of interleaved rounds.
 *
 *   npm run bench
 *   npm run bench -- --only invoices,start-up --rounds 3 --seconds 1
 *   npm run bench -- --only invoices,ringback,fastify
 *
 * Every process that is measured is pinned to one core, and what asks it to another, where `taskset` is there.
 */
import { cpus } from 'node:os'
import { readOptions } from './command-line.ts'
import { compareCallbacks } from './callbacks.ts'
import { builders, compareDocuments } from './documents.ts'
import { installPeers } from './install-peers.ts'
import { pinThisProcess, stopProcesses } from './processes.ts'
import { compareRequests } from './requests.ts'
import { requestWorkloads } from './request-workloads.ts'
import { compareStartUp } from './start-up.ts'

const workloads = [
  ...requestWorkloads.map(({ name }) => name),
  'start-up',
  'documents',
  'callbacks',
]
const contestants = [...requestWorkloads.flatMap((workload) => workload.contestants), ...builders]

const options = readOptions(process.argv.slice(2), workloads, contestants)
const isWanted = (name: string): boolean => options.workloads.includes(name)

installPeers()
pinThisProcess()
console.log(describeRun())
const begun = Date.now()
try {
  for (const workload of requestWorkloads)
    if (isWanted(workload.name)) await compareRequests(workload, options)
  if (isWanted('start-up')) await compareStartUp(options)
  if (isWanted('documents')) await compareDocuments(options)
  if (isWanted('callbacks')) await compareCallbacks(options)
} finally {
  stopProcesses()
}
console.error(`All of it took ${Math.round((Date.now() - begun) / 1000)} s.`)

/** What the figures have to be quoted with. */
function describeRun(): string {
  const [{ model } = { model: 'an unknown processor' }, ...others] = cpus()
  const machine = `${model.trim()}, ${others.length + 1} cores, Node ${process.version}`
  const date = new Date().toISOString().slice(0, 10)
  const { rounds, seconds } = options
  return `${date}; ${machine}; ${rounds} rounds of ${seconds} s, medians (smallest–largest).`
}
