import { isDeepStrictEqual } from 'node:util'
import { ask, writeRequest, type Exchange } from './ask.ts'
import type { Options } from './command-line.ts'
import { inRounds, median, ratio, type Figures } from './figures.ts'
import { measureLoad, type Load } from './load.ts'
import type { RequestWorkload } from './request-workloads.ts'
import { startServer, type ServerProcess, type Traits } from './server-process.ts'
import { printTable, showCount } from './table.ts'

const connections = 64

/**
 * Each contestant is a process, which waits while another is measured; a new one in each round, for what V8 makes of
 * the same program differs from process to process, by up to a half.
 */
export async function compareRequests(workload: RequestWorkload, options: Options): Promise<void> {
  const names = workload.contestants.filter(
    (name) => workload.bases.includes(name) || options.takesPart(name),
  )
  console.error(`${workload.name}: ${names.join(', ')}`)
  const traits = new Map<string, Traits>()
  const loads = new Map<string, Load>()
  const processor = new Map(names.map((name) => [name, [] as number[]]))

  const measure = async (name: string): Promise<number> => {
    const { rate, microseconds } = await measureLoad(loads.get(name)!)
    processor.get(name)?.push(microseconds)
    return rate
  }
  const amongServers = (round: () => Promise<void>): Promise<void> =>
    withServers(workload, names, async (servers) => {
      await checkAnswers(workload, servers)
      for (const [name, server] of servers) {
        traits.set(name, server)
        const load = await loadOf(workload, server, options.seconds)
        loads.set(name, load)
        await measureLoad({ ...load, seconds: 1 }) // warms up
      }
      await round()
    })
  const rounds = options.rounds * (workload.times ?? 1)
  const rates = await inRounds(names, rounds, measure, amongServers)
  printFigures(workload, traits, { rates, processor })
}

async function withServers(
  workload: RequestWorkload,
  names: readonly string[],
  use: (servers: ReadonlyMap<string, ServerProcess>) => Promise<void>,
): Promise<void> {
  const servers = new Map<string, ServerProcess>()
  try {
    for (const name of names) servers.set(name, await startServer(name, workload.serves))
    await use(servers)
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()))
  }
}

interface Measurements {
  readonly rates: Figures
  /** Microseconds a request. */
  readonly processor: Figures
}

async function loadOf(
  workload: RequestWorkload,
  { port, usage }: ServerProcess,
  seconds: number,
): Promise<Load> {
  const exchange = await requestOf(workload, port)
  return {
    port,
    request: writeRequest(port, exchange),
    status: exchange.status ?? 200,
    connections,
    seconds,
    readClock: async () => (await usage()).microseconds,
  }
}

async function requestOf({ request }: RequestWorkload, port: number): Promise<Exchange> {
  return typeof request === 'function' ? request(port) : request
}

/** Who does not answer what all the others do is no contestant. */
async function checkAnswers(
  workload: RequestWorkload,
  servers: ReadonlyMap<string, ServerProcess>,
): Promise<void> {
  const first = servers.get(workload.bases[0] ?? '')
  for (const server of servers.values()) {
    const exchange = await requestOf(workload, server.port)
    const answer = await ask(server.port, exchange)
    const expected = workload.expected
      ? workload.expected(server)
      : first && readJson((await ask(first.port, await requestOf(workload, first.port))).text)
    const isRight =
      answer.status === (exchange.status ?? 200) &&
      isDeepStrictEqual(readJson(answer.text), expected)
    if (!isRight) fail(server, exchange, `answered ${answer.status}: ${answer.text}`)
    await checkRefusals(workload, server)
  }
}

/**
 * Who checks nothing is asked the same, and may answer as it likes: what a process was asked before decides how
 * V8 has optimised it, by up to a third.
 */
async function checkRefusals(workload: RequestWorkload, server: ServerProcess): Promise<void> {
  for (const exchange of workload.refused) {
    const { status, text } = await ask(server.port, exchange)
    if (server.checks && (status < 400 || status > 499))
      fail(server, exchange, `was not refused: ${status} ${text}`)
  }
}

function fail({ name }: ServerProcess, { method, path }: Exchange, what: string): never {
  throw new Error(`${name}: ${method} ${path} ${what.slice(0, 500)}`)
}

function readJson(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text)
}

const baseTitles: Readonly<Record<string, string>> = {
  express: '× bare Express',
  'express-ajv': '× ajv by hand',
  'document-by-hand': '× by hand',
}

function printFigures(
  { title, bases, expected }: RequestWorkload,
  traits: ReadonlyMap<string, Traits>,
  { rates, processor }: Measurements,
): void {
  const ratios = bases.map((base) => baseTitles[base] ?? base)
  // Where all that take part do the same, it is not worth a column.
  const differ = expected !== undefined
  const columns = ['', ...ratios, 'requests/s', 'CPU, µs a request', ...(differ ? ['does'] : [])]
  const rows = [...traits].map(([name, one]) => [
    one.title,
    ...bases.map((base) => ratio(rates, name, base)),
    showCount(median(rates.get(name) ?? [])),
    showCount(median(processor.get(name) ?? [])),
    ...(differ ? [whatItDoes(one)] : []),
  ])
  printTable(title, columns, rows)
}

function whatItDoes({ checks, coerces, filters }: Traits): string {
  const done = { checks, coerces, filters }
  const words = Object.entries(done).flatMap(([word, isDone]) => (isDone ? [word] : []))
  return words.join(', ') || '–'
}
