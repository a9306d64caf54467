import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { suggest } from '../../did-you-mean.ts'
import { describeValue, type RingbackError } from '../../errors.ts'
import type { Application } from '../../express.ts'
import {
  appOf,
  chooseExported,
  chooseListening,
  findFactory,
  isFactory,
  listExports,
  type Choice,
  type Listener,
} from './choose-app.ts'
import { describeThrown, refuseEntry, shorten } from './entry-errors.ts'
import { findSyntaxError, loadModule, type Exports } from './module-loader.ts'
import { quietProcess } from './quiet-process.ts'
import { watchBusyLoop } from './watchdog.ts'

export interface EntryOptions {
  /** Which export is the app, or makes it. */
  readonly export?: string | undefined
  /** How long the entry may take, in milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Told of errors that come up beside the app. */
  readonly onError: (error: unknown) => void
}

/**
 * The Express app of a module, which is loaded as it would be run, but for its consequences: no port is
 * opened. The app is what it exports; what a function makes that it exports; or what it lets listen.
 *
 * For a process that ends with it: what the module has begun goes on.
 *
 * @throws {RingbackError} `ERR_COMMAND_ENTRY` where there is no such file, it throws, it does not finish, or
 *   it has no app; `ERR_DOCUMENT`, with the problem, where it throws what ringback says of a declaration
 */
export async function loadEntry(entry: string, options: EntryOptions): Promise<Application> {
  const load: Load = { entry, file: findFile(entry), listeners: [], stage: { kind: 'module' } }
  const ending = watchEnd(load, options)
  try {
    const found = await Promise.race([search(load, options, ending.listened), ending.over])
    if ('app' in found) return found.app
    throw refuseEntry(found.fault, found.remedy)
  } finally {
    ending.settle()
  }
}

/** One entry that is being loaded. */
interface Load {
  readonly entry: string
  readonly file: string
  readonly listeners: Listener[]
  /** What it is waited for. */
  stage:
    { readonly kind: 'module' | 'factory' } | { readonly kind: 'server'; readonly exports: string }
}

function findFile(entry: string): string {
  const file = resolve(entry)
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isFile()) return requireModule(file, entry)
  if (found?.isDirectory()) {
    throw refuseEntry(
      `${describeValue(entry || '.')} is a directory.`,
      'Give the path of the module that has the app, such as src/app.ts.',
    )
  }
  const folder = dirname(file)
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false
  const names = isFolder ? readdirSync(folder) : []
  const withEnding = names.find((name) => name.startsWith(`${basename(file)}.`))
  const meant = withEnding ?? suggest(basename(file), names)
  const hint = meant === undefined ? '' : `Did you mean ${shorten(resolve(folder, meant))}? `
  throw refuseEntry(
    `There is no file ${describeValue(entry)}.`,
    `${hint}Give the path of the module that has the app.`,
  )
}

function requireModule(file: string, entry: string): string {
  if (!/\.(?:json|ya?ml|md|html?)$/i.test(file)) return file
  throw refuseEntry(
    `${describeValue(entry)} is no module.`,
    'Give the module that has the app, in JavaScript or TypeScript.',
  )
}

interface Ending {
  /** Settles where something else than the entry's end puts an end to the wait. */
  readonly over: Promise<Choice>
  /** The first server that listens. */
  readonly listened: Promise<void>
  settle(): void
}

function watchEnd(load: Load, { timeoutMs, signal, onError }: EntryOptions): Ending {
  const { promise: listened, resolve: tell } = deferred<void>()
  const { promise: over, resolve: end, reject: fail } = deferred<Choice>()
  let isSettled = false
  const giveUp = (error: () => RingbackError): void => {
    // What listens already is the app, even where the module waits for something after it.
    const choice = chooseListening(load.listeners)
    if (choice) end(choice)
    else fail(error())
  }
  const timer = setTimeout(() => giveUp(() => refuseLate(load, timeoutMs)), timeoutMs).unref()
  const callOff = watchBusyLoop(timeoutMs, `ringback: ${refuseLate(load, timeoutMs).message}\n`)
  const abort = (): void => fail(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  quietProcess(load.file, {
    listened: (server, port) => {
      load.listeners.push({ server, port })
      tell()
    },
    exited: (code) => giveUp(() => refuseExit(load, code)),
    failed: (error) => {
      if (isSettled || chooseListening(load.listeners)) onError(error)
      else fail(describeThrown(error, load.entry))
    },
    ended: () => giveUp(() => refuseUnfinished(load)),
  })
  const settle = (): void => {
    isSettled = true
    clearTimeout(timer)
    callOff()
    signal.removeEventListener('abort', abort)
  }
  return { over, listened, settle }
}

function refuseLate({ entry, stage }: Load, timeoutMs: number): RingbackError {
  const seconds = timeoutMs / 1000
  const spent = `${seconds} second${seconds === 1 ? '' : 's'}`
  const missing = {
    module: `${entry} is not loaded after ${spent}`,
    factory: `The function that ${entry} exports has made no app after ${spent}`,
    server: `${entry} exports no app, and has started no server after ${spent}`,
  }
  return refuseEntry(`${missing[stage.kind]}.`, waitRemedy)
}

/** Nothing is left that could happen, such as a connection that is being made. */
function refuseUnfinished({ entry, stage }: Load): RingbackError {
  if (stage.kind === 'server') {
    return refuseEntry(
      `${entry} has no app: it exports ${stage.exports || 'nothing'}, and starts no server.`,
      'Give the module that makes the app, and let it export it: export default app.',
    )
  }
  const what = stage.kind === 'module' ? entry : `The function that ${entry} exports`
  return refuseEntry(`${what} never finishes: it waits for what cannot happen.`, waitRemedy)
}

function refuseExit({ entry }: Load, code: unknown): RingbackError {
  return refuseEntry(
    `${entry} ended the process, by process.exit(${String(code)}), before it had an app.`,
    'See what it printed above: what it misses, such as an environment variable, is missing to the command too.',
  )
}

const waitRemedy =
  'Let it make its app without waiting for other services, export a function that makes it, or give it longer: --timeout 120.'

function deferred<Value>(): {
  promise: Promise<Value>
  resolve: (value: Value) => void
  reject: (error: unknown) => void
} {
  let settle: { resolve: (value: Value) => void; reject: (error: unknown) => void } | undefined
  const promise = new Promise<Value>((resolve, reject) => {
    settle = { resolve, reject }
  })
  promise.catch(() => {})
  return { promise, ...(settle as NonNullable<typeof settle>) }
}

async function search(
  load: Load,
  { export: name }: EntryOptions,
  listened: Promise<void>,
): Promise<Choice> {
  const { entry, listeners } = load
  const exports = await awaitDefault(listExports(await loadExports(load)))
  load.stage = { kind: 'factory' }
  if (name !== undefined) return chooseNamed(entry, exports, name)
  const exported = chooseExported(exports)
  if (exported) return exported
  await nextTurn()
  const factory = listeners.length === 0 ? findFactory(exports) : undefined
  const app = appOf(factory && (await loading(entry, async () => factory())))
  if (app) return { app }
  load.stage = { kind: 'server', exports: [...exports.keys()].join(', ') }
  await listened
  await nextTurn()
  return chooseListening(listeners) as Choice
}

async function loadExports({ entry, file }: Load): Promise<Exports> {
  try {
    return await loadModule(file)
  } catch (error) {
    const isHidden = error instanceof SyntaxError && !describeThrown(error, entry).where
    const line = isHidden ? await findSyntaxError(file) : undefined
    throw describeThrown(error, entry, line === undefined ? undefined : `${shorten(file)}:${line}`)
  }
}

/** `export default createApp()`, where that takes a while. */
async function awaitDefault(
  exports: ReadonlyMap<string, unknown>,
): Promise<ReadonlyMap<string, unknown>> {
  const promise = exports.get('default')
  return promise instanceof Promise ? new Map(exports).set('default', await promise) : exports
}

async function chooseNamed(
  entry: string,
  exports: ReadonlyMap<string, unknown>,
  name: string,
): Promise<Choice> {
  const value = exports.get(name)
  const made = isFactory(value) ? await loading(entry, async () => value()) : await value
  const app = appOf(made)
  if (app) return { app }
  const names = [...exports.keys()].join(', ') || 'nothing'
  const given = exports.has(name)
    ? `The export "${name}" of ${entry} is ${describeValue(value)}, and no Express app`
    : `${entry} has no export "${name}"`
  throw refuseEntry(
    `${given}.`,
    `It exports ${names}; give one that is an app, or a function that makes it.`,
  )
}

async function loading<Value>(entry: string, load: () => Promise<Value>): Promise<Value> {
  try {
    return await load()
  } catch (error) {
    throw describeThrown(error, entry)
  }
}

/** Routes are often added right after listen(), in the same turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
