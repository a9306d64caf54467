import type { DeclaredOperation, ParameterSlot } from '../declared-operation.ts'
import { RingbackError, type Problem, type RequestFault } from '../errors.ts'
import type { Request } from '../express.ts'
import type { BodyReading } from './check-body.ts'
import { createBodyCheck, type BodyCheck } from './check-body.ts'
import { createParameterCheck, type ParameterCheck } from './check-parameters.ts'
import type { JsonSchemaOptions } from './json-schema-validator.ts'
import { maxFaults, toPointer, type Outcome } from './outcome.ts'

/** Checks requests against one declaration. */
export interface RequestCheck {
  /**
   * Undefined where the request is as declared, and its values are where handlers read them; else the
   * error that says all that is wrong with it.
   *
   * @param isGuard Whether other declarations may follow, with names of their own.
   * @param part Only the body, or all but the body: a parser may stand in between.
   */
  (req: Request, isGuard: boolean, part?: RequestPart): Verdict | Promise<Verdict>
}

export type RequestPart = 'body' | 'parameters'

export type Verdict = RingbackError | undefined

const slots = ['params', 'query', 'headers', 'cookies'] as const

/** Whether there is anything to check a request against. */
export function isChecked({ parameters, body }: DeclaredOperation): boolean {
  return body !== undefined || slots.some((slot) => parameters[slot] !== undefined)
}

export function createRequestCheck(
  operation: DeclaredOperation,
  options: JsonSchemaOptions,
): RequestCheck {
  const parameters = slots.flatMap((slot) =>
    (operation.parameters[slot] ?? []).map((schema) => createParameterCheck(schema, slot, options)),
  )
  const body = operation.body && createBodyCheck(operation.body, options)
  return (req, isGuard, part) => {
    const asked = part === 'body' ? [] : parameters
    const found = asked.map((parameter) => parameter.check(req, isGuard))
    const reading = part === 'parameters' ? undefined : body?.check(req)
    if (reading?.kind === 'unparsed') return bodyParserMissing(req, operation)
    if (reading?.kind === 'present') found.push(reading.outcome)
    const checks = { parameters: asked, body, reading, isGuard }
    return found.some(isPromise)
      ? Promise.all(found.map((one) => Promise.resolve(one))).then((all) =>
          conclusionOf(req, all, checks),
        )
      : conclusionOf(req, found as Outcome[], checks)
  }
}

interface Checks {
  readonly parameters: readonly ParameterCheck[]
  readonly body: BodyCheck | undefined
  readonly reading: BodyReading | undefined
  readonly isGuard: boolean
}

/** The error of a request, or its values in their places. */
function conclusionOf(
  req: Request,
  outcomes: readonly Outcome[],
  { parameters, body, reading, isGuard }: Checks,
): RingbackError | undefined {
  const unread = faultsOfReading(reading)
  if (unread.length > 0 || outcomes.some(hasFaults)) {
    const faults = outcomes.flatMap((outcome, index) =>
      faultsOf(outcome, parameters[index]?.slot ?? 'body'),
    )
    return invalid([...faults, ...unread], reading?.kind === 'unsupported')
  }
  outcomes.forEach((outcome, index) => {
    const { value } = outcome as { value: unknown }
    const target = parameters[index] ?? body
    target?.apply(req, value, isGuard)
  })
  return undefined
}

function isPromise(outcome: Outcome | Promise<Outcome>): boolean {
  return outcome instanceof Promise
}

function hasFaults({ faults }: Outcome): boolean {
  return faults !== undefined && faults.length > 0
}

function faultsOf({ faults = [] }: Outcome, slot: ParameterSlot | 'body'): RequestFault[] {
  return faults.map(({ path, message, code }) => ({
    in: places[slot],
    path: toPointer(path),
    message,
    code,
  }))
}

const places: Readonly<Record<ParameterSlot | 'body', RequestFault['in']>> = {
  params: 'path',
  query: 'query',
  headers: 'header',
  cookies: 'cookie',
  body: 'body',
}

const none: readonly RequestFault[] = []

function faultsOfReading(reading: BodyReading | undefined): readonly RequestFault[] {
  if (reading?.kind === 'missing') {
    return [{ in: 'body', path: '', message: 'is required', code: 'required' }]
  }
  if (reading?.kind !== 'unsupported') return none
  const message = reading.mediaType
    ? `is of ${JSON.stringify(reading.mediaType)}, which is not declared`
    : 'has no Content-Type'
  return [{ in: 'body', path: '', message, code: 'mediaType' }]
}

function invalid(faults: readonly RequestFault[], isUnsupported: boolean): RingbackError {
  const errors = faults.slice(0, maxFaults)
  const more = faults.length > 10 ? '; …' : ''
  return new RingbackError({
    code: isUnsupported ? 'ERR_MEDIA_TYPE' : 'ERR_REQUEST_INVALID',
    message: `The request is not as declared: ${errors.slice(0, 10).map(describe).join('; ')}${more}.`,
    remedy: 'Send it as the document of this API says.',
    status: isUnsupported ? 415 : 422,
    errors,
  })
}

function describe({ in: place, path, message }: RequestFault): string {
  return `${place}${path} ${message}`
}

/** An error of the server's; its `problems` say it to whoever looks after the app. */
function bodyParserMissing(req: Request, operation: DeclaredOperation): RingbackError {
  const problem = describeUnparsed(req, operation)
  return new RingbackError({ ...problem, problems: [problem] })
}

function describeUnparsed(req: Request, { place }: DeclaredOperation): Problem {
  const mediaType = req.headers['content-type'] ?? 'no media type'
  return {
    code: 'ERR_BODY_PARSER_MISSING',
    severity: 'error',
    where: String(place),
    message: `${req.method} ${req.originalUrl} declares a body, and nothing has parsed this one of ${mediaType}: req.body is ${req.body === undefined ? 'undefined' : 'empty'}.`,
    remedy: `Add ${parserFor(mediaType)} before this route, or the parser before operation() in it.`,
  }
}

function parserFor(mediaType: string): string {
  if (/^[^;]*\+json\b/i.test(mediaType)) return "app.use(express.json({ type: ['json', '+json'] }))"
  if (/^application\/x-www-form-urlencoded\b/i.test(mediaType))
    return 'app.use(express.urlencoded())'
  if (/^multipart\//i.test(mediaType)) return 'the upload parser of your choice, such as multer,'
  if (/^text\//i.test(mediaType)) return `app.use(express.text({ type: 'text/*' }))`
  return /json/i.test(mediaType)
    ? 'app.use(express.json())'
    : `app.use(express.raw({ type: '*/*' }))`
}
