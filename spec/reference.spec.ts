import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })))

/** A package that exports two entries. */
function createPackage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-reference-spec-'))
  folders.push(folder)
  cpSync('spec/reference/parcels', folder, { recursive: true })
  return folder
}

/** Changes one place of a file. */
function change(path: string, from: string, to: string): void {
  const parts = readFileSync(path, 'utf8').split(from)
  expect([path, from, parts.length]).toEqual([path, from, 2])
  writeFileSync(path, parts.join(to))
}

function readPages(folder: string): Record<string, string> {
  const files = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')])
  return Object.fromEntries(files) as Record<string, string>
}

/** What the command says is wrong, line by line: it fails if, and only if, that is anything. */
function build(...input: readonly string[]): Promise<string[]> {
  return new Promise((resolve) => {
    execFile('node', ['.ci/reference/build.js', ...input], (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`.trim()
      expect({ said, code: error?.code ?? 0 }).toEqual({ said, code: said === '' ? 0 : 1 })
      resolve(said === '' ? [] : said.split('\n'))
    })
  })
}

describe('npm run docs', { timeout: 120_000 }, () => {
  it('writes a page for each entry, and a list of them', async () => {
    const folder = createPackage()
    expect(await build(folder)).toEqual([])
    expect(readPages(join(folder, 'docs', 'reference'))).toEqual(readPages('spec/reference/pages'))
  })
})

describe('npm run docs:check', { timeout: 120_000 }, () => {
  it('names what is not described, what leads nowhere, and pages that are not up to date', async () => {
    const folder = createPackage()
    const reference = join(folder, 'docs', 'reference')
    cpSync('spec/reference/pages', reference, { recursive: true })
    writeFileSync(join(reference, 'old.md'), '# Old\n')
    const index = join(folder, 'lib', 'index.ts')
    change(index, '/** The options of `send()`. */\n', '')
    change(index, "  /** Where to, such as `'Oslo'`. */\n", '')
    change(index, '{@link Stop}', '{@link Depots}')
    change(index, '/** A depot on its way. */\n', '')
    change(index, '  /** Of the depot. */\n', '')
    change(index, '/** Why a parcel is refused. */\n', '')
    change(index, ' * Send a parcel: now.\n *\n', '')
    change(index, ' * @param options Where, and how.\n', '')
    change(index, '`ERR_WEIGHT` where', '`ERR_HEAVY` where')
    change(index, '#parcels)', '#letters)')
    const depot = join(folder, 'lib', 'depot', 'index.ts')
    change(depot, ' * Keeps parcels.\n *\n', '')
    change(depot, '   * Take one in.\n   *\n', '')
    change(depot, '   * @param options.shelf Which one.\n', '')
    change(join(folder, 'README.md'), '| `ERR_DEPOT`  |', '| `ERR_DEPOTS` |')
    expect(await build(folder, '--check')).toEqual([
      'Failed to resolve link to "Depots" in comment for index.SendOptions.onStop',
      'ErrorCode has no description (lib/index.ts:34).',
      'ERR_DEPOT of ErrorCode has no description (lib/index.ts:34).',
      'SendOptions has no description (lib/index.ts:7).',
      'SendOptions.to has no description (lib/index.ts:8).',
      'send has no description (lib/index.ts:56).',
      'options of send has no description (lib/index.ts:56).',
      'Stop has no description (lib/index.ts:30).',
      'Stop.name has no description (lib/index.ts:31).',
      'parcels/depot has no description (lib/depot/index.ts:1).',
      'Depot.take() has no description (lib/depot/index.ts:11).',
      'options.shelf of Depot.take() has no description (lib/depot/index.ts:11).',
      'parcels.md names ERR_HEAVY, and no error has that code.',
      'parcels.md links to ../../README.md#letters, and nothing is there.',
      'README.md links to ../../README.md#letters, and nothing is there.',
      'docs/reference/parcels.md is not what lib gives: npm run docs',
      'docs/reference/depot.md is not what lib gives: npm run docs',
      'docs/reference/README.md is not what lib gives: npm run docs',
      'docs/reference/old.md is of no entry: npm run docs',
    ])
    expect(readPages(reference)).toEqual({
      ...readPages('spec/reference/pages'),
      'old.md': '# Old\n',
    })
  })
})

describe('the examples of docstrings', () => {
  it('are all among those that compile', () => {
    const files = ['examples.ts', 'decorator-examples.ts']
    const compiled = files.map((file) => readFileSync(join('spec/reference', file), 'utf8'))
    const text = withoutLayout(compiled.join('\n'))
    const examples = listExamples('lib')
    expect(examples.length).toBeGreaterThan(10)
    expect(examples.filter((example) => !text.includes(withoutLayout(example)))).toEqual([])
  })
})

function listExamples(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .flatMap((text) => [...text.matchAll(/^ *\* ```ts\n(.*?)^ *\* ```$/gms)])
    .map(([, example = '']) => example.replaceAll(/^ *\* ?/gm, ''))
}

/** Without how its lines are set in. */
function withoutLayout(code: string): string {
  return code.replaceAll(/^ *\/\/ prettier-ignore\n/gm, '').replaceAll(/^ +/gm, '')
}
