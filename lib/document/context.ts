import type { DeclaredOperation } from '../declared-operation.ts'
import type { Problem } from '../errors.ts'
import type { CallbackObject, ReferenceObject } from '../openapi-types.ts'
import type { MinorVersion } from '../openapi-version.ts'
import type { PathParameter } from '../path.ts'
import type { FindSide } from '../callbacks/source.ts'
import type { Alike } from './alike.ts'
import type { CallbackSources } from './callback-sources.ts'
import type { SchemaComponents } from './schemas/components.ts'
import type { LinkUses } from './links.ts'
import type { OperationIds } from './operation-ids.ts'
import type { PathParameters } from './path-parameters.ts'
import type { ProblemResponse } from './problem-response.ts'
import type { SecurityUses } from './security.ts'
import type { Settled } from './settled.ts'

/** What the builders of one document share. */
export interface DocumentContext {
  /** The version that the document will be in. */
  readonly minor: MinorVersion
  readonly schemas: SchemaComponents
  readonly callbacks: CallbackComponents
  readonly sources: CallbackSources
  readonly findOutside: FindSide
  readonly operationIds: OperationIds
  readonly links: LinkUses
  readonly pathParameters: PathParameters
  readonly security: SecurityUses
  readonly problemResponse: ProblemResponse
  readonly settled: Settled
  readonly alike: Alike
  readonly problems: Problem[]
}

/** The callbacks of a document: a router that two operations use becomes a component. */
export interface CallbackComponents {
  /** The `callbacks` of one operation. */
  use(
    operation: DeclaredOperation,
    path: readonly PathParameter[],
    where: string,
  ): Record<string, CallbackObject | ReferenceObject>
  /** The `callbacks` of the components. */
  build(): Record<string, CallbackObject>
}
