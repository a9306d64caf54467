import express, { type RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { operation, type JsonSchema } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { ensureSuite, readGroups, type SuiteGroup, type SuiteTest } from './json-schema-suite.ts'

/** Where an operation answers otherwise than the suite says, by file and description, and why. */
const differences: readonly {
  readonly file: string
  readonly because: string
  readonly tests: readonly string[]
}[] = [
  {
    file: 'optional/format/idn-hostname.json',
    because:
      'The rules of IDNA 2008 are tables of Unicode that neither ajv-formats nor the platform has. It stays an annotation, as 2020-12 lets every format be.',
    tests: [
      'illegal first char U+302E Hangul single dot tone mark',
      'contains illegal char U+302E Hangul single dot tone mark',
      'a host name with a component too long',
      'invalid label, correct Punycode',
      'invalid Punycode',
      'U-label contains "--" in the 3rd and 4th position',
      'U-label starts with a dash',
      'U-label ends with a dash',
      'U-label starts and ends with a dash',
      'Begins with a Spacing Combining Mark',
      'Begins with a Nonspacing Mark',
      'Begins with an Enclosing Mark',
      'Exceptions that are DISALLOWED, right-to-left chars',
      'Exceptions that are DISALLOWED, left-to-right chars',
      "MIDDLE DOT with no preceding 'l'",
      'MIDDLE DOT with nothing preceding',
      "MIDDLE DOT with no following 'l'",
      'MIDDLE DOT with nothing following',
      'Greek KERAIA not followed by Greek',
      'Greek KERAIA not followed by anything',
      'Hebrew GERESH not preceded by Hebrew',
      'Hebrew GERESH not preceded by anything',
      'Hebrew GERSHAYIM not preceded by Hebrew',
      'Hebrew GERSHAYIM not preceded by anything',
      'KATAKANA MIDDLE DOT with no Hiragana, Katakana, or Han',
      'KATAKANA MIDDLE DOT with no other characters',
      'Arabic-Indic digits mixed with Extended Arabic-Indic digits',
      'ZERO WIDTH JOINER not preceded by Virama',
      'ZERO WIDTH JOINER not preceded by anything',
    ],
  },
]

/** Newer editions of the suite ask that a format decides nothing where no vocabulary was chosen. */
function isAnnotationOnly({ file }: SuiteGroup, { description }: SuiteTest): boolean {
  return file === 'format.json' && /\bonly an annotation\b/.test(description)
}

const suite = await findSuite()

interface FoundSuite {
  readonly groups: readonly SuiteGroup[]
  /** Why there are none. */
  readonly problem: string | undefined
}

async function findSuite(): Promise<FoundSuite> {
  try {
    const folder = await ensureSuite()
    const names = ['required.json', 'format.json', 'optional/format']
    const groups = await Promise.all(names.map((name) => readGroups(folder, name)))
    return { groups: groups.flat(), problem: undefined }
  } catch (error) {
    if (isContinuousIntegration()) throw error
    const problem = error instanceof Error ? error.message : String(error)
    warn(problem)
    return { groups: [], problem }
  }
}

function isContinuousIntegration(): boolean {
  return !['', '0', 'false'].includes(process.env['CI'] ?? '')
}

function warn(problem: string): void {
  const rule = '!'.repeat(80)
  const what =
    'WARNING: THE OFFICIAL JSON-SCHEMA-TEST-SUITE IS SKIPPED: its judgement is not known.'
  const lines = ['', rule, what, '', problem, '', 'With CI=true this is an error.', rule, '']
  process.stderr.write(`${lines.join('\n')}\n`)
}

describe('the official JSON-Schema-Test-Suite', () => {
  it.each(suite.groups.map((group) => [`${group.file}: ${group.description}`, group] as const))(
    '%s',
    async (_title, group) => {
      const origin = await listen(createApp(group))
      const answers = await Promise.all(group.tests.map(({ data }) => ask(origin, data)))
      expect(describeAnswers(group, answers)).toEqual(
        describeAnswers(
          group,
          group.tests.map((test) => expectedOf(group, test)),
        ),
      )
    },
  )

  it('has each test that is listed as different', (context) => {
    context.skip(suite.problem !== undefined, suite.problem?.split('\n')[0])
    const known = suite.groups.flatMap(({ file, tests }) =>
      tests.map(({ description }) => `${file}: ${description}`),
    )
    const listed = differences.flatMap(({ file, tests }) => tests.map((test) => `${file}: ${test}`))
    expect(listed.filter((name) => !known.includes(name))).toEqual([])
  })
})

/** A route whose body the schema is, which answers what it was sent. */
function createApp({ schema }: SuiteGroup): RequestHandler {
  const definition = {
    body: { content: { 'application/json': schema as JsonSchema } },
    responses: { 200: { description: 'The body' } },
  }
  const app = express()
  app.use(express.json({ strict: false }))
  app.post(
    '/',
    operation(definition, (req, res) => void res.json(req.body)),
  )
  return app
}

type Answer = readonly [status: number, body: unknown]

async function ask(origin: string, data: unknown): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(origin, { method: 'POST', headers, body: JSON.stringify(data) })
  const body = (await answer.json()) as unknown
  return [answer.status, answer.status === 200 ? body : undefined]
}

function expectedOf(group: SuiteGroup, test: SuiteTest): Answer {
  const isDifferent =
    isAnnotationOnly(group, test) ||
    differences.some(({ file, tests }) => file === group.file && tests.includes(test.description))
  return test.valid !== isDifferent ? [200, test.data] : [422, undefined]
}

function describeAnswers({ tests }: SuiteGroup, answers: readonly Answer[]): unknown[] {
  return tests.map(({ description }, index) => [description, answers[index]])
}
