import type { ChildProcess } from 'node:child_process'
import { formatNames } from 'ajv-formats/dist/formats.js'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { hear, startServer } from './fuzz/child.ts'
import { formats, formatsOfNumbers } from './fuzz/formats.ts'

/** What a text that is read once takes by far less than, and one that is read again and again far more. */
const bound = 250

interface Answer {
  readonly status: number
  /** In milliseconds. */
  readonly duration: number
}

async function post(port: number, path: string, value: unknown, patience = 5_000): Promise<Answer> {
  const start = performance.now()
  const { status } = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(value),
    signal: AbortSignal.timeout(patience),
  })
  return { status, duration: performance.now() - start }
}

/** The fastest of some tries: a machine that is busy with something else makes one slow, not all. */
async function measure(port: number, path: string, value: unknown): Promise<number> {
  let fastest = Infinity
  for (let tries = 0; tries < 10 && fastest >= bound; tries++) {
    const { status, duration } = await post(port, path, value)
    expect([200, 422]).toContain(status)
    fastest = Math.min(fastest, duration)
  }
  return fastest
}

/** The texts that a format takes long for; each is sent alone where it does for some that are sent together. */
async function listSlow(port: number, path: string, texts: readonly string[]): Promise<unknown[]> {
  const slow: unknown[] = []
  for (let at = 0; at < texts.length; at += together) {
    const some = texts.slice(at, at + together)
    if ((await measure(port, path, some)) < bound) continue
    for (const text of some) {
      const duration = await measure(port, path, [text])
      if (duration >= bound) slow.push([text.slice(0, 40), text.slice(-10), duration])
    }
  }
  return slow
}

const together = 5

async function startEngine(engine: string): Promise<{ child: ChildProcess; port: number }> {
  const child = startServer('patterns', { ENGINE: engine })
  return { child, port: await hear<number>(child) }
}

const length = 30_000

/** Parts that this or that format has in a loop, or two loops that could share them. */
const loops = [
  ...['a', '1', '0', ' ', '\t', '-', '.', ':', '/', '@', '%', '%41', '~', '~0', '=', '{', '{a}'],
  ...['a.', 'a-', 'a@', 'a:', '1:', '::', '/a', '//', '1.', '(', '(a', '[', '[a', '(?:a|', 'a{1'],
  ...['{a,', 'P1Y', '1Y', 'é', 'ä.', '\u{1f600}', '\ud800', '\0', '\n', '+', '#', '?', '&a=', '\\'],
]

/** Texts that begin as the samples do, go on and on, and end as no sample does. */
function listHostile(samples: readonly string[]): string[] {
  const repeat = (part: string): string => part.repeat(Math.ceil(length / part.length))
  const long = [...loops, ...samples.filter(Boolean)].map((part) => `${repeat(part)}!`)
  const grown = samples.flatMap((sample) => {
    const half = Math.ceil(sample.length / 2)
    const [head, tail] = [sample.slice(0, half), sample.slice(half)]
    return loops.flatMap((loop) => [head + repeat(loop) + tail, `${sample}${repeat(loop)}\n`])
  })
  return [...long, ...grown]
}

describe('a long text', () => {
  let engine: Awaited<ReturnType<typeof startEngine>>
  beforeAll(async () => {
    engine = await startEngine('RegExp')
  })
  afterAll(() => void engine.child.kill('SIGKILL'))

  it('is tried with each format that is shipped', () => {
    const tried = [...Object.keys(formats), ...formatsOfNumbers]
    expect(formatNames.filter((name) => !tried.includes(name))).toEqual([])
  })

  it.each(Object.entries(formats))('of %s is judged', async (format, samples) => {
    const answers = await Promise.all(
      samples.map((sample) => post(engine.port, `/formats/${format}`, [sample])),
    )
    expect(answers.map(({ status }) => status)).toEqual(samples.map(() => 200))
  })

  it.each(Object.entries(formats))(
    'keeps %s busy for no time that anybody notices',
    { timeout: 120_000 },
    async (format, samples) => {
      const slow = await listSlow(engine.port, `/formats/${format}`, listHostile(samples))
      expect(slow).toEqual([])
    },
  )
})

describe('a pattern of the author', () => {
  const hostile = `${'a'.repeat(40)}!`

  it('keeps RegExp busy for longer than anybody waits, where it has a loop within a loop', async () => {
    const { child, port } = await startEngine('RegExp')
    onTestFinished(() => void child.kill('SIGKILL'))
    expect((await post(port, '/nested', 'aaa')).status).toBe(200)
    await expect(post(port, '/nested', hostile, 2_000)).rejects.toThrow(/timeout/)
  })

  it('is judged at once by an engine that is linear in the text', async () => {
    const { child, port } = await startEngine('linear')
    onTestFinished(() => void child.kill('SIGKILL'))
    expect((await post(port, '/nested', 'aaa')).status).toBe(200)
    const answers = [hostile, `${'a'.repeat(length)}!`].map((text) => post(port, '/nested', text))
    const statuses = (await Promise.all(answers)).map(({ status }) => status)
    expect(statuses).toEqual([422, 422])
    expect(await measure(port, '/nested', hostile)).toBeLessThan(bound)
  })

  it.each(['RegExp', 'linear', 'bare'])('is not taken for another one by %s', async (engine) => {
    const { child, port } = await startEngine(engine)
    onTestFinished(() => void child.kill('SIGKILL'))
    const values = [
      { digits: '12', letters: 'äb', 'x-a': 1 },
      { digits: 'ab', letters: 'ab' },
      { digits: '12', letters: '12' },
      { 'x-a': 'text' },
      { Big: 1 },
    ]
    const answers = await Promise.all(values.map((value) => post(port, '/several', value)))
    expect(answers.map(({ status }) => status)).toEqual([200, 422, 422, 422, 422])
  })
})
