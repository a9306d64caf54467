import type { DeclaredOperation, DeclaredResponse } from '../declared-operation.ts'
import { createValidator } from '../validation/validator.ts'
import { essenceOf } from '../validation/check-body.ts'
import type { Outcome, Validator } from '../validation/outcome.ts'
import { createHeadersCheck } from './answer-headers.ts'
import type { AttemptAnswer } from './delivery.ts'
import { describeFaults } from './invalid-input.ts'

/** What an answer is in the light of the declaration: its body as the schema reads it, or what is wrong. */
export type CheckedAnswer =
  { readonly body: unknown; readonly mismatch?: undefined } | { readonly mismatch: string }

/** Compares the answers of the other side with what an operation declares of them. */
export function createAnswerCheck({ responses }: DeclaredOperation): BodyReader {
  const readers = new Map<string, BodyReader>()
  for (const [key, response] of responses) readers.set(key, createReader(response))
  return (answer) => {
    const { status } = answer
    const reader =
      readers.get(String(status)) ??
      readers.get(`${Math.floor(status / 100)}XX`) ??
      readers.get('default')
    // Nothing is declared: whatever comes is as declared.
    if (!reader) return readers.size === 0 ? { body: answer.body } : undeclared(status)
    return reader(answer)
  }
}

type BodyReader = (answer: AttemptAnswer) => Promise<CheckedAnswer> | CheckedAnswer

function undeclared(status: number): CheckedAnswer {
  return { mismatch: `${status} is not declared` }
}

function createReader(response: DeclaredResponse): BodyReader {
  const checkHeaders = createHeadersCheck(response)
  const readBody = createBodyReader(response)
  return (answer) => {
    const mismatch = tryCheck(() => checkHeaders(answer), answer)
    return mismatch === undefined ? readBody(answer) : { mismatch }
  }
}

/** The other side has answered, whatever a check comes to. */
function tryCheck(check: () => string | undefined, { status }: AttemptAnswer): string | undefined {
  try {
    return check()
  } catch (error) {
    return `the headers of ${status} cannot be checked: ${String(error)}`
  }
}

function createBodyReader({ content }: DeclaredResponse): BodyReader {
  const json = [...content].find(([type]) => isJson(type))
  const validate = json?.[1].schema === undefined ? undefined : createValidator(json[1].schema, {})
  if (content.size === 0) return () => ({ body: undefined })
  if (!json) return ({ body }) => ({ body })
  const others = [...content.keys()].map(essenceOf).filter((type) => !isJson(type))
  return (answer) => {
    const type = essenceOf(answer.headers['content-type'] ?? '')
    return others.includes(type) ? { body: answer.body } : readJson(answer, validate)
  }
}

function isJson(mediaType: string): boolean {
  return /[/+]json\b/i.test(mediaType)
}

async function readJson(
  { body, isCut, status }: AttemptAnswer,
  validate: Validator | undefined,
): Promise<CheckedAnswer> {
  if (isCut) return { mismatch: `the body of ${status} was not read to its end` }
  const value = parse(body)
  if (value === notJson) return { mismatch: `the body of ${status} is not JSON` }
  try {
    const outcome: Outcome = (await validate?.(value)) ?? { value }
    return outcome.faults
      ? { mismatch: `the body of ${status}: ${describeFaults(outcome.faults)}` }
      : { body: outcome.value }
  } catch (error) {
    // The other side has answered, whatever a refinement makes of it.
    return { mismatch: `the body of ${status} cannot be checked: ${String(error)}` }
  }
}

const notJson = Symbol('not JSON')

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return notJson
  }
}
