/** Swagger UI's system, as far as our plugins use it. */

/** What a plugin of Swagger UI is: made from the system, once. */
export type Plugin = (system: System) => PluginParts

export interface PluginParts {
  readonly components?: Readonly<Record<string, unknown>>
  readonly wrapComponents?: Readonly<Record<string, unknown>>
  readonly statePlugins?: Readonly<Record<string, unknown>>
  readonly fn?: Readonly<Record<string, unknown>>
  afterLoad?(this: unknown, system: System): void
}

export interface System {
  readonly React: React
  readonly Im: Immutable
  readonly fn: Functions
  readonly specSelectors: SpecSelectors
  readonly layoutSelectors: LayoutSelectors
  readonly layoutActions: LayoutActions
  readonly oas3Selectors: Oas3Selectors
  /** The system as it is now: each plugin that is added makes another. */
  getSystem(): System
  getStore(): { subscribe(listener: () => void): () => void }
  getConfigs(): Configs
  /** @param container whether it is connected to the system, as containers are */
  getComponent(name: string, container?: boolean): unknown
}

export interface Functions {
  opId(operation: ImmutableMap, path: string, method: string): string
  getSampleSchema(schema: unknown, mediaType: string, options: object, example?: unknown): unknown
}

/** The copy of React that Swagger UI runs on. */
export interface React {
  createElement(type: unknown, props?: object | null, ...children: unknown[]): unknown
  readonly Fragment: unknown
  createContext<T>(initial: T): { readonly Provider: unknown }
  useContext<T>(context: { readonly Provider: unknown }): T
  useReducer(reduce: (state: number) => number, initial: number): [number, () => void]
  useRef<T>(initial: T): { current: T }
  useState<T>(initial: T): [state: T, setState: (state: T) => void]
  useMemo<T>(make: () => T, dependencies: readonly unknown[]): T
  useEffect(effect: () => (() => void) | void, dependencies?: readonly unknown[]): void
}

/** Swagger UI's options. */
export interface Configs {
  readonly url: string
  readonly docExpansion?: 'list' | 'full' | 'none'
  readonly deepLinking?: boolean
}

export interface SpecSelectors {
  specJson(): ImmutableMap
  validOperationMethods(): readonly string[]
  parameterWithMetaByIdentity(
    pathMethod: readonly [string, string],
    parameter: ImmutableMap,
  ): ImmutableMap
  requestFor(path: string, method: string): ImmutableMap | null
  responseFor(path: string, method: string): ImmutableMap | null
  specResolvedSubtree(path: readonly string[]): unknown
  /** Since some version of Swagger UI 5. */
  callbacksOperations?(of: {
    callbacks: ImmutableMap
    specPath: ImmutableList
  }): Readonly<Record<string, readonly CallbackOperation[]>>
}

/** An operation of a callback, as Swagger UI lists it. */
export interface CallbackOperation {
  /** It has the operation as `operation`. */
  readonly operation: ImmutableMap
  readonly method: string
  readonly path: string
  readonly specPath: ImmutableList
}

export interface Oas3Selectors {
  requestBodyValue(path: string, method: string): unknown
  hasUserEditedBody(path: string, method: string): boolean
  requestContentType(path: string, method: string): string | null
}

export interface LayoutSelectors {
  isShown(key: readonly string[], otherwise: boolean): boolean
}

export interface LayoutActions {
  show(key: readonly string[], shown: boolean): void
  scrollToVirtualizedOperation?(key: readonly string[]): void
}

/** Immutable.js, in which Swagger UI keeps documents. */
export interface Immutable {
  readonly Map: { (values: object): ImmutableMap; isMap(value: unknown): value is ImmutableMap }
  OrderedMap(entries: readonly (readonly [string, unknown])[]): ImmutableMap
  readonly List: {
    (values: readonly unknown[]): ImmutableList
    isList(value: unknown): value is ImmutableList
  }
}

export interface ImmutableMap {
  get(key: string): unknown
  getIn(path: readonly string[]): unknown
  has(key: string): boolean
  set(key: string, value: unknown): ImmutableMap
  map(change: (value: unknown, key: string) => unknown): ImmutableMap
  filter(keeps: (value: unknown, key: string) => boolean): ImmutableMap
  entries(): Iterable<[key: string, value: unknown]>
  toJS(): object
}

export interface ImmutableList {
  map(change: (value: unknown) => unknown): ImmutableList
  filter(keeps: (value: unknown) => boolean): ImmutableList
  toArray(): unknown[]
}
