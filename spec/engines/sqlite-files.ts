import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from '@photostructure/sqlite'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { SqliteDatabase } from '../../lib/delivery/sqlite/sqlite-driver.ts'
import { sqlite, type SqliteEngine, type SqliteOptions } from '../../lib/delivery/sqlite/sqlite.ts'
import { bundleProcess } from './bundled-process.ts'

/** Files, engines and processes of a spec on SQLite: what each test opens is stopped after it. */

export type Handle = InstanceType<typeof DatabaseSync>

let directory = ''
let files = 0
const opened: { stop(): unknown }[] = []

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringback-sqlite-'))
})

afterEach(async () => {
  for (const each of opened.splice(0)) await each.stop()
})

afterAll(() => rm(directory, { recursive: true, force: true }))

export function newFile(): string {
  files += 1
  return join(directory, `${files}.db`)
}

export function openHandle(file = newFile()): Handle {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL')
  return database
}

export function open(database: string | SqliteDatabase, options: SqliteOptions = {}): SqliteEngine {
  const engine = sqlite(database, options)
  opened.push({ stop: () => engine.stop({ drainMs: 0 }) })
  return engine
}

/** Another process on the same file, until the test ends. */
export interface Peer {
  readonly lines: readonly string[]
  kill(): Promise<void>
}

/** The script of such a process. */
export const peerScript: string = await bundleProcess(new URL('sqlite-process.ts', import.meta.url))

export function startPeer(role: string, file: string): Peer {
  const child = spawn(process.execPath, [peerScript, role, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const peer = { lines, kill: () => kill(child) }
  opened.push({ stop: peer.kill })
  return peer
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
}

/** The longest time since in which timers had no turn, in milliseconds. */
export function watchLag(): () => number {
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 10)
  return () => {
    clearInterval(timer)
    return longest
  }
}
