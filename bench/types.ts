/**
 * What the types cost: 500 routes as operations, beside the same routes with Express's own generics
 * and the same schemas, as TypeScript 5.9 and 7 count and time it.
 *
 *   npm run bench:types
 *
 * Fails where the instantiations of a workload exceed its limit.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { routesPerResource, writeResource, type Style } from './types/sources.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const routes = 500

interface Workload {
  readonly name: string
  readonly style: Style
  readonly beside: Style
  /** How many times the instantiations may be of those beside it. */
  readonly limit?: number
}

const workloads: readonly Workload[] = [
  { name: 'Zod, beside Express', style: 'zod', beside: 'express', limit: 2.5 },
  { name: 'Zod with callbacks, beside Zod', style: 'callbacks', beside: 'zod', limit: 2 },
  { name: 'JSON Schema, beside Express with Zod', style: 'json-schema', beside: 'express' },
  { name: 'TypeBox, beside Express with Zod', style: 'typebox', beside: 'express' },
]

const compilers = { '5.9': 'typescript-5.9', '7': 'typescript' }
type Compiler = keyof typeof compilers

interface Cost {
  readonly instantiations: number
  /** In seconds. */
  readonly time: number
}

const config = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    paths: { ringback: ['../ringback/index.d.ts'] },
  },
}

const folder = mkdtempSync(join(tmpdir(), 'ringback-types-'))
try {
  prepare()
  const exceeded = (Object.keys(compilers) as Compiler[]).flatMap(compare)
  for (const sentence of exceeded) console.error(sentence)
  process.exitCode = exceeded.length > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The library as its users see it: declarations, whose own checking is not counted. */
function prepare(): void {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const ringback = join(folder, 'ringback')
  compile('7', ['-p', root, '--emitDeclarationOnly', '--outDir', ringback])
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
}

/** Prints a table, and returns a sentence for each limit that is exceeded. */
function compare(compiler: Compiler): string[] {
  const costs = new Map<Style, Cost>()
  for (const { style, beside } of workloads)
    for (const one of [style, beside]) if (!costs.has(one)) costs.set(one, measure(one, compiler))
  const rows = workloads.map((workload) => summarise(workload, costs))
  console.log(`\n${routes} routes, TypeScript ${compiler}\n`)
  console.log('| | instantiations | beside | ratio | limit | check, s | beside | ratio |')
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
  for (const { cells } of rows) console.log(`| ${cells.join(' | ')} |`)
  return rows.flatMap(({ workload: { name, limit }, ratio }) =>
    limit === undefined || ratio <= limit
      ? []
      : [`${name}: ${ratio.toFixed(2)} times the instantiations on ${compiler}, limit ${limit}`],
  )
}

interface Row {
  readonly workload: Workload
  readonly ratio: number
  readonly cells: readonly string[]
}

function summarise(workload: Workload, costs: ReadonlyMap<Style, Cost>): Row {
  const own = costs.get(workload.style)!
  const other = costs.get(workload.beside)!
  const ratio = own.instantiations / other.instantiations
  const cells = [
    workload.name,
    own.instantiations.toLocaleString('en'),
    other.instantiations.toLocaleString('en'),
    ratio.toFixed(2),
    workload.limit?.toFixed(1) ?? '',
    own.time.toFixed(2),
    other.time.toFixed(2),
    (own.time / other.time).toFixed(2),
  ]
  return { workload, ratio, cells }
}

function measure(style: Style, compiler: Compiler): Cost {
  const project = join(folder, `${style}-${compiler}`)
  mkdirSync(project)
  for (let index = 0; index < routes / routesPerResource; index++)
    writeFileSync(join(project, `resource${index}.ts`), writeResource(style, index))
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config))
  const printed = compile(compiler, ['-p', project, '--extendedDiagnostics'])
  return {
    instantiations: readFigure(printed, 'Instantiations'),
    time: readFigure(printed, 'Check time'),
  }
}

function compile(compiler: Compiler, options: readonly string[]): string {
  const script = join(root, 'node_modules', compilers[compiler], 'bin/tsc')
  try {
    return execFileSync(process.execPath, [script, ...options], { encoding: 'utf8' })
  } catch (error) {
    console.error((error as { stdout?: string }).stdout?.slice(0, 4_000))
    throw error
  }
}

function readFigure(printed: string, name: string): number {
  const figure = new RegExp(`${name}: +([\\d.]+)`).exec(printed)?.[1]
  if (figure === undefined) throw new Error(`The compiler did not print "${name}".`)
  return Number(figure)
}
