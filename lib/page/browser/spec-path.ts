import type { CallbackStep } from './callback-address.ts'

/** Where an operation stands in its document. */
export interface OperationPlace {
  /** The callbacks that it is in, outermost first; none for an operation of the API itself. */
  readonly steps: readonly CallbackStep[]
  /** Whether the API makes this request, and does not answer it. */
  readonly isClient: boolean
}

/**
 * Takes apart what Swagger UI calls the specPath of an operation. By position, since a path, a method or a
 * callback may be called `callbacks` too.
 */
export function readOperationPlace(specPath: readonly string[]): OperationPlace | undefined {
  const [root] = specPath
  // A webhook that is a `$ref` has the place that it leads to.
  const isWebhook = root === 'webhooks' || (root === 'components' && specPath[1] === 'pathItems')
  if (root !== 'paths' && !isWebhook) return undefined
  const rest = specPath.slice(root === 'components' ? 3 : 2)
  if (takeMethod(rest) === undefined) return undefined
  const steps: CallbackStep[] = []
  while (rest.length > 0) {
    const [keyword, name, expression] = rest.splice(0, 3)
    const method = takeMethod(rest)
    if (keyword !== 'callbacks' || method === undefined) return undefined
    steps.push({ name: name ?? '', expression: expression ?? '', method })
  }
  return { steps, isClient: isWebhook || steps.length > 0 }
}

function takeMethod(rest: string[]): string | undefined {
  if (rest[0] === 'additionalOperations') rest.shift()
  return rest.shift()
}
