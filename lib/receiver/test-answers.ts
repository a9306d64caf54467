import type { ServerResponse } from 'node:http'
import type { RingbackError } from '../errors.ts'
import { describeValue } from '../errors.ts'
import {
  readFunction,
  readNumber,
  refuseOption,
  refuseUnknownOptions,
} from '../delivery/option-values.ts'
import { titleOf, type ProblemDetails } from '../validation/problem-details.ts'
import type { ReceivedDelivery } from './arrivals.ts'
import type { ReceivedOperation } from './received-operation.ts'
import { headersOfRefusal, toRefusalProblem } from './refusal.ts'
import type { WrittenAnswer } from './sample-answer.ts'
import { failRequest, testFaults, type TestFault } from './test-faults.ts'

/** What a test receiver answers, as it is told. */
export type TestAnswer =
  | {
      /** From 200 to 599. @default 200 */
      readonly status?: number | undefined
      /** By name, in place of what would be sent by itself. */
      readonly headers?: Readonly<Record<string, string>> | undefined
      /** Text and bytes as they are; anything else as JSON. */
      readonly body?: unknown
      readonly fail?: undefined
    }
  | {
      /** What is done in place of an answer. */
      readonly fail: TestFault
    }

/** One answer from now on, one after another until there are no more, or one for each that arrives. */
export type TestAnswers<Payload = unknown> =
  | TestAnswer
  | readonly TestAnswer[]
  | ((
      delivery: ReceivedDelivery<Payload>,
    ) => TestAnswer | undefined | Promise<TestAnswer | undefined>)

/** What `fail()` holds for, and how often. */
export interface FailOptions {
  /** Of one operation alone. @default all that arrives */
  readonly operationId?: string | undefined
  /** How often. @default until `answer()` or `recover()` */
  readonly times?: number | undefined
}

interface Failing {
  readonly fault: TestFault
  readonly operationId: string | undefined
  left: number
}

/** What was said of answers. */
export class ToldAnswers {
  readonly #answers = new Map<string, () => TestAnswers | undefined>()
  #failing: Failing | undefined

  answer(operationId: string, answers: unknown, where = `answer('${operationId}')`): void {
    this.#answers.set(operationId, readAnswers(answers, where))
    const failing = this.#failing?.operationId
    if (failing === undefined || failing === operationId) this.#failing = undefined
  }

  fail(fault: TestFault, options: FailOptions = {}): void {
    refuseUnknownOptions('options', options, ['operationId', 'times'], 'fail()')
    const { operationId, times = Infinity } = options
    const left =
      times === Infinity ? times : readNumber('times', times, { from: 1, isWhole: true }, 'fail()')
    this.#failing = { fault: readFault(fault, 'fail()'), operationId, left }
  }

  recover(): void {
    this.#failing = undefined
  }

  /** Undefined where nothing was said. */
  async next(delivery: ReceivedDelivery): Promise<TestAnswer | undefined> {
    const { operationId } = delivery
    const failing = this.#failing
    const isMeant = failing?.operationId === undefined || failing.operationId === operationId
    if (failing && isMeant && failing.left > 0) {
      failing.left -= 1
      return { fail: failing.fault }
    }
    const told = operationId === undefined ? undefined : this.#answers.get(operationId)?.()
    return typeof told === 'function' ? told(delivery) : (told as TestAnswer | undefined)
  }
}

function readAnswers(given: unknown, where: string): () => TestAnswers | undefined {
  if (typeof given === 'function') {
    const answer = readFunction('answers', given, where) as TestAnswers
    return () => answer
  }
  if (!Array.isArray(given)) {
    const answer = readAnswer(given, where)
    return () => answer
  }
  const left = given.map((one) => readAnswer(one, where))
  return () => left.shift()
}

function readAnswer(given: unknown, where: string): TestAnswer {
  refuseUnknownOptions('options', given as object, ['status', 'headers', 'body', 'fail'], where)
  const { fail, status = 200 } = given as { readonly fail?: unknown; readonly status?: unknown }
  if (fail === undefined) readNumber('status', status, { from: 200, to: 599, isWhole: true }, where)
  else readFault(fail, where)
  return given as TestAnswer
}

function readFault(fault: unknown, where: string): TestFault {
  if (testFaults.includes(fault as TestFault)) return fault as TestFault
  throw refuseOption(
    `The fault is ${describeValue(fault)}.`,
    `Give one of ${testFaults.map((one) => `'${one}'`).join(', ')}.`,
    where,
  )
}

/** What an answer is made of, where none was told. */
interface Untold {
  readonly error: RingbackError | undefined
  readonly operation: ReceivedOperation | undefined
  readonly sample: (operation: ReceivedOperation) => WrittenAnswer
}

/** Answers as it was told, or as a receiver would. */
export function giveAnswer(
  res: ServerResponse,
  told: TestAnswer | undefined,
  { error, operation, sample }: Untold,
): void {
  if (told && 'fail' in told && told.fail !== undefined) return failRequest(res, told.fail)
  if (told) return writeAnswer(res, told)
  if (error || !operation) return refuseArrival(res, error, operation)
  const { status, headers, body } = sample(operation)
  res.writeHead(status, headers).end(body)
}

function writeAnswer(res: ServerResponse, told: Exclude<TestAnswer, { fail: TestFault }>): void {
  const { status = 200, headers = {}, body } = told
  const isWritten = body === undefined || typeof body === 'string' || body instanceof Uint8Array
  if (!isWritten) res.setHeader('content-type', 'application/json')
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  res.writeHead(status).end(isWritten ? body : JSON.stringify(body))
}

function refuseArrival(
  res: ServerResponse,
  error: RingbackError | undefined,
  operation: ReceivedOperation | undefined,
): void {
  if (!error) return writeFailure(res, 'It is of no operation.')
  for (const [name, value] of headersOfRefusal(error, operation?.method ?? 'POST')) {
    res.setHeader(name, value)
  }
  writeProblem(res, toRefusalProblem(error))
}

/** What goes wrong in the test itself is in the answer, where its author looks. */
export function writeFailure(res: ServerResponse, detail: string): void {
  if (res.headersSent || res.destroyed) return
  writeProblem(res, { type: 'about:blank', title: titleOf(500), status: 500, detail })
}

function writeProblem(res: ServerResponse, problem: ProblemDetails): void {
  res
    .writeHead(problem.status, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify(problem))
}
