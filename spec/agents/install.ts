import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))

/** The agents stand above both, so that each is installed once; the libraries need their Express. */
const packages = ['.', 'express-4', 'express-5']

/**
 * Install the agents and both versions of Express in the temporary folder, unless the very same are
 * there from a run before; resolves to where.
 */
export async function installAgents(): Promise<string> {
  const temporary = realpathSync(tmpdir())
  const folder = join(temporary, `ringback-agents-${hashLocks()}`)
  if (existsSync(folder)) return folder
  const unfinished = mkdtempSync(join(temporary, 'ringback-agents-unfinished-'))
  for (const name of packages) await installPackage(name, join(unfinished, name))
  moveInto(folder, unfinished)
  return folder
}

function hashLocks(): string {
  const hash = createHash('sha256')
  for (const name of packages) hash.update(readFileSync(join(here, name, 'package-lock.json')))
  // what is built for one Node, or for one machine, may not run on another
  return hash.update(`${process.platform} ${process.arch}`).digest('hex').slice(0, 16)
}

async function installPackage(name: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) {
    cpSync(join(here, name, file), join(folder, file))
  }
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
  await run('npm', ['ci', ...flags], folder)
}

/** At once, so that nobody finds it half made; another run may have been faster. */
function moveInto(folder: string, unfinished: string): void {
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}

/**
 * Put the app of `app/` beside each Express of an install, with ringback as it is packed for
 * `require()`; resolves to a folder for each version, to be removed afterwards.
 */
export async function createApps(install: string): Promise<Record<Version, string>> {
  const apps = { 'express-4': createApp(install, 'express-4'), 'express-5': '' }
  await buildRingback(join(apps['express-4'], 'node_modules', 'ringback'))
  apps['express-5'] = createApp(install, 'express-5')
  cpSync(join(apps['express-4'], 'node_modules'), join(apps['express-5'], 'node_modules'), {
    recursive: true,
  })
  return apps
}

export type Version = 'express-4' | 'express-5'

function createApp(install: string, version: Version): string {
  const folder = mkdtempSync(join(install, version, 'app-'))
  cpSync(join(here, 'app'), folder, { recursive: true })
  return folder
}

/** As `npm run build` does, but into a folder of its own. */
async function buildRingback(folder: string): Promise<void> {
  await run('node', [join('.ci', 'build-package.js'), join(folder, 'dist')], root)
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  for (const name of dependencies) copyDependency(name, folder)
}

/** The dependencies of ringback that no app of these installs itself, with what they depend on. */
const dependencies = [
  ...['ajv', 'fast-deep-equal', 'fast-uri', 'json-schema-traverse', 'require-from-string'],
  'ajv-formats',
  ...['cors', 'object-assign', 'js-yaml', 'argparse'],
]

function copyDependency(name: string, folder: string): void {
  const copy = join(folder, 'node_modules', name)
  cpSync(join(root, 'node_modules', name), copy, { recursive: true })
}

/** What a command has printed. */
export interface Output {
  readonly stdout: string
  readonly stderr: string
}

/**
 * Run a command in a folder, without what the shell around it may say to an agent.
 *
 * @throws Error with everything that it printed, where its exit code is not 0 or it does not end
 *   within 200 seconds
 */
export function run(command: string, input: readonly string[], folder: string): Promise<Output> {
  const options = {
    cwd: folder,
    env: createEnvironment(),
    timeout: 200_000,
    maxBuffer: 2 ** 26,
    // npm is a script there, and no executable
    shell: process.platform === 'win32' && command === 'npm',
  }
  return new Promise((resolve, reject) => {
    execFile(command, input, options, (error, stdout, stderr) => {
      if (!error) return resolve({ stdout, stderr })
      const end = error.killed ? 'no end' : `exit code ${String(error.code)}`
      reject(new Error([`${command} ${input.join(' ')}: ${end}`, stdout, stderr].join('\n')))
    })
  })
}

function createEnvironment(): NodeJS.ProcessEnv {
  const added =
    /^(NODE_(ENV|OPTIONS|PATH)|VITEST.*|TEST|FORCE_COLOR|(OTEL|SENTRY|NEW_RELIC|DD)_.*|npm_config_(local_)?prefix)$/
  const kept = Object.entries(process.env).filter(([name]) => !added.test(name))
  return { ...Object.fromEntries(kept), NO_COLOR: '1' }
}
