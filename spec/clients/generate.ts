import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { run } from '../agents/install.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const checks = fileURLToPath(new URL('checks', import.meta.url))

export const generators = ['openapi-typescript', 'hey-api', 'orval'] as const
export type Generator = (typeof generators)[number]

export const versions = ['3.0', '3.1', '3.2'] as const
export type Version = (typeof versions)[number]

/** What a generator makes of the document in one version: the folder `generated` of this one. */
export function folderOf(folder: string, generator: Generator, version: Version): string {
  return join(folder, generator, nameOf(version))
}

/** Orval takes what follows a dot for the ending of a file. */
function nameOf(version: Version): string {
  return version.replace('.', '-')
}

/**
 * Generate clients from a document in each version, by the generators that are installed above the folder;
 * resolves to what each has printed. Each makes all of its clients in one process, since most of the time
 * goes into its start.
 */
export async function generateClients(
  documentOf: (version: Version) => object,
  folder: string,
  chosen: readonly Generator[] = generators,
): Promise<Record<Generator, string>> {
  const printed = { 'openapi-typescript': '', 'hey-api': '', orval: '' }
  for (const generator of chosen) {
    for (const version of versions) {
      const target = folderOf(folder, generator, version)
      mkdirSync(target, { recursive: true })
      writeFileSync(join(target, 'openapi.json'), JSON.stringify(documentOf(version)))
    }
    printed[generator] = await runGenerator(generator, join(folder, generator))
  }
  return printed
}

async function runGenerator(generator: Generator, folder: string): Promise<string> {
  const { script, flags, file, config } = commands[generator]
  writeFileSync(join(folder, file), config)
  const installed = join(folder, '..', '..', 'node_modules', script)
  const { stdout, stderr } = await run('node', [installed, ...flags], folder)
  return stdout + stderr
}

interface Command {
  readonly script: string
  readonly flags: readonly string[]
  readonly file: string
  readonly config: string
}

const names = versions.map(nameOf)

const commands: Record<Generator, Command> = {
  'openapi-typescript': {
    script: 'openapi-typescript/bin/cli.js',
    // else what has a default is required, where it is sent too
    flags: ['--default-non-nullable=false'],
    file: 'redocly.yaml',
    config: JSON.stringify({
      apis: Object.fromEntries(
        names.map((name) => [
          name,
          {
            root: `${name}/openapi.json`,
            'x-openapi-ts': { output: `${name}/generated/api.d.ts` },
          },
        ]),
      ),
    }),
  },
  'hey-api': {
    script: '@hey-api/openapi-ts/bin/run.js',
    flags: ['--no-log-file'],
    file: 'openapi-ts.config.mjs',
    config: exported(
      names.map((name) => ({
        input: `./${name}/openapi.json`,
        output: `${name}/generated`,
        plugins: [
          ...['@hey-api/typescript', '@hey-api/client-fetch'],
          { name: '@hey-api/sdk', operations: { strategy: 'byTags' } },
        ],
      })),
    ),
  },
  orval: {
    script: 'orval/dist/bin/orval.js',
    flags: [],
    file: 'orval.config.mjs',
    config: exported(
      Object.fromEntries(
        names.map((name) => [
          name,
          {
            input: `${name}/openapi.json`,
            output: { target: `${name}/generated`, client: 'fetch', mode: 'tags-split' },
          },
        ]),
      ),
    ),
  },
}

function exported(config: object): string {
  return `export default ${JSON.stringify(config)}`
}

/** Put files of `checks/` beside a client, to be compiled along with it and to be run. */
export function addChecks(folder: string, files: readonly string[]): void {
  for (const name of [...files, 'samples', 'shop-types']) {
    cpSync(join(checks, `${name}.ts`), join(folder, `${name}.ts`))
  }
  cpSync(join(root, 'spec', 'types', 'assert.ts'), join(folder, 'assert.ts'))
}

/** The lines that `tsc --strict` prints of every file in a folder. */
export async function compile(folder: string): Promise<string[]> {
  const files = listFiles(folder).filter((file) => file.endsWith('.ts'))
  const compilerOptions = {
    ...{ strict: true, noUncheckedIndexedAccess: true, noEmit: true },
    ...{ target: 'es2022', module: 'esnext', moduleResolution: 'bundler' },
    ...{ allowImportingTsExtensions: true, lib: ['es2023', 'dom', 'dom.iterable'] },
    ...{ types: ['node'], typeRoots: [join(root, 'node_modules', '@types')] },
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const printed = await new Promise<string>((resolve) => {
    const options = { cwd: folder, maxBuffer: 2 ** 26 }
    execFile(process.execPath, [compiler, '-p', '.'], options, (error, stdout, stderr) =>
      // it exits with 2 where there are errors; what it prints otherwise must not be lost
      resolve(stdout + stderr + (error && !stdout ? error.message : '')),
    )
  })
  return printed.split('\n').filter((line) => line !== '')
}

/** Run a file beside a client against the app at an origin; what it reports. */
export async function call(folder: string, file: string, origin: string): Promise<unknown> {
  const loader = pathToFileURL(join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href
  const { stdout } = await run('node', ['--import', loader, `${file}.ts`, origin], folder)
  return JSON.parse(stdout) as unknown
}

/** The text of every file that was generated, by its path. */
export function readGenerated(folder: string): Record<string, string> {
  const generated = join(folder, 'generated')
  const files = listFiles(generated)
  return Object.fromEntries(
    files.map((file) => [file, readFileSync(join(generated, file), 'utf8')]),
  )
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .map((file) => file.replaceAll('\\', '/'))
    .toSorted()
}
