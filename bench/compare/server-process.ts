import type { ChildProcess } from 'node:child_process'
import { nextMessage, startProcess, stopProcess } from './processes.ts'

/** What a contestant says of itself; see bench/peers/contestant.d.ts. */
export interface Traits {
  readonly title: string
  readonly checks: boolean
  readonly coerces: boolean
  readonly filters: boolean
}

/** What the process has used until now. */
export interface Usage {
  /** In bytes. */
  readonly memory: number
  /** Of a processor. */
  readonly microseconds: number
}

export interface ServerProcess extends Traits {
  readonly name: string
  readonly port: number
  usage(): Promise<Usage>
  stop(): Promise<void>
}

/** A contestant that serves a workload in a process of its own, by the name of its file. */
export async function startServer(name: string, workload: string): Promise<ServerProcess> {
  const started = startProcess('serve.js', [placeOf(name), workload])
  const sent = await nextMessage<Traits & { port: number }>(started)
  return {
    ...sent,
    name,
    usage: () => askForUsage(started),
    stop: () => stopProcess(started),
  }
}

/** Two are written with decorators, and have been compiled. */
function placeOf(name: string): string {
  return ['nest', 'tsoa'].includes(name) ? `dist/compiled/${name}.js` : `contestants/${name}.js`
}

function askForUsage(started: ChildProcess): Promise<Usage> {
  const usage = nextMessage<Usage>(started)
  started.send('usage')
  return usage
}
