import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { peersFolder } from './install-peers.ts'

const measuredCore = '0'
const ownCore = '1'
const canPin = [measuredCore, ownCore].every(
  (core) => spawnSync('taskset', ['-c', core, process.execPath, '--version']).status === 0,
)

const running = new Set<ChildProcess>()

/** What asks is on another core than what answers. */
export function pinThisProcess(): void {
  if (canPin) execFileSync('taskset', ['-a', '-c', '-p', ownCore, String(process.pid)])
}

/** A script of bench/peers, on a core of its own, with the modules of the peers and as in production. */
export function startProcess(script: string, words: readonly string[], core?: 'own'): ChildProcess {
  const command = [process.execPath, join(peersFolder, script), ...words]
  const [file = '', ...rest] = canPin
    ? ['taskset', '-c', core === 'own' ? ownCore : measuredCore, ...command]
    : command
  const started = spawn(file, rest, {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  running.add(started)
  started.once('exit', () => running.delete(started))
  return started
}

/** What it sends next; its standard error, where it ends or takes too long before it has sent anything. */
export function nextMessage<T>(from: ChildProcess, limit = 60_000): Promise<T> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const note = (text: Buffer): void => void (printed += String(text))
    const settle = (work: () => void): void => {
      clearTimeout(timer)
      from.off('message', onMessage).off('exit', onExit)
      from.stderr?.off('data', note).resume()
      work()
    }
    const onMessage = (message: unknown): void => settle(() => resolve(message as T))
    const onExit = (): void =>
      settle(() => reject(new Error(`${from.spawnargs.join(' ')} ended:\n${printed}`)))
    const timer = setTimeout(() => {
      settle(() => reject(new TookTooLong(`${from.spawnargs.join(' ')} took over ${limit} ms.`)))
    }, limit)
    from.stderr?.on('data', note)
    from.once('message', onMessage).once('exit', onExit)
  })
}

export class TookTooLong extends Error {}

export function stopProcess(started: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (started.exitCode !== null || started.signalCode !== null) return resolve()
    started.once('exit', () => resolve())
    started.kill('SIGKILL')
  })
}

export function stopProcesses(): void {
  for (const started of running) started.kill('SIGKILL')
}

process.once('exit', stopProcesses)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
