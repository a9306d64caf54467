import type { ChildProcess } from 'node:child_process'
import type { Options } from './command-line.ts'
import { inRounds, median, ratio } from './figures.ts'
import { nextMessage, startProcess, stopProcess } from './processes.ts'
import { printTable, showCount } from './table.ts'

/** The files of bench/peers/callbacks, in the order of the table. */
const titles = {
  undici: 'undici `request`, the same bytes and signature, connections kept',
  ringback: 'ringback, `memory()`, validated, signed, guarded',
}
const base = 'undici'

const deliveries = 10_000

/** Callbacks a second to one receiver, which is on the core of this process. */
export async function compareCallbacks({ rounds }: Options): Promise<void> {
  console.error('callbacks')
  const receiver = startProcess('callbacks/receiver.js', [], 'own')
  const senders = new Map<string, ChildProcess>()
  try {
    const { port } = await nextMessage<{ port: number }>(receiver)
    for (const name of Object.keys(titles))
      senders.set(name, startProcess('send-callbacks.js', [`callbacks/${name}.js`]))
    const send = async (name: string): Promise<number> => {
      const sender = senders.get(name)!
      sender.send({ port, deliveries })
      return (await nextMessage<{ rate: number }>(sender)).rate
    }
    for (const name of senders.keys()) await send(name) // warms up
    const figures = await inRounds([...senders.keys()], rounds, send)
    printTable(
      'Callbacks to one receiver on this machine',
      ['', '× undici', 'callbacks/s'],
      Object.entries(titles).map(([name, title]) => [
        title,
        ratio(figures, name, base),
        showCount(median(figures.get(name) ?? [])),
      ]),
    )
  } finally {
    await Promise.all([receiver, ...senders.values()].map(stopProcess))
  }
}
