import { median } from './figures.ts'
import type { Options } from './command-line.ts'
import { nextMessage, startProcess, stopProcess, TookTooLong } from './processes.ts'
import { printTable } from './table.ts'

const sizes = [100, 1_000, 10_000]

/** The files of bench/peers/documents, in the order of the table. */
export const builders: readonly string[] = [
  'ringback',
  'ringback-zod',
  'swagger-jsdoc',
  'express-zod-api',
  'hono',
  'nest',
]

/** For all that one process builds: who takes longer is shown as that. */
const limitMs = 90_000

interface Built {
  readonly title: string
  /** The medians of the builds within one process, in milliseconds. */
  readonly build: number
  readonly stringify: number
}

/** How long a document takes: it has to grow with the operations, and no faster. */
export async function compareDocuments(options: Options): Promise<void> {
  const names = builders.filter((name) => name.startsWith('ringback') || options.takesPart(name))
  console.error(`documents: ${names.join(', ')}`)
  const built = new Map<string, Built[]>()
  const tooSlow = new Set<string>()
  const rounds = Math.min(options.rounds, 2)
  for (let round = 1; round <= rounds; round += 1) {
    for (const size of sizes)
      for (const name of names) {
        const key = `${name} ${size}`
        if (tooSlow.has(key)) continue
        const one = await buildOnce(name, size)
        if (one) built.set(key, [...(built.get(key) ?? []), one])
        else tooSlow.add(key)
      }
    console.error(`  round ${round} of ${rounds}`)
  }
  printTable(
    'A document of operations that have callbacks: ms, µs an operation, × one `JSON.stringify` of the result',
    ['', ...sizes.map((size) => `${size.toLocaleString('en')} operations`), '10,000 : 1,000'],
    names.map((name) => rowOf(name, built)),
  )
}

/** Nothing where it takes too long. */
async function buildOnce(name: string, size: number): Promise<Built | undefined> {
  const file = name === 'nest' ? 'dist/compiled/nest-document.js' : `documents/${name}.js`
  const started = startProcess('build-documents.js', [file, String(size)])
  try {
    return await nextMessage<Built>(started, limitMs)
  } catch (error) {
    if (error instanceof TookTooLong) return undefined
    throw error
  } finally {
    await stopProcess(started)
  }
}

function rowOf(name: string, built: ReadonlyMap<string, readonly Built[]>): string[] {
  const all = sizes.map((size) => built.get(`${name} ${size}`) ?? [])
  const times = all.map((some) => median(some.map(({ build }) => build)))
  const cells = all.map((some, index) => {
    const ms = times[index] ?? Number.NaN
    if (Number.isNaN(ms)) return `over ${limitMs / 1000} s`
    const stringified = median(some.map(({ build, stringify }) => build / stringify))
    const each = (ms * 1_000) / (sizes[index] ?? 1)
    return `${ms.toFixed(1)} (${each.toFixed(0)}; ${stringified.toFixed(1)}×)`
  })
  const [, small = Number.NaN, large = Number.NaN] = times
  const growth = Number.isNaN(large) ? '' : (large / small).toFixed(1)
  return [all.flat()[0]?.title ?? name, ...cells, growth]
}
