import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { installDebianPackage } from './debian-package.ts'

export interface RedisServer {
  readonly url: string
  /** Ends it as a crash does. */
  kill(): Promise<void>
  /** Starts it again, on the same port and the same files. */
  restart(): Promise<void>
  stop(): Promise<void>
}

let shared: Promise<RedisServer> | undefined

/** The URL of a Redis for specs: RINGBACK_REDIS_URL, or one that this process starts once. */
export async function redisUrl(): Promise<string> {
  const given = process.env['RINGBACK_REDIS_URL']
  if (given) return given
  shared ??= startRedis()
  return (await shared).url
}

/** Stops what `redisUrl()` has started. */
export async function stopRedis(): Promise<void> {
  const server = await shared
  shared = undefined
  await server?.stop()
}

/** A Redis of its own, that can be killed. It ends with this process, whatever that ends by. */
export async function startRedis({ appendOnly = true } = {}): Promise<RedisServer> {
  const binary = await findRedis()
  const directory = await mkdtemp(join(tmpdir(), 'ringback-redis-'))
  const port = await findFreePort()
  const args = [
    ...['--bind', '127.0.0.1', '--port', String(port), '--dir', directory, '--save', ''],
    ...['--appendonly', appendOnly ? 'yes' : 'no', '--daemonize', 'no'],
  ]
  let running = await start(binary, args, port)
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: () => end(running),
    restart: async () => {
      running = await start(binary, args, port)
    },
    stop: async () => {
      await end(running)
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/**
 * Between this process and Redis, so that the end of one is that of the other: it is told the end of this
 * process by the end of its input.
 */
const watchdog = `
const { spawn } = require('node:child_process')
const [binary, ...args] = process.argv.slice(1)
const redis = spawn(binary, args, { stdio: 'ignore' })
const end = () => { redis.kill('SIGKILL') }
redis.on('exit', () => process.exit())
process.stdin.on('end', end).on('close', end).resume()
process.on('SIGTERM', end)
process.on('SIGINT', end)
`

async function start(binary: string, args: readonly string[], port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', watchdog, binary, ...args], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.unref()
  ;(child.stdin as unknown as { unref?(): void } | null)?.unref?.()
  for (let turn = 0; turn < 200; turn += 1) {
    if (await answersPing(port)) return child
    if (child.exitCode !== null) throw new Error('redis-server has ended at once.')
    await sleep(50)
  }
  throw new Error('redis-server does not answer.')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.ref()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.stdin?.end()
  await ended
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
  })
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function findRedis(): Promise<string> {
  if (!lookForRedis() && process.getuid?.() === 0) {
    await installDebianPackage('redis-server', () => lookForRedis() !== undefined)
  }
  const found = lookForRedis()
  if (found) return found
  throw noRedis()
}

function lookForRedis(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, 'redis-server')).find((file) => existsSync(file))
}

function noRedis(): Error {
  return new Error('There is no redis-server. Install one, or set RINGBACK_REDIS_URL.')
}
