import { openFaultReceiver } from './fault-receiver.ts'

/** Fault receivers in a process of their own, whose work takes no time from who calls them. */
const receivers = await Promise.all(
  Array.from({ length: Number(process.argv[2]) }, () => openFaultReceiver()),
)

export interface FaultReport {
  readonly port: number
  /** How many calls have arrived whole. */
  readonly calls: number
  /** How many sockets are open. */
  readonly open: number
}

process.on('message', () => void report())
process.on('disconnect', () => process.exit())
void report()

async function report(): Promise<void> {
  const reports = await Promise.all(
    receivers.map(async ({ port, calls, open }): Promise<FaultReport> => {
      return { port, calls: calls.length, open: await open() }
    }),
  )
  process.send?.(reports)
}
