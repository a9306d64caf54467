import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from '../lock.ts'

/** The folder of the package. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url))

const projects = fileURLToPath(new URL('projects', import.meta.url))

/**
 * Run a command in a folder, and return what it printed to its standard output.
 *
 * @throws Error with everything that it printed, where its exit code is not 0 or it does not end
 *   within 200 seconds
 */
export function run(command: string, input: readonly string[], folder: string): Promise<string> {
  const options = {
    cwd: folder,
    env: createEnvironment(),
    timeout: 200_000,
    maxBuffer: 2 ** 26,
    // npm and the commands in .bin are scripts there, and no executables
    shell: process.platform === 'win32',
  }
  return new Promise((resolve, reject) => {
    execFile(command, input, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout)
      const end = error.killed ? 'no end' : `exit code ${String(error.code)}`
      reject(new Error([`${command} ${input.join(' ')}: ${end}`, stdout, stderr].join('\n')))
    })
  })
}

/** A consumer works in a shell of its own, without what Vitest and `npm test` have added to this one. */
function createEnvironment(): NodeJS.ProcessEnv {
  const added = /^(NODE_(ENV|OPTIONS|PATH)|VITEST.*|TEST|FORCE_COLOR|npm_config_(local_)?prefix)$/
  const kept = Object.entries(process.env).filter(([name]) => !added.test(name))
  return { ...Object.fromEntries(kept), NO_COLOR: '1' }
}

/**
 * Put the package into `ringback.tgz` in a folder, packed as `npm publish` would: `prepack` builds it first.
 * The specs that come to it at the same time, or while nothing has changed, have it from the first.
 */
export async function packInto(folder: string): Promise<void> {
  const copy = join(folder, 'copy')
  const leftOut = new Set(['node_modules', 'dist', 'output', '.git'])
  cpSync(root, copy, { recursive: true, filter: (path) => !leftOut.has(basename(path)) })
  const packed = join(root, 'node_modules', '.ringback-spec', `packed-${hashFiles(copy)}.tgz`)
  mkdirSync(dirname(packed), { recursive: true })
  await withLock(`${packed}.lock`, async () => {
    if (!existsSync(packed)) renameSync(await pack(copy), packed)
  })
  rmSync(copy, { recursive: true })
  cpSync(packed, join(folder, 'ringback.tgz'))
}

/** Of every file in a folder. */
function hashFiles(folder: string): string {
  const hash = createHash('sha256')
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  for (const file of files.map(({ parentPath, name }) => join(parentPath, name)).toSorted()) {
    hash.update(relative(folder, file)).update(readFileSync(file))
  }
  return hash.digest('hex').slice(0, 16)
}

/** In a copy of the working tree, so that nobody who reads its `dist` finds it half built. */
async function pack(copy: string): Promise<string> {
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  await run('npm', ['pack'], copy)
  const tarballs = readdirSync(copy).filter((name) => name.endsWith('.tgz'))
  return join(copy, tarballs.join())
}

/**
 * Copy a project to a folder beside `ringback.tgz`, and install what its package.json asks for.
 *
 * @param versions Take the place of those in the package.json.
 */
export async function installProject(
  project: string,
  folder: string,
  versions: Readonly<Record<string, string>> = {},
): Promise<void> {
  cpSync(join(projects, project), folder, { recursive: true })
  const file = join(folder, 'package.json')
  writeFileSync(file, replaceVersions(readFileSync(file, 'utf8'), versions))
  const flags = ['--include=dev', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
  await run('npm', ['install', ...flags], folder)
}

function replaceVersions(json: string, versions: Readonly<Record<string, string>>): string {
  const replace = (name: string, value: unknown): unknown => versions[name] ?? value
  return JSON.stringify(JSON.parse(json, replace), undefined, 2)
}

/** Start the app in a file of a project, visit it, and return what came back: `projects/visit.mjs`. */
export async function visit(folder: string, file: string): Promise<Visit> {
  return JSON.parse(await run('node', [join(projects, 'visit.mjs'), file], folder)) as Visit
}

export interface Visit {
  /** The bodies of `/openapi.json` and of the answer to `POST /invoices/`. */
  readonly served: string
  readonly created: string
  /** What `.document(app)` and `.problems(app)` say, the first in the form of `/openapi.json`. */
  readonly document: string
  readonly problems: readonly unknown[]
  /** What the receiver of a callback was sent, and whether the sender has read its answer. */
  readonly calledBack: { readonly calls: readonly string[]; readonly isTaken: boolean }
  /** The title of the page at `/docs/`. */
  readonly title: string
  readonly statuses: Readonly<Record<string, number>>
}
