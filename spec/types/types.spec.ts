import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'

const compilers = { 'TypeScript 7': 'typescript', 'TypeScript 5.9': 'typescript-5.9' }
const versions = { 'Express 5': 'express-5', 'Express 4': 'express-4' }
type Compiler = keyof typeof compilers
type Version = keyof typeof versions

const fixtures = [
  ...['responses', 'requests', 'definitions', 'callbacks', 'options', 'delivery'],
].map((name) => `spec/types/mistakes/${name}.ts`)

/** An error as the compiler prints it: a sentence, and what it nests below. */
interface Message {
  /** `file:line` */
  readonly place: string
  readonly error: string
  readonly nested: readonly string[]
}

/** A mistake in a fixture, and the text beside it. */
interface Mistake {
  readonly place: string
  readonly error: string
  /** The last line of what the compiler nests: the one that says what is wrong. */
  readonly reads: string | undefined
}

/** Each with the usual other. The older compiler with the older types takes long, and finds nothing else. */
const combinations: readonly { compiler: Compiler; version: Version }[] = [
  { compiler: 'TypeScript 7', version: 'Express 5' },
  { compiler: 'TypeScript 7', version: 'Express 4' },
  { compiler: 'TypeScript 5.9', version: 'Express 5' },
]

describe.each(combinations)('on $compiler, with the types of $version', ({ compiler, version }) => {
  let messages: readonly Message[] = []
  beforeAll(async () => {
    messages = await compile(compiler, versions[version])
  }, 240_000)

  it('every spec of a type compiles', () => {
    expect(messages.filter(({ place }) => !place.startsWith('spec/types/mistakes/'))).toEqual([])
  })

  it('every mistake has its text, and there is no other', () => {
    const written = messages
      .filter(({ place }) => place.startsWith('spec/types/mistakes/'))
      .map(({ place, error, nested }) => ({ place, error, reads: nested.at(-1) }))
    const expected = fixtures.flatMap((file) => readMistakes(file, [compiler, version]))
    expect(written.toSorted(byPlace)).toEqual(expected.toSorted(byPlace))
    expect(expected.length).toBeGreaterThanOrEqual(30)
  })
})

describe.each(Object.keys(compilers) as Compiler[])(
  'on %s, with @types/cookie-parser',
  (compiler) => {
    it('handlers have their cookies, and the types of Express take them', async () => {
      expect(await compile(compiler, 'cookie-parser')).toEqual([])
    })
  },
)

/** Every message of `tsc` on the specs. */
async function compile(compiler: Compiler, program: string): Promise<Message[]> {
  const script = `node_modules/${compilers[compiler]}/bin/tsc`
  const project = `spec/types/tsconfig.${program}.json`
  const output = await new Promise<string>((resolve) => {
    const options = [script, '-p', project, '--pretty', 'false']
    execFile(process.execPath, options, { maxBuffer: 2 ** 24 }, (error, stdout, stderr) =>
      // it exits with 2 where there are errors; what it prints otherwise must not be lost
      resolve(stdout + stderr + (error && !stdout ? error.message : '')),
    )
  })
  return readMessages(output)
}

function readMessages(output: string): Message[] {
  const blocks = output.split(/\n(?! )/).filter((block) => block.trim() !== '')
  return blocks.map((block) => {
    const [first = '', ...nested] = block.split('\n').map((line) => line.trim())
    const { file, line, error } =
      /^(?<file>.+)\((?<line>\d+),\d+\): error TS\d+: (?<error>.*)$/.exec(first)?.groups ?? {}
    return { place: `${file}:${line}`, error: error ?? first, nested }
  })
}

/**
 * A mistake stands under comments: `// error: …`, and `// reads: …` where the compiler nests. One that
 * holds for some of them only, such as `// error, TypeScript 5.9: …`, is written after the general one.
 */
function readMistakes(file: string, here: readonly string[]): Mistake[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  const mistakes: Mistake[] = []
  let texts: Record<string, string> = {}
  for (const [index, line] of lines.entries()) {
    const { kind, where, text } = readComment(line)
    if (kind === undefined) {
      const { error, reads } = texts
      if (error !== undefined) mistakes.push({ place: `${file}:${index + 1}`, error, reads })
      texts = {}
    } else if (where === undefined || here.includes(where)) texts[kind] = text ?? ''
  }
  return mistakes
}

function readComment(line: string): { kind?: string; where?: string; text?: string } {
  return /^ *\/\/ (?<kind>error|reads)(?:, (?<where>[^:]+))?: (?<text>.*)$/.exec(line)?.groups ?? {}
}

function byPlace(a: Mistake, b: Mistake): number {
  return a.place.localeCompare(b.place, 'en', { numeric: true })
}
