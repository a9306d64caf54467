import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { chromium } from 'playwright-core'
import { withLock } from '../lock.ts'

/** What `ensureChromium()` knows of the machine that it works on. */
export interface Machine {
  /** Read for `CHROME_PATH` and `PATH`; the environment of every command that is run. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Only root can install with apt-get. */
  readonly isRoot: boolean
  /** Executables to look for where `CHROME_PATH` is not set and `PATH` has none, best first. */
  readonly places: readonly string[]
  /** The command that downloads a Chromium to one of the places. */
  readonly download: readonly [command: string, ...commandArguments: string[]]
  /** The directory in which the lock is made. */
  readonly temporary: string
}

/** Best first: the headless shell draws the same pages with no window around them, for less work. */
const namesOnPath = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
]

const thisMachine: Machine = {
  env: process.env,
  isRoot: process.getuid?.() === 0,
  places: [...usualPlaces(), chromium.executablePath()],
  download: [process.execPath, playwrightCommand(), 'install', 'chromium'],
  temporary: tmpdir(),
}

/**
 * The path of a Chromium or Chrome that runs: `CHROME_PATH`, else one on `PATH` or in a usual place,
 * else one that it installs: with apt-get (root on Debian and Ubuntu), else with playwright-core. What
 * it does meanwhile goes to stderr. Processes that call it at the same time install once.
 *
 * @throws Error that says what was tried and what to do; also where `CHROME_PATH` does not run.
 */
export async function ensureChromium(machine: Machine = thisMachine): Promise<string> {
  const { CHROME_PATH } = machine.env
  if (CHROME_PATH) return requireChromium(CHROME_PATH, machine)
  const found = await findChromium(machine)
  return found.path ?? (await installAlone(machine))
}

interface Search {
  path: string | undefined
  /** What was tried in vain, a line each. */
  tried: string[]
}

async function requireChromium(path: string, machine: Machine): Promise<string> {
  const failure = await tryChromium(path, machine)
  if (failure === undefined) return path
  throw new Error(
    `CHROME_PATH is '${path}', which does not run: ${failure}\n` +
      'Set it to the executable of a Chromium or Chrome, or unset it to have one found or installed.',
  )
}

async function findChromium(machine: Machine): Promise<Search> {
  const candidates = [...findOnPath(namesOnPath, machine), ...machine.places.filter(existsSync)]
  const tried = [`${namesOnPath.join(', ')} on PATH`, ...machine.places].map(
    (place) => `looked for ${place}`,
  )
  for (const path of candidates) {
    const failure = await tryChromium(path, machine)
    if (failure === undefined) return { path, tried }
    tried.push(`ran ${path}: ${failure}`)
  }
  return { path: undefined, tried }
}

function findOnPath(names: readonly string[], machine: Machine): string[] {
  const directories = (machine.env['PATH'] ?? '').split(delimiter).filter((path) => path !== '')
  return names.flatMap((name) => directories.map((path) => join(path, name))).filter(existsSync)
}

/** Why `path` is no Chromium that runs: one that lacks a library, or Ubuntu's stub without its snap. */
async function tryChromium(path: string, machine: Machine): Promise<string | undefined> {
  // on Windows, `chrome.exe --version` opens a window and prints nothing
  if (process.platform === 'win32') return existsSync(path) ? undefined : 'no such file'
  const { output, failure } = await run([path, '--version'], machine, { timeout: 30_000 })
  if (failure !== undefined) return failure
  return /Chrom(e|ium)/.test(output) ? undefined : `it calls itself '${lastLine(output)}'`
}

async function installAlone(machine: Machine): Promise<string> {
  return withLock(
    join(machine.temporary, 'ringback-chromium.lock'),
    async () => {
      // another process may have installed one while this one waited for the lock
      const found = await findChromium(machine)
      return found.path ?? (await install(machine, found.tried))
    },
    log,
  )
}

async function install(machine: Machine, tried: string[]): Promise<string> {
  for (const commands of listInstallations(machine)) {
    const failures = await runAll(commands, machine)
    const found = await findChromium(machine)
    if (found.path !== undefined) return found.path
    tried.push(...failures, ...found.tried.filter((line) => line.startsWith('ran ')))
  }
  throw new Error(describeFailure(tried))
}

type Command = readonly [command: string, ...commandArguments: string[]]

function listInstallations(machine: Machine): Command[][] {
  const [apt] = machine.isRoot ? findOnPath(['apt-get'], machine) : []
  if (apt === undefined) return [[machine.download]]
  const installPackage = (name: string): Command => [
    ...([apt, 'install', '-y', '--no-install-recommends'] as const),
    ...[name, 'fonts-dejavu-core'], // a page without any font shows no text
  ]
  // older releases have no package of the shell
  const shell = [[apt, 'update'], installPackage('chromium-headless-shell')] as Command[]
  return [shell, [installPackage('chromium')], [machine.download]]
}

/** The failures, a line each: `apt-get update` fails for one dead source, while the others serve. */
async function runAll(commands: readonly Command[], machine: Machine): Promise<string[]> {
  const failures: string[] = []
  for (const command of commands) {
    log(`no Chromium yet; running: ${command.join(' ')}`)
    const { failure } = await run(command, machine, { timeout: 9 * minutes, shown: true })
    if (failure !== undefined) failures.push(`ran ${command.join(' ')}: ${failure}`)
  }
  return failures
}

function describeFailure(tried: readonly string[]): string {
  // an executable that does not run is met again after each installation
  const attempts = [...new Set(tried)]
  return [
    `No Chromium could be found or installed; the last attempt: ${attempts.at(-1)}`,
    'Tried:',
    ...attempts.map((line) => `  - ${line}`),
    'Install Chromium or Chrome (on Debian, as root: apt-get install chromium-headless-shell; elsewhere:',
    'npx playwright-core install --with-deps chromium), or set CHROME_PATH to its executable.',
  ].join('\n')
}

const minutes = 60_000

interface RunResult {
  output: string
  /** Undefined where the command ended with exit code 0. */
  failure: string | undefined
}

function run(
  [command, ...commandArguments]: Command,
  { env }: Machine,
  { timeout, shown = false }: { timeout: number; shown?: boolean },
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, commandArguments, {
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // not the option `timeout`, whose timer outlives a command that could not be started
      signal: AbortSignal.timeout(timeout),
    })
    let output = ''
    const take = (chunk: Buffer): void => {
      output += chunk.toString()
      if (shown) process.stderr.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', (error) => resolve({ output, failure: error.message }))
    child.on('close', (code, signal) => {
      const end = signal ?? `exit code ${code}`
      resolve({ output, failure: code === 0 ? undefined : `${end}: ${lastLine(output)}` })
    })
  })
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? ''
}

function log(line: string): void {
  process.stderr.write(`[chromium] ${line}\n`)
}

function usualPlaces(): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) => [
        join(folder, 'Google Chrome.app/Contents/MacOS/Google Chrome'),
        join(folder, 'Chromium.app/Contents/MacOS/Chromium'),
      ])
    case 'win32':
      return ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((name) =>
        ['Google\\Chrome', 'Chromium'].map((program) =>
          join(process.env[name] ?? 'C:\\', program, 'Application\\chrome.exe'),
        ),
      )
    default:
      return ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']
  }
}

function playwrightCommand(): string {
  const require = createRequire(import.meta.url)
  return join(dirname(require.resolve('playwright-core/package.json')), 'cli.js')
}
