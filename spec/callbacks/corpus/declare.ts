import express from 'express'
import { callbackRoutes } from '../../../lib/declared-operation.ts'
import type { CallbackRoutes, WebhookRoutes } from '../../../lib/declared-operation.ts'
import type { ErrorCode, Problem } from '../../../lib/errors.ts'
import {
  callbackRouter,
  openapi,
  operation,
  RingbackError,
  webhookRouter,
} from '../../../lib/index.ts'
import { listParents, listWebhooks, nameParent, nameRequest } from './client-requests.ts'
import type { Callback, ClientRequest, Parent } from './client-requests.ts'
import { toComponents, toDefinition } from './definitions.ts'
import type { Definition } from './definitions.ts'
import type { DocumentObject } from './published-document.ts'

/** What ringback has against one operation of a document. */
export interface Complaint {
  readonly code: ErrorCode
  /** Its first line. */
  readonly message: string
  /** Undefined where it is about a webhook, or about the document as a whole. */
  readonly parent: Parent | undefined
  readonly request: ClientRequest | undefined
}

/** A published document, declared and documented anew. */
export interface Redeclared {
  readonly complaints: readonly Complaint[]
  /** The requests whose key is no expression, so that nobody can declare them. */
  readonly refused: readonly ClientRequest[]
  /** The document that ringback writes; throws where a complaint forbids it. */
  readDocument(): DocumentObject
}

/** A router without the types that follow a user's literals: these keys come from a file. */
type Router<Routes> = Routes &
  Readonly<Record<string, (key: string, definition: Definition) => unknown>>

/** An app with the operations of a document that have callbacks, and with its webhooks. */
export function redeclare(source: DocumentObject): Redeclared {
  const parents = listParents(source)
  const app = express()
  const complaints: Complaint[] = []
  const refused: ClientRequest[] = []
  const shared = new Map<string, CallbackRoutes>()

  for (const parent of parents) {
    const declared = parent.callbacks.map(
      (callback) => [callback.name, declareCallback(parent, callback)] as const,
    )
    const callbacks = Object.fromEntries(
      declared.filter(([, router]) => router[callbackRoutes].length > 0),
    )
    const definition = toDefinition(parent.operation, parent.parameters, source)
    const found = findRefusedSources(parent, definition)
    complaints.push(...found)
    mount(parent, { ...definition, ...(found.length > 0 ? openBody : {}), callbacks })
  }
  const webhooks = webhookRouter() as unknown as Router<WebhookRoutes>
  for (const request of listWebhooks(source)) declare(webhooks, request)
  const components = toComponents(source)
  const documentation = openapi({ info: source['info'], components, webhooks } as never)
  const problems = documentation.problems(app).filter(isOfDocument)
  const placed = problems.map((problem) => placeProblem(problem, source, parents))
  return {
    complaints: [...complaints, ...placed.filter((complaint) => isNews(complaint, complaints))],
    refused,
    readDocument: () => documentation.document(app) as unknown as DocumentObject,
  }

  /** One that stands among the components is one router for all operations that refer to it. */
  function declareCallback(parent: Parent, { ref, requests }: Callback): CallbackRoutes {
    const known = ref === undefined ? undefined : shared.get(ref)
    if (known) return known
    const router = callbackRouter() as unknown as Router<CallbackRoutes>
    for (const request of requests) {
      const error = attempt(() => declare(router, request))
      if (!error) continue
      complaints.push({ ...summarise(error), parent, request })
      refused.push(request)
    }
    if (ref !== undefined) shared.set(ref, router)
    return router
  }

  function declare(router: Router<unknown>, request: ClientRequest): void {
    const { method, key, parameters } = request
    router[method]?.(key, toDefinition(request.operation, parameters, source))
  }

  /** What `operation()` itself refuses, asked for each request alone: it tells of the first only. */
  function findRefusedSources(parent: Parent, definition: Definition): Complaint[] {
    const requests = parent.callbacks.flatMap((callback) => callback.requests)
    return requests.flatMap((request) => {
      const alone = callbackRouter() as unknown as Router<CallbackRoutes>
      if (attempt(() => declare(alone, request))) return []
      const callbacks = { [request.name]: alone }
      const error = attempt(() => operation({ ...definition, callbacks } as never))
      return error ? [{ ...summarise(error), parent, request }] : []
    })
  }

  function mount({ method, path }: Parent, definition: Definition): void {
    const route = app as unknown as Record<string, (path: string, handler: unknown) => void>
    const handler = operation(definition as never, () => {})
    route[method]?.(path.replaceAll(/\{([^}]+)\}/g, ':$1'), handler)
  }
}

/** So that the rest of a callback can be compared whose expression reads what is not there. */
const openBody: Definition = { body: true }

/** An optional source of a request whose operation was refused is one of its open body. */
function isNews({ code, request }: Complaint, known: readonly Complaint[]): boolean {
  return code !== 'WARN_CALLBACK_OPTIONAL' || !known.some((other) => other.request === request)
}

function summarise({ code, message }: Pick<Problem, 'code' | 'message'>): {
  code: ErrorCode
  message: string
} {
  const [first = ''] = message.split('\n')
  return { code, message: first.replace(`${code} `, '') }
}

function attempt(action: () => unknown): RingbackError | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof RingbackError) return error
    throw error
  }
  return undefined
}

/** What `operation()` was asked for each request alone is in no app, and never meant to be. */
function isOfDocument({ code, severity }: Problem): boolean {
  return severity !== 'notice' && code !== 'WARN_OPERATION_UNMOUNTED'
}

/** Which operation a problem is about, by the words that name it. */
function placeProblem(
  problem: Problem,
  source: DocumentObject,
  parents: readonly Parent[],
): Complaint {
  const { where } = problem
  const ofParents = parents.flatMap((parent) =>
    parent.callbacks.flatMap(({ requests }) => requests.map((request) => ({ parent, request }))),
  )
  const ofRoot = listWebhooks(source).map((request) => ({ parent: undefined, request }))
  const about = [...ofParents, ...ofRoot].find(({ parent, request }) =>
    where.includes(nameRequest(request, parent)),
  )
  const [first = ''] = where.split(' > ')
  const parent = parents.find((each) => ` ${first}`.endsWith(` ${nameParent(each)}`))
  return { ...summarise(problem), ...(about ?? { parent, request: undefined }) }
}
