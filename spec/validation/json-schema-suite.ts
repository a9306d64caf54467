import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withLock } from '../lock.ts'

/** A schema of the official JSON-Schema-Test-Suite, and the values that it is asked about. */
export interface SuiteGroup {
  /** Such as `optional/format/email.json`. */
  readonly file: string
  readonly description: string
  readonly schema: object | boolean
  readonly tests: readonly SuiteTest[]
}

export interface SuiteTest {
  readonly description: string
  readonly data: unknown
  readonly valid: boolean
}

/** What `ensureSuite()` knows of the machine that it works on. */
export interface Machine {
  /** Read for `RINGBACK_JSON_SCHEMA_SUITE`; the environment of every command that is run. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The directory in which the suite is kept. */
  readonly temporary: string
}

const thisMachine: Machine = { env: process.env, temporary: tmpdir() }

const debianPackage = 'libtest-json-schema-acceptance-perl'

/** Where that package has the tests, and the tests of this draft. */
const withinPackage = 'usr/share/perl5/auto/share/dist/Test-JSON-Schema-Acceptance/tests'
const draft = 'draft2020-12'

/**
 * The folder of the tests of draft 2020-12: `RINGBACK_JSON_SCHEMA_SUITE`, else what it unpacks of a package
 * of Debian, which is kept. Processes that call it at the same time download once.
 *
 * @throws Error that says what was tried and what to do
 */
export async function ensureSuite(machine: Machine = thisMachine): Promise<string> {
  const given = machine.env['RINGBACK_JSON_SCHEMA_SUITE']
  if (given) return requireSuite(given)
  const kept = join(machine.temporary, 'ringback-json-schema-suite')
  const folder = join(kept, withinPackage, draft)
  if (isSuite(folder)) return folder
  await withLock(`${kept}.lock`, async () => {
    // Another process may have unpacked it while this one waited for the lock.
    if (!isSuite(folder)) await unpackInto(kept, machine)
  })
  return requireSuite(folder)
}

/** The groups of one file, such as `required.json`, or of every file in a folder, such as `optional/format`. */
export async function readGroups(suite: string, name: string): Promise<SuiteGroup[]> {
  const files = name.endsWith('.json')
    ? [name]
    : readdirSync(join(suite, name))
        .filter((file) => file.endsWith('.json'))
        .toSorted()
        .map((file) => `${name}/${file}`)
  const groups = files.map(async (file) => {
    const text = await readFile(join(suite, file), 'utf8')
    return (JSON.parse(text) as Omit<SuiteGroup, 'file'>[]).map((group) => ({ ...group, file }))
  })
  return (await Promise.all(groups)).flat()
}

function isSuite(folder: string): boolean {
  return existsSync(join(folder, 'required.json'))
}

function requireSuite(folder: string): string {
  if (isSuite(folder)) return folder
  throw new Error(
    `There is no required.json in ${folder}.\nSet RINGBACK_JSON_SCHEMA_SUITE to tests/${draft} of a checkout of JSON-Schema-Test-Suite, or unset it to have it downloaded.`,
  )
}

/** Unpacked elsewhere first, so that what is there is whole. */
async function unpackInto(kept: string, machine: Machine): Promise<void> {
  const work = mkdtempSync(`${kept}-`)
  try {
    await download(work, machine)
    const archive = readdirSync(work).find((file) => file.endsWith('.deb')) ?? ''
    const unpacked = join(work, 'unpacked')
    await runOrThrow(['dpkg-deb', '-x', archive, unpacked], work, machine)
    rmSync(kept, { recursive: true, force: true })
    renameSync(unpacked, kept)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** A machine that has just been set up knows of no packages. */
async function download(work: string, machine: Machine): Promise<void> {
  const command: Command = ['apt-get', 'download', debianPackage]
  const failure = await run(command, work, machine)
  if (failure === undefined) return
  const update = await run(['apt-get', 'update'], work, machine)
  const again = await run(command, work, machine)
  if (again === undefined) return
  const tried = [failure, update, again].filter((line) => line !== undefined)
  throw new Error(
    [
      'The official JSON-Schema-Test-Suite could not be had.',
      ...tried.map((line) => `  - ${line}`),
      `Set RINGBACK_JSON_SCHEMA_SUITE to tests/${draft} of a checkout of it.`,
    ].join('\n'),
  )
}

type Command = readonly [command: string, ...commandArguments: string[]]

async function runOrThrow(command: Command, directory: string, machine: Machine): Promise<void> {
  const failure = await run(command, directory, machine)
  if (failure !== undefined) throw new Error(failure)
}

const minutes = 60_000

/** Why the command failed, in one line; undefined where it did not. */
function run(command: Command, directory: string, { env }: Machine): Promise<string | undefined> {
  const [name, ...commandArguments] = command
  const said = `ran ${command.join(' ')}`
  return new Promise((resolve) => {
    const child = spawn(name, commandArguments, {
      cwd: directory,
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: AbortSignal.timeout(2 * minutes),
    })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('error', (error) => resolve(`${said}: ${error.message}`))
    child.on('close', (code, signal) => {
      const lastLine = errors.trim().split('\n').at(-1) ?? ''
      resolve(code === 0 ? undefined : `${said}: ${signal ?? `exit code ${code}`}: ${lastLine}`)
    })
  })
}
