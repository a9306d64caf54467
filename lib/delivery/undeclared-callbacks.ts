import { declaresCallback } from '../callbacks/met-callbacks.ts'
import type { Problem } from '../errors.ts'
import type { Request } from '../express.ts'
import { reportProblems } from '../report.ts'
import type { SentOperation } from './sent-operation.ts'
import { notify } from './notify.ts'

export type OnProblem = ((problem: Problem) => void) | undefined

/** Tells of callbacks that were sent and that no document has, or declared and that nobody can send; once each. */
export class UndeclaredCallbacks {
  readonly #onProblem: OnProblem
  readonly #told = new Set<string>()

  constructor(onProblem: OnProblem) {
    this.#onProblem = onProblem
  }

  /** Of a callback that is sent for a request: whether what answers the request declares it. */
  look({ operationId, operation }: SentOperation, req: Request): void {
    if (this.#told.has(operationId) || declaresCallback(req, operationId)) return
    this.#told.add(operationId)
    this.#report({
      code: 'WARN_CALLBACK_UNDECLARED',
      severity: 'warning',
      where: String(operation.place),
      message: `"${operationId}" was sent for ${req.method} ${pathOf(req)}, which does not declare it: the document says nothing of this callback.`,
      remedy:
        'Add its router to the operation that calls back: operation({ callbacks: { … } }, …).',
    })
  }

  /** Of what the routers of a sender declare without a name to send it by. */
  tellOfNameless(places: readonly string[]): void {
    for (const where of places.filter((place) => !this.#told.has(place))) {
      this.#told.add(where)
      this.#report({
        code: 'WARN_CALLBACK_UNSENT',
        severity: 'warning',
        where,
        message: 'This is declared, and can never be sent: it has no operationId.',
        remedy: 'Give it an operationId, and send router.operations[operationId].',
      })
    }
  }

  #report(problem: Problem): void {
    const told = this.#onProblem
    // What goes wrong in it is no fault of what is sent.
    const onProblem = told && ((one: Problem): void => notify('onProblem', told, one))
    reportProblems([problem], { onProblem })
  }
}

/** As it is declared, where Express knows. */
function pathOf({ baseUrl, route, path }: Request): string {
  return baseUrl + (readPath(route) ?? path)
}

function readPath(route: unknown): string | undefined {
  const path = (route as { path?: unknown } | undefined)?.path
  return typeof path === 'string' ? path : undefined
}
