import type { DeclaredOperation } from '../declared-operation.ts'
import type { Problem } from '../errors.ts'
import type { CallbackObject, ReferenceObject } from '../openapi-types.ts'
import type { PathParameter } from '../path.ts'
import type { FindSide } from '../callbacks/source.ts'
import type { CallbackSources } from './callback-sources.ts'
import type { SchemaComponents } from './components.ts'
import type { OperationIds } from './operation-ids.ts'
import type { PathParameters } from './path-parameters.ts'
import type { ProblemResponse } from './problem-response.ts'
import type { SecurityUses } from './security.ts'

/** What the builders of one document share. */
export interface DocumentContext {
  readonly schemas: SchemaComponents
  readonly callbacks: CallbackComponents
  readonly sources: CallbackSources
  readonly findOutside: FindSide
  readonly operationIds: OperationIds
  readonly pathParameters: PathParameters
  readonly security: SecurityUses
  readonly problemResponse: ProblemResponse
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
