import { suggest } from '../did-you-mean.ts'
import { isObject, type LinkFault } from '../links/link-object.ts'
import { followLocal } from './fields.ts'

/** An operation that links may lead to. */
export interface LinkTarget {
  readonly hasBody: boolean
  /** Undefined where a parameter is described elsewhere. */
  readonly parameters: readonly TargetParameter[] | undefined
}

interface TargetParameter {
  readonly name: string
  readonly in: string
}

/** The operations of a document, those of callbacks, webhooks and components too. */
export interface LinkTargets {
  readonly document: object
  readonly byId: ReadonlyMap<string, LinkTarget>
  readonly byObject: ReadonlyMap<object, LinkTarget>
}

type Members = Readonly<Record<string, unknown>>

export function listTargets(document: object): LinkTargets {
  const byId = new Map<string, LinkTarget>()
  const byObject = new Map<object, LinkTarget>()
  const { paths, webhooks, components } = document as Members
  const { pathItems, callbacks } = asObject(components)
  for (const items of [paths, webhooks, pathItems]) addPathItems(items)
  addCallbacks(callbacks)
  return { document, byId, byObject }

  function addPathItems(items: unknown): void {
    for (const item of listObjects(items)) addOperations(item, item['parameters'])
  }

  function addCallbacks(named: unknown): void {
    for (const callback of listObjects(named)) addPathItems(callback)
  }

  function addOperations(methods: Members, shared: unknown): void {
    for (const [method, operation] of Object.entries(methods)) {
      if (!isObject(operation) || method.startsWith('x-')) continue
      if (method === 'additionalOperations') addOperations(operation, shared)
      else add(operation, shared)
    }
  }

  function add(operation: Members, shared: unknown): void {
    const target = {
      hasBody: operation['requestBody'] !== undefined,
      parameters: readParameters([shared, operation['parameters']], document),
    }
    byObject.set(operation, target)
    if (typeof operation['operationId'] === 'string') byId.set(operation['operationId'], target)
    addCallbacks(operation['callbacks'])
  }
}

function readParameters(
  lists: readonly unknown[],
  document: object,
): readonly TargetParameter[] | undefined {
  const given = lists.flatMap((list): unknown[] => (Array.isArray(list) ? list : []))
  const known = given.map((parameter) => resolve(parameter, document)).filter(isParameter)
  if (known.length < given.length) return undefined
  // A path item's parameters "can be overridden at the operation level".
  return [...new Map(known.map((one) => [`${one.in} ${one.name}`, one])).values()]
}

function resolve(parameter: unknown, document: object): unknown {
  const ref = asObject(parameter)['$ref']
  return typeof ref === 'string' ? followLocal(ref, document) : parameter
}

function isParameter(value: unknown): value is TargetParameter & Members {
  const { name, in: location } = asObject(value)
  return typeof name === 'string' && typeof location === 'string'
}

// What a link says of the operation that it leads to

interface TargetUse {
  readonly link: Members
  /** As the link writes it. */
  readonly name: string
  readonly target: LinkTarget
}

export type LinkTargetRule = (use: TargetUse) => LinkFault[]

export const linkTargetRules: LinkTargetRule[] = [
  refuseUnknownParameters,
  refuseAmbiguousParameters,
  refuseUselessBody,
]

/** What a link passes on that the operation it leads to does not take. */
export function findTargetFaults(link: Members, targets: LinkTargets): LinkFault[] {
  const { operationId, operationRef } = link
  if (typeof operationId === 'string') {
    // That there is such an operation is checked with all operationIds.
    const target = targets.byId.get(operationId)
    return target ? judge({ link, name: operationId, target }) : []
  }
  if (typeof operationRef !== 'string') return []
  const object = followLocal(operationRef, targets.document)
  // It is in another document, or leads nowhere, which is checked with all references.
  if (object === undefined) return []
  const target = targets.byObject.get(object as object)
  return target ? judge({ link, name: operationRef, target }) : [noOperation(operationRef)]
}

function judge(use: TargetUse): LinkFault[] {
  return linkTargetRules.flatMap((rule) => rule(use))
}

function refuseUnknownParameters({ link, name, target: { parameters } }: TargetUse): LinkFault[] {
  if (!parameters) return []
  const unknown = Object.keys(asObject(link['parameters'])).filter(
    (key) => findNamed(key, parameters).length === 0,
  )
  return unknown.map((key) => {
    const has =
      parameters.length > 0 ? `it has ${parameters.map(qualify).join(', ')}` : 'it has none'
    const meant = suggestParameter(key, parameters)
    return fault(
      `parameters.${key}`,
      `${quote(name)}, which the link leads to, has no parameter ${quote(key)}; ${has}.`,
      meant === undefined
        ? 'Name a parameter that it has, or declare this one there.'
        : `Did you mean ${quote(meant)}?`,
    )
  })
}

/** "The parameter name can be qualified using the parameter location": nothing else tells these apart. */
function refuseAmbiguousParameters({ link, name, target: { parameters } }: TargetUse): LinkFault[] {
  if (!parameters) return []
  return Object.keys(asObject(link['parameters'])).flatMap((key) => {
    const named = findNamed(key, parameters)
    if (named.length < 2) return []
    const places = named.map((one) => `the ${one.in}`).join(' and in ')
    return fault(
      `parameters.${key}`,
      `${quote(name)}, which the link leads to, has a parameter ${quote(key)} in ${places}.`,
      `Write ${named.map((one) => quote(qualify(one))).join(' or ')}.`,
    )
  })
}

function refuseUselessBody({ link, name, target }: TargetUse): LinkFault[] {
  if (link['requestBody'] === undefined || target.hasBody) return []
  return [
    fault(
      'requestBody',
      `The link gives a requestBody, and ${quote(name)}, which it leads to, has none.`,
      'Take it out of the link, or declare the body of that operation.',
    ),
  ]
}

/** Those that a key of `parameters` names; it may be qualified, such as `path.id`. */
function findNamed(key: string, parameters: readonly TargetParameter[]): TargetParameter[] {
  const whole = parameters.filter((one) => isNamed(one, key))
  if (whole.length > 0) return whole
  const { location, name } = split(key)
  return parameters.filter((one) => one.in === location && isNamed(one, name))
}

/** "Header names are case insensitive." */
function isNamed(parameter: TargetParameter, name: string): boolean {
  if (parameter.in !== 'header') return parameter.name === name
  return parameter.name.toLowerCase() === name.toLowerCase()
}

function split(key: string): { readonly location: string | undefined; readonly name: string } {
  const [, location, name = key] = /^(path|query|header|cookie|querystring)\.(.+)$/s.exec(key) ?? []
  return { location, name }
}

/** The same name in another place, or a name that is close, as the link would have to write it. */
function suggestParameter(key: string, parameters: readonly TargetParameter[]): string | undefined {
  const { location, name } = split(key)
  const meant = suggest(
    name,
    parameters.map((one) => one.name),
  )
  const named = parameters.filter((one) => one.name === meant)
  const found = named.find((one) => one.in === location) ?? named[0]
  if (!found) return undefined
  return location === undefined && named.length === 1 ? found.name : qualify(found)
}

function qualify(parameter: TargetParameter): string {
  return `${parameter.in}.${parameter.name}`
}

function noOperation(operationRef: string): LinkFault {
  return {
    code: 'ERR_REFERENCE',
    within: 'operationRef',
    message: `The link leads to "${operationRef}", which is no operation.`,
    remedy: 'Let it end in a method, such as "#/paths/~1invoices~1{id}/get".',
  }
}

function fault(within: string, message: string, remedy: string): LinkFault {
  return { code: 'ERR_LINK_PARAMETER', within, message, remedy }
}

function listObjects(map: unknown): Members[] {
  return Object.entries(asObject(map)).flatMap(([name, member]) =>
    isObject(member) && !name.startsWith('x-') ? [member] : [],
  )
}

function asObject(value: unknown): Members {
  return isObject(value) ? value : {}
}

function quote(text: string): string {
  return JSON.stringify(text)
}
