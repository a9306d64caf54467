import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What is not installed where the command is tried: a project may have it, or not. */
const leftOut = new Set(['ringback', 'tsx', '.bin'])

/** What an app has a copy of itself, or what reads files beside its own. */
const keptApart = ['express', 'jiti', 'swagger-ui-express', ...readOptionalPackages()]

/**
 * How the command is built: with what it needs beside it, as its users have it, or within it. The latter
 * starts in half of the time, which goes into finding files.
 */
export type Packages = 'beside' | 'within'

const builds: Record<Packages, BuildOptions> = {
  beside: { packages: 'external' },
  within: {
    external: keptApart,
    // for packages in CommonJS
    banner: {
      js: `import { createRequire as bundledRequire } from 'node:module'\nconst require = bundledRequire(import.meta.url)`,
    },
  },
}

/**
 * Install the command in a folder of its own: built, in a node_modules beside what it needs. Returns that
 * node_modules; remove its folder when done.
 */
export async function installCommand(packages: Packages = 'within'): Promise<string> {
  const modules = join(mkdtempSync(join(tmpdir(), 'ringback-command-')), 'node_modules')
  const own = join(modules, 'ringback')
  mkdirSync(own, { recursive: true })
  cpSync(join(root, 'package.json'), join(own, 'package.json'))
  cpSync(await buildCommand(packages), join(own, 'dist/esm'), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!leftOut.has(name)) link(name, modules)
  }
  return modules
}

/** The folder that it is built into, by whichever spec comes first. */
async function buildCommand(packages: Packages): Promise<string> {
  const options = builds[packages]
  const folder = join(root, 'node_modules/.ringback-spec', `command-${hashSources(options)}`)
  if (existsSync(folder)) return folder
  // At once, so that no other spec finds half of it.
  const half = `${folder}.${randomUUID()}`
  await build({
    entryPoints: ['index', 'delivery/index', 'cli/ringback'].map((name) => `${root}lib/${name}.ts`),
    outdir: half,
    outbase: join(root, 'lib'),
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20' },
    logLevel: 'error',
    ...options,
  })
  try {
    renameSync(half, folder)
  } catch (error) {
    // Another has been quicker.
    rmSync(half, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

/** Of all that the command is built from. */
function hashSources(options: BuildOptions): string {
  const hash = createHash('sha256').update(JSON.stringify(options))
  const sources = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `lib/${file}`)
  for (const file of [...sources.toSorted(), 'package.json', 'package-lock.json']) {
    hash.update(file).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

function readOptionalPackages(): string[] {
  const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    peerDependencies: object
  }
  return Object.keys(peerDependencies)
}

function link(name: string, modules: string): void {
  symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction')
}

/** With the projects that were made beside it. */
export function uninstallCommand(modules: string): void {
  if (modules !== '') rmSync(dirname(modules), { recursive: true, force: true })
}

/** Write the files of a project that has the command installed. */
export function createProject(
  modules: string,
  files: Readonly<Record<string, string>>,
  { type = 'module', tsx = false }: { type?: 'module' | 'commonjs'; tsx?: boolean } = {},
): string {
  const folder = mkdtempSync(join(dirname(modules), 'project-'))
  for (const [name, text] of Object.entries({
    'package.json': JSON.stringify({ type }),
    ...files,
  })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  if (tsx) {
    mkdirSync(join(folder, 'node_modules'))
    link('tsx', join(folder, 'node_modules'))
  }
  return folder
}

/** How a command ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Whether a process that it started is there still. */
  readonly hasLeftProcess: boolean
  readonly tookMs: number
}

export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Aborted where it is to be interrupted, as by Ctrl+C. */
  readonly interrupt?: AbortSignal
  /** The same, once it has printed this to stderr. */
  readonly interruptAt?: string
  /** Who reads this has enough at once. */
  readonly close?: 'stdout' | 'stderr'
}

/** Run the installed command as a process; fails where it does not end within a minute. */
export function runCommand(
  modules: string,
  argv: readonly string[],
  { cwd, env = {}, interrupt, interruptAt, close }: RunOptions,
): Promise<Ended> {
  const started = performance.now()
  const bin = join(modules, 'ringback/dist/esm/cli/ringback.js')
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd,
    // In a group of its own, so that what it leaves behind is found.
    detached: true,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text))
  }
  child.stderr.on('data', () => {
    if (interruptAt !== undefined && said.stderr.includes(interruptAt)) child.kill('SIGINT')
  })
  if (close) child[close].destroy()
  interrupt?.addEventListener('abort', () => child.kill('SIGINT'), { once: true })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      killGroup(child.pid, 'SIGKILL')
      reject(new Error(`ringback ${argv.join(' ')} does not end:\n${said.stdout}${said.stderr}`))
    }, 60_000)
    child.once('close', (code) => {
      clearTimeout(timer)
      const tookMs = performance.now() - started
      void isGone(child.pid).then((gone) => {
        if (!gone) killGroup(child.pid, 'SIGKILL')
        resolve({ code, ...said, hasLeftProcess: !gone, tookMs })
      })
    })
  })
}

/** What waits for its end, such as a compiler whose stdin is closed, has it within two seconds. */
async function isGone(pid: number | undefined): Promise<boolean> {
  for (let count = 0; count < 100; count++) {
    if (!killGroup(pid, 0)) return true
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return false
}

/** Whether there was a process to tell. */
function killGroup(pid: number | undefined, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal)
  } catch {
    return false
  }
}
