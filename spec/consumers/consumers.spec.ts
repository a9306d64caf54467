import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalidRequest, RequestProblem } from '../document/request-problem.ts'
import { installProject, packInto, run, visit } from './pack.ts'
import type { Visit } from './pack.ts'

// realpath, since the temporary folder may be a link
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ringback-consumers-'))
const express4 = { express: '4.22.3', '@types/express': '4.17.25' }

function at(...path: string[]): string {
  return join(folder, ...path)
}

/** The visit that every other is compared with. */
let visitToESM: Visit

beforeAll(async () => {
  await packInto(folder)
  await Promise.all([
    installProject('esm', at('esm')),
    installProject('cjs', at('cjs')),
    installProject('dual', at('dual')),
    installProject('nodenext', at('nodenext')),
    installProject('nodenext', at('nodenext-express-4'), express4),
    installProject('bundler', at('bundler')),
  ])
  visitToESM = await visit(at('esm'), 'app.mjs')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.concurrent('the packed tarball', () => {
  it('holds a file for each entry, what they share and what is loaded later, beside package.json and texts', () => {
    const entries = listEntries().map((entry) => `${entry}.js`)
    const built = [
      ...['esm', 'cjs'].flatMap((format) =>
        [...entries, 'chunks/*.js'].map((file) => `dist/${format}/${file}`),
      ),
      ...listLoadedLater().map((file) => `dist/cjs/${file}`),
      'dist/esm/cli/ringback.js',
    ]
    const others = ['LICENSE', 'README.md', 'package.json', 'dist/cjs/package.json']
    const files = listPacked()
      .filter((file) => !file.endsWith('.d.ts'))
      .map((file) => file.replace(/chunks\/[\w-]+\.js$/, 'chunks/*.js'))
    expect([...new Set(files)]).toEqual(
      [...built, ...others, 'dist/LICENSES.txt', 'dist/load-package.cjs'].toSorted(),
    )
  })

  it('holds the declarations that its entries lead to, the same for either format, and no others', () => {
    const [esm = [], cjs = []] = ['esm', 'cjs'].map((copy) => {
      const inner = listFiles(installed('dist', copy)).filter((file) => file.endsWith('.d.ts'))
      return inner.map((file) => ({
        file,
        text: readFileSync(installed('dist', copy, file), 'utf8'),
      }))
    })
    expect(esm).toEqual(cjs)
    const entries = listEntries().map((entry) => `${entry}.d.ts`)
    const texts = esm.map(({ text }) => text).join('\n')
    const lost = esm.filter(({ file }) => {
      const name = file.replace(/^.*\/|\.d\.ts$/g, '')
      return !entries.includes(file) && !texts.includes(`/${name}.ts'`)
    })
    expect(lost).toEqual([])
  })

  it('points to no source map, since there is none', () => {
    const pointing = listFiles(installed()).filter((file) =>
      readFileSync(installed(file), 'utf8').includes('sourceMappingURL'),
    )
    expect(pointing).toEqual([])
  })

  it('imports every package that it depends on, and no other', () => {
    const { dependencies, peerDependencies } = readManifest()
    const declared = Object.keys({ ...dependencies, ...peerDependencies })
    // The types of a package are imported by the name of the package itself, and the viewers are only
    // read, as files for the browser; of what opens SQLite, whichever is there is imported.
    const others =
      /^(?:@types\/.*|redoc|@scalar\/api-reference|better-sqlite3|@photostructure\/sqlite|libsql)$/
    const importable = declared.filter((name) => !others.test(name))
    expect(listImportedPackages()).toEqual(importable.toSorted())
  })
})

describe.concurrent('a project of ES modules', () => {
  it('documents and serves its app, and calls back', () => {
    expect(visitToESM).toEqual({
      served: visitToESM.document,
      created: '{"msg":"Invoice 42 received"}',
      document: expect.any(String),
      // Its callback URL is optional, as in FastAPI's example.
      problems: [expect.objectContaining({ code: 'WARN_CALLBACK_OPTIONAL' })],
      calledBack: { calls: ['POST /invoices/42, signed v1,'], isTaken: true },
      title: 'Invoices',
      statuses: { document: 200, page: 200, script: 200, created: 200 },
    })
  })

  it('documents its callback under the expression', () => {
    const document = JSON.parse(visitToESM.document) as InvoicesDocument
    const { invoiceEvents } = document.paths['/invoices/'].post.callbacks
    expect(Object.keys(invoiceEvents)).toEqual([
      '{$request.query.callback_url}/invoices/{$request.body#/id}',
    ])
  })
})

describe.concurrent('a CommonJS project', () => {
  it('loads what it uses, when it uses it', async () => {
    expect(JSON.parse(await run('node', ['loaded.cjs'], at('cjs')))).toEqual({
      'is declared': ['cjs/chunks/core.js', 'cjs/index.js', 'load-package.cjs'],
      'is declared, of Node': [],
      'answers, and is documented': [
        ...['cjs/chunks/shared.js', 'cjs/document/document.js', 'iconv-lite'],
      ],
      'shows its page': [],
      'serves the files of its page': [
        ...['cjs/page/browser-files.js', 'swagger-ui-dist', 'swagger-ui-express'],
      ],
      'writes YAML': ['cjs/yaml.js', 'js-yaml'],
      'makes a callback router': [
        ...['cjs/callbacks/client-router.js', 'cjs/callbacks/expression-errors.js'],
      ],
      'declares a callback': ['cjs/callbacks/source-rules.js', 'cjs/callbacks/source.js'],
      'refuses an expression with ERR_CALLBACK_EXPRESSION': [],
      'documents a path that is a pattern': ['cjs/path/regexp.js'],
      'lets other origins read its document': ['cors', 'object-assign'],
    })
  })

  it('is documented and serves as the project of ES modules does', async () => {
    expect(await visit(at('cjs'), 'app.cjs')).toEqual(visitToESM)
  })
})

describe.concurrent.each([
  ['Express 5', 'nodenext'],
  ['Express 4', 'nodenext-express-4'],
])('a TypeScript project with nodenext resolution on %s', (_version, project) => {
  beforeAll(async () => {
    await run('node', [compiler('typescript'), '--project', '.'], at(project))
  })

  it.each(['dist/app.mjs', 'dist/app.cjs'])('compiles to %s, which works', async (file) => {
    expect(await visit(at(project), file)).toEqual(visitToESM)
  })
})

describe.concurrent('a TypeScript project with an older compiler', () => {
  it('compiles', async () => {
    const check = [compiler('typescript5'), '--project', '.', '--noEmit']
    expect(await run('node', check, at('nodenext'))).toBe('')
  })
})

describe.concurrent('a TypeScript project with bundler resolution', () => {
  it('compiles, without exactOptionalPropertyTypes too', async () => {
    expect(await run('node', [compiler('typescript'), '--noEmit'], at('bundler'))).toBe('')
  })

  it('works once it is bundled', async () => {
    const target = ['--platform=node', '--format=esm', '--packages=external', '--outdir=dist']
    const bundler = join('node_modules', 'esbuild', 'bin', 'esbuild')
    await run('node', [bundler, 'app.ts', '--bundle', ...target], at('bundler'))
    expect(await visit(at('bundler'), 'dist/app.js')).toEqual(visitToESM)
  })
})

describe.concurrent('a project that imports and requires', () => {
  it('is one app, with one copy of the package', async () => {
    const document = createDualDocument()
    expect(JSON.parse(await run('node', ['app.mjs'], at('dual')))).toEqual({
      isOneCopy: true,
      imported: document,
      required: document,
      problems: [],
      refused: 'ERR_DELIVERY_URL',
      thrown: { isSameClass: true, code: 'ERR_CALLBACK_EXPRESSION' },
    })
  })
})

describe.concurrent('a project that tests with Jest', () => {
  beforeAll(() => installProject('jest', at('jest')))

  it('tests an app of CommonJS, with modules of its own in each test', async () => {
    expect(await runJest('app.test.cjs')).toEqual([
      'answers: passed',
      'refuses: passed',
      'is documented: passed',
      'is served by createServer(): passed',
      'is documented by another copy of the modules: passed',
    ])
  })

  it('tests in TypeScript what is sent and received', async () => {
    expect(await runJest('delivery.test.ts')).toEqual([
      'a callback is delivered to a test receiver: passed',
      'a callback is taken by a receiver, and one that nobody has signed is not: passed',
    ])
  })

  it('tests an app of ES modules', async () => {
    expect(await runJest('modules.test.mjs', ['--experimental-vm-modules'])).toEqual([
      'an app of ES modules answers and is documented: passed',
      'an app of CommonJS is documented by ES modules: passed',
    ])
  })
})

/** The tests of a file, with what became of them; Jest ends by itself, and finds nothing left open. */
async function runJest(file: string, flags: readonly string[] = []): Promise<string[]> {
  const jest = join('node_modules', 'jest', 'bin', 'jest.js')
  const printed = await run(
    'node',
    [...flags, jest, '--json', '--detectOpenHandles', file],
    at('jest'),
  )
  const { openHandles, testResults } = JSON.parse(printed) as JestReport
  expect(openHandles).toEqual([])
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ fullName, status }) => `${fullName}: ${status}`),
  )
}

interface JestReport {
  readonly openHandles: readonly unknown[]
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

/** What `projects/dual` declares: one operation in each module system, and one callback for both. */
function createDualDocument(): object {
  const responses = { 200: { description: 'Successful Response' } }
  const createOperation = (operationId: string): object => ({
    post: {
      operationId,
      parameters: [
        {
          name: 'callback_url',
          in: 'query',
          required: true,
          schema: { type: 'string', format: 'uri' },
        },
      ],
      responses: { ...responses, 422: invalidRequest },
      callbacks: { invoiceEvents: { $ref: '#/components/callbacks/invoiceEvents' } },
    },
  })
  const invoicePaid = { operationId: 'invoicePaid', summary: 'Paid', security: [], responses }
  return {
    openapi: '3.1.0',
    info: { title: 'Invoices', version: '1.0.0' },
    paths: {
      '/v1/invoices': createOperation('declaredInCommonJS'),
      '/orders': createOperation('declaredInESM'),
    },
    components: {
      callbacks: {
        invoiceEvents: { '{$request.query.callback_url}/invoices': { post: invoicePaid } },
      },
      schemas: { RequestProblem },
    },
  }
}

interface InvoicesDocument {
  readonly paths: {
    readonly '/invoices/': {
      readonly post: { readonly callbacks: { readonly invoiceEvents: object } }
    }
  }
}

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly import?: { readonly default: string } }>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
}

/** A path in the package as npm has installed it. */
function installed(...path: string[]): string {
  return at('esm', 'node_modules', 'ringback', ...path)
}

function readManifest(): Manifest {
  return JSON.parse(readFileSync(installed('package.json'), 'utf8')) as Manifest
}

/** What package.json exports, by the path in either copy, without the ending. */
function listEntries(): string[] {
  return Object.values(readManifest().exports).flatMap((entry) =>
    entry.import ? [entry.import.default.replace(/^\.\/dist\/esm\/|\.js$/g, '')] : [],
  )
}

/** What an app need not have at its start. */
function listLoadedLater(): string[] {
  return [
    ...['callbacks/client-router.js', 'callbacks/expression-errors.js'],
    ...['callbacks/source-rules.js', 'callbacks/source.js', 'discover-problems.js'],
    ...['document/document.js', 'document/receiver-components.js', 'document/receiver-paths.js'],
    ...['links/link-faults.js', 'page/browser-files.js', 'path/express4.js', 'path/regexp.js'],
    ...['valibot/to-json-schema.js', 'yaml.js'],
  ]
}

/** Beside it lies what npm could not put where Express's own dependencies lie. */
function listPacked(): string[] {
  return listFiles(installed()).filter((file) => !file.startsWith('node_modules/'))
}

/** The two compilers have a `.bin/tsc` in common. */
function compiler(name: string): string {
  return join('node_modules', name, 'bin', 'tsc')
}

/** The paths of all files in a folder, written with `/`, sorted. */
function listFiles(parent: string): string[] {
  return readdirSync(parent, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(parent, sep).length))
    .map((path) => path.replaceAll(sep, '/'))
    .toSorted()
}

/** The packages that the built files import, declarations included, sorted. */
function listImportedPackages(): string[] {
  const texts = listFiles(installed('dist')).map((file) =>
    readFileSync(installed('dist', file), 'utf8').replaceAll(/^ *\/?\*.*/gm, ''),
  )
  const specifiers = texts.flatMap((text) =>
    [...text.matchAll(/(?<!\.)\b(?:from|import|require)\b *\(?["']([^"']+)/g)].map(
      ([, name = '']) => name,
    ),
  )
  const outside = specifiers.filter((name) => !name.startsWith('.') && !isBuiltin(name))
  const packages = outside.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
  return [...new Set(packages)].toSorted()
}
