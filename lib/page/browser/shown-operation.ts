import { writeOperationAddress } from './callback-address.ts'
import { readOperationPlace, type OperationPlace } from './spec-path.ts'
import type { ImmutableList, ImmutableMap, System } from './system.ts'

/** An operation of the page, for all that is shown within it. */
export interface ShownOperation extends OperationPlace {
  readonly address: string
  /** By these two Swagger UI keeps what is typed, chosen and answered. */
  readonly path: string
  readonly method: string
  /** By this it keeps whether it is open. */
  readonly key: readonly string[]
  /** Its path, its expression or the name of its webhook. */
  readonly label: string
  readonly specPath: readonly string[]
  /** With its `$ref`s resolved; empty until they are. */
  readonly operation: ImmutableMap
  /** The one that it is a callback of. */
  readonly parent: ShownOperation | undefined
}

/** What Swagger UI's `operation` is given. */
export interface OperationProps {
  readonly operation: ImmutableMap
  readonly specPath?: ImmutableList | undefined
}

/** What the page's address asks for and is not shown yet. */
export interface PendingLink {
  address?: string | undefined
  parent?: string | undefined
  /** Whether something scrolls to it. */
  isTaken?: boolean
}

/** What the parts of the callbacks plugin share. */
export interface PluginContext {
  readonly React: System['React']
  /** React's own: says to a part which operation it is in. */
  readonly OperationContext: { readonly Provider: unknown }
  /** The system as it is now. */
  getSystem(): System
  /** Addresses of callbacks, which Swagger UI knows as tags. */
  readonly addresses: Set<string>
  /** The address of the callback or operation that the page's own address names, until it is shown. */
  readonly pending: PendingLink
}

export function createPluginContext(system: System): PluginContext {
  const { React } = system
  return {
    React,
    OperationContext: React.createContext<ShownOperation | undefined>(undefined),
    getSystem: () => system.getSystem(),
    addresses: new Set(),
    pending: {},
  }
}

export function useShownOperation({
  React,
  OperationContext,
}: PluginContext): ShownOperation | undefined {
  return React.useContext<ShownOperation | undefined>(OperationContext)
}

/** Undefined for what is no operation of a document as we know it. */
export function readShownOperation(
  { operation, specPath }: OperationProps,
  parent: ShownOperation | undefined,
  { addresses }: Pick<PluginContext, 'addresses'>,
): ShownOperation | undefined {
  const path = specPath?.toArray().map(String) ?? []
  const place = readOperationPlace(path)
  if (!place) return undefined
  const tag = String(operation.get('tag'))
  const operationId = String(operation.get('operationId'))
  return {
    ...place,
    address: addresses.has(tag) ? tag : writeOperationAddress(tag, operationId),
    key: ['operations', tag, operationId],
    label: place.steps.at(-1)?.expression ?? String(operation.get('path')),
    path: String(operation.get('path')),
    method: String(operation.get('method')),
    specPath: path,
    operation: operation.get('op') as ImmutableMap,
    parent,
  }
}
