import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { installDebianPackage } from './debian-package.ts'

const run = promisify(execFile)

/** A PostgreSQL of its own, on loopback, which ends with this process however that ends. */
export interface PostgresServer {
  readonly url: string
  /** Ends it as a crash does: nothing is written any more. */
  kill(): Promise<void>
  /** Starts it again, at the same port, with what it had. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** The connection string of a server that is shared: that of RINGBACK_POSTGRES_URL, or one of our own. */
export async function findPostgres(): Promise<Pick<PostgresServer, 'url' | 'stop'>> {
  const url = process.env['RINGBACK_POSTGRES_URL']
  return url ? { url, stop: async () => undefined } : startPostgres()
}

/** A database of its own, for one spec or process. */
export async function createDatabase(url: string): Promise<string> {
  const name = `ringback_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client(url)
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}

export async function startPostgres(): Promise<PostgresServer> {
  const programs = await findPrograms()
  const owner = await findOwner()
  const directory = await mkdtemp(join(tmpdir(), 'ringback-postgres-'))
  await chmod(directory, 0o777)
  const data = join(directory, 'data')
  const initialise = ['-D', data, '-U', 'ringback', '-A', 'trust', '-E', 'UTF8', '--no-locale']
  await run(...asOwner(owner, join(programs, 'initdb'), initialise))
  const port = await findFreePort()
  const url = `postgres://ringback@127.0.0.1:${port}/postgres`
  const args = ['-D', data, ...settingsOf(port, directory)]
  const command = asOwner(owner, join(programs, 'postgres'), args)
  let server = await startServer(command, { url, directory })

  async function end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    if (server.exitCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.stdin?.write(`${signal}\n`)
    await ended
  }

  return {
    url,
    // Immediate shutdown: every process of it exits where it stands, and the log is replayed after.
    kill: () => end('SIGQUIT'),
    restart: async () => {
      server = await startServer(command, { url, directory })
    },
    stop: async () => {
      await end('SIGINT')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function settingsOf(port: number, directory: string): string[] {
  return [
    ...['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${directory}`],
    ...['fsync=on', 'max_connections=200', 'shared_buffers=64MB', 'log_min_messages=fatal'],
  ].flatMap((setting) => ['-c', setting])
}

/**
 * Starts the server under a watchdog, which ends it by the signal that it reads. Where its standard input
 * closes, as it does when this process ends, even by SIGKILL, it ends the server and removes its data.
 */
async function startServer(
  command: Command,
  { url, directory }: { readonly url: string; readonly directory: string },
): Promise<ChildProcess> {
  const watchdog = spawn(process.execPath, ['-e', watch, JSON.stringify([command, directory])], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  })
  let output = ''
  watchdog.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  watchdog.stdin?.on('error', () => undefined)
  for (let turn = 0; ; turn += 1) {
    if (watchdog.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${output}`)
    if (await answers(url)) return watchdog
    if (turn === 600) throw new Error(`PostgreSQL does not answer:\n${output}`)
    await sleep(50)
  }
}

/** The watchdog, a script without types: it is the parent of the server. */
const watch = `
const [[file, args, options], directory] = JSON.parse(process.argv[1])
const server = require('node:child_process').spawn(file, args, {
  ...options, stdio: ['ignore', 'inherit', 'inherit'],
})
server.on('exit', (code) => setImmediate(() => process.exit(code ?? 1)))
server.on('error', (error) => { console.error(error); process.exit(1) })
process.stdin.on('data', (line) => server.kill(String(line).trim()))
process.stdin.on('end', () => {
  server.on('exit', () => require('node:fs').rmSync(directory, { recursive: true, force: true }))
  server.kill('SIGQUIT')
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill('SIGQUIT'))
`

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

type Command = [string, readonly string[], { readonly cwd: string } & Partial<Owner>]

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root. */
async function findOwner(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, name]))).catch(
      () => undefined,
    )
    if (ids) return { uid: Number(ids[0]?.stdout), gid: Number(ids[1]?.stdout) }
  }
  throw new Error('PostgreSQL cannot run as root, and there is no other user here.')
}

function asOwner(owner: Owner | undefined, file: string, args: readonly string[]): Command {
  return [file, args, { cwd: tmpdir(), ...owner }]
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Where `initdb` and `postgres` are; Debian's are installed where there are none. */
async function findPrograms(): Promise<string> {
  const found = findInstalled()
  if (found) return found
  if (process.getuid?.() === 0) {
    await installDebianPackage('postgresql', () => findInstalled() !== undefined)
  }
  const installed = findInstalled()
  if (installed) return installed
  throw new Error('There is no PostgreSQL here: install it, or set RINGBACK_POSTGRES_URL.')
}

function findInstalled(): string | undefined {
  const versions = '/usr/lib/postgresql'
  const debian = existsSync(versions) ? readdirSync(versions).toSorted(byNumber) : []
  const directories = [
    ...debian.map((version) => join(versions, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
  return directories.find((directory) =>
    ['initdb', 'postgres'].every((program) => existsSync(join(directory, program))),
  )
}

function byNumber(one: string, other: string): number {
  return Number(other) - Number(one)
}
