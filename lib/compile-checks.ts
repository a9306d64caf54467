import type { DeclaredOperation } from './declared-operation.ts'
import { RingbackError, type Problem } from './errors.ts'
import type { RequestSettings } from './request-settings.ts'
import { createRequestCheck, isChecked, type RequestCheck } from './validation/check-request.ts'
import { createResponseCheck, type ResponseCheck } from './validation/check-response.ts'

/** What requests and responses of an operation are checked by; nothing where there is nothing to check. */
export interface Checks {
  readonly request: RequestCheck | undefined
  readonly response: ResponseCheck | undefined
}

/** By the settings, too: one Router may be in several apps. */
const compiled = new WeakMap<DeclaredOperation, WeakMap<RequestSettings, Checks | RingbackError>>()

/**
 * The checks of an operation, compiled when they are first asked for.
 *
 * @throws {RingbackError} `ERR_SCHEMA` where a schema cannot be compiled, such as for a `pattern` that
 *   is none
 */
export function compileChecks(operation: DeclaredOperation, settings: RequestSettings): Checks {
  const made = compiled.get(operation)?.get(settings) ?? compile(operation, settings)
  if (made instanceof RingbackError) throw made
  return made
}

function compile(operation: DeclaredOperation, settings: RequestSettings): Checks | RingbackError {
  const made = tryToCompile(operation, settings)
  const known = compiled.get(operation) ?? new WeakMap<RequestSettings, Checks | RingbackError>()
  compiled.set(operation, known.set(settings, made))
  return made
}

function tryToCompile(
  operation: DeclaredOperation,
  { regExp, findSchema, isEager }: RequestSettings,
): Checks | RingbackError {
  const options = { regExp, findOutside: findSchema, isEager }
  const hasResponses = operation.responses.size > 0
  try {
    return {
      request: isChecked(operation) ? createRequestCheck(operation, options) : undefined,
      response: hasResponses ? createResponseCheck(operation, options) : undefined,
    }
  } catch (error) {
    return new RingbackError({ ...describeUncompiled(operation, error), cause: error })
  }
}

/** What is wrong with an operation whose schemas cannot be compiled. */
export function describeUncompiled({ place }: DeclaredOperation, cause: unknown): Problem {
  return {
    code: 'ERR_SCHEMA',
    severity: 'error',
    where: String(place),
    message: `A schema of this operation cannot be compiled: ${(cause as Error).message}.`,
    remedy:
      'Mend the schema, or what it refers to; a pattern has to be one of the engine that compiles it.',
  }
}
