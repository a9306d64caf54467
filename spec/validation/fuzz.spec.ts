import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isExpress4 } from '../discover/construct.ts'
import { hear, startServer } from './fuzz/child.ts'
import { sendAll, type Answered } from './fuzz/client.ts'
import type { Report } from './fuzz/report.ts'
import { createRequest, operationNames } from './fuzz/requests.ts'

// One by which each kind of request is met with each answer that it may have: another one may miss a rare one.
const seed = Number(process.env['FUZZ_SEED'] ?? 1)
const runs = Number(process.env['FUZZ_RUNS'] ?? (isExpress4 ? 2_000 : 8_000))
/** Until every schema is compiled and every buffer has its size. */
const warmUp = Math.min(runs, 5_000)

const expected = new Set([200, 202, 400, 404, 413, 415, 422, 431])

let child: ChildProcess
let before: Report
let after: Report
const seen = new Map<string, Map<number, number>>()
/** What is wrong with an answer, with the number of its request. */
const odd: string[] = []
let slowest: Answered | undefined

beforeAll(async () => {
  child = startServer('server')
  const { port } = await hear<Report>(child)
  before = await fuzz(port, 0, warmUp)
  after = await fuzz(port, warmUp, runs + warmUp)
}, 600_000)

afterAll(() => {
  child.disconnect()
  console.log(describeRun())
})

async function fuzz(port: number, from: number, to: number): Promise<Report> {
  await sendAll({ port, from, to, create: (index) => createRequest(seed, index), note })
  child.send('measure')
  return hear<Report>(child)
}

function note(answered: Answered): void {
  const { request, index, status, body, duration } = answered
  const { operation, kinds } = request
  for (const name of [operation, ...kinds]) count(name, status)
  const isGained = operation === 'GET /gained' && status === 200 && body.toString() !== '[]'
  const isRefused = kinds.includes('none') && status !== 200
  if (!expected.has(status) || isGained || isRefused) {
    odd.push(
      `${index}: ${operation}, ${kinds.join(', ')}: ${status} ${body.toString('utf8', 0, 300)}`,
    )
  }
  if (duration > (slowest?.duration ?? 0)) slowest = answered
}

function count(name: string, status: number): void {
  const statuses = seen.get(name) ?? new Map<number, number>()
  seen.set(name, statuses.set(status, (statuses.get(status) ?? 0) + 1))
}

function describeRun(): string {
  const megabytes = (name: 'heapUsed' | 'rss'): string =>
    `${name} ${Math.round(before[name] / 2 ** 20)} to ${Math.round(after[name] / 2 ** 20)} MB`
  const { duration = 0, index = 0 } = slowest ?? {}
  return [
    `FUZZ_SEED=${seed} FUZZ_RUNS=${runs} on ${after.express}: ${megabytes('heapUsed')}, ${megabytes('rss')}`,
    `the slowest answers took ${Math.round(duration)} ms, around ${index}; the server ${after.seconds} s of CPU`,
  ].join('\n')
}

it('answers every request, with a status that says whose fault it is', () => {
  expect(after.errors).toEqual([])
  expect(odd.slice(0, 10)).toEqual([])
})

it('hands a handler nothing but what it declares', () => {
  expect(after.violations).toEqual([])
})

it('pollutes nothing', () => {
  expect(after.gained).toEqual([])
})

it('leaves no rejection, error or warning to the process', () => {
  expect(after.incidents).toEqual([])
  expect(child.exitCode).toBeNull()
})

it('runs on the Express that is tested', () => {
  expect(after.express).toBe(isExpress4 ? 'express-4' : 'express-5')
})

it('forgets what it has answered', () => {
  // of each request less than half a kilobyte, beside what does not grow with their number
  expect(after.heapUsed - before.heapUsed).toBeLessThan(10 * 2 ** 20 + runs * 500)
  expect(after.rss - before.rss).toBeLessThan(50 * 2 ** 20)
})

// With all that was sent together, on a machine that may be busy: what takes quadratic time takes longer.
it('is kept busy by none', () => {
  expect(slowest?.duration).toBeLessThan(30_000)
})

// So that no change makes the requests tame.
it('takes and refuses requests at every operation', () => {
  const tame = operationNames.filter((name) => {
    const statuses = seen.get(name)
    const isRefusing = name === 'GET /gained' || (statuses?.get(422) ?? 0) > 0
    return !isRefusing || (statuses?.get(200) ?? 0) === 0
  })
  expect(tame).toEqual([])
})

it.each<[kind: string, ...statuses: number[]]>([
  ['none', 200],
  ...['the query', 'a body'].flatMap((where): [string, ...number[]][] => [
    [`a list for a scalar in ${where}`, 200, 422],
    [`another type in ${where}`, 200, 422],
    [`a huge number in ${where}`, 200, 422],
    [`a lone surrogate in ${where}`, 200, 422],
    [`NUL in ${where}`, 200, 422],
    [`an inherited name in ${where}`, 200, 422],
    [`10,000 names in ${where}`, 422],
    [`a list of 10,000 in ${where}`, 422],
    [`deep nesting in ${where}`, 422],
    [`a long text in ${where}`, 422],
  ]),
  ['a list for a scalar in a form', 422],
  ['another type in a form', 422],
  ['a huge number in a form', 422],
  ['a lone surrogate in a form', 422],
  ['NUL in a form', 422],
  ['an inherited name in a form', 422],
  ['a bad escape in a form', 422],
  // Its parser has limits of its own.
  ['10,000 names in a form', 413],
  ['a list of 10,000 in a form', 413],
  ['deep nesting in a form', 400],
  ['a long text in a form', 422],
  ['a name twice in a body', 200, 422],
  ['a bad escape in the query', 200, 422],
  ['an odd path', 400, 422],
  ['an odd header', 200, 422],
  ['an odd cookie', 200, 422],
  ['an odd text', 200, 422],
  ['an odd part', 200, 400, 422],
  ['another path', 404],
  ['malformed JSON', 400],
  ['another media type', 415],
  ['another charset', 415],
  ['a content coding', 400, 415],
  ['a form without a boundary', 400, 415],
  ['no body', 422],
  ['too large a body', 413],
  ['too large a header', 431],
  ['NUL in a header', 400],
])('has sent %s', (kind, ...statuses) => {
  const answered = seen.get(kind)
  expect(statuses.filter((status) => !answered?.has(status))).toEqual([])
})
