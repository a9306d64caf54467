import { listComposed } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import type { RegExpEngine } from './outcome.ts'

export type PartSchema = Readonly<SchemaObject> | boolean

/** What one schema says of the members of a value, and nothing of what it refers to. */
export interface Part {
  readonly id: number
  /** Whether it says which properties an object may have, be it in a branch that does not apply. */
  readonly namesProperties: boolean
  readonly names: readonly string[]
  /** Whether it admits a property that is not among these. */
  readonly admitsUnnamed: boolean
  /** The schemas of a property that it names, or admits without a name. */
  schemasOf(name: string): readonly PartSchema[]
  /** What admits a property, or an item, of which no schema beside it says anything. */
  readonly restOfProperties: PartSchema | undefined
  readonly restOfItems: PartSchema | undefined
  readonly prefixItems: readonly PartSchema[]
  readonly items: PartSchema | undefined
  /** `anyOf` and `oneOf`. */
  readonly choices: readonly (readonly PartSchema[])[]
  readonly condition: Condition | undefined
  /** What holds where a property is there. */
  readonly dependent: readonly (readonly [name: string, schema: PartSchema])[]
  /** Cheap to ask, and enough to tell most alternatives apart. */
  readonly needs: Needs
}

export interface Condition {
  readonly asked: PartSchema
  readonly ifSo: readonly PartSchema[]
  readonly ifNot: readonly PartSchema[]
}

export interface Needs {
  readonly types: readonly unknown[] | undefined
  readonly required: readonly string[]
  /** The values that a property may have, where it has few. */
  readonly values: readonly (readonly [name: string, values: readonly unknown[]])[]
}

/** Schemas that hold for one value, and those that hold beside them. */
export interface Group {
  readonly parts: readonly Part[]
  /** Where neither alternatives nor conditions are among them: the same for every value. */
  readonly plan: Plan | undefined
}

/** What is kept of a value, once all that holds for it is known. */
export interface Plan {
  /** What holds for a property; undefined where it is not sent. */
  property(name: string): Group | undefined
  /** Where no property is sent but those that are named: what holds for each of them. */
  readonly named: ReadonlyMap<string, Group> | undefined
  item(index: number): Group
  /** What holds for the items of a list, by their index, and then for all that follow; none where nothing does. */
  readonly items: readonly Group[]
}

/** Reads each schema once, and makes each plan once. */
export interface SchemaReader {
  read(schemas: readonly PartSchema[]): Group
  plan(parts: readonly Part[]): Plan
}

export function createSchemaReader(
  root: Readonly<SchemaObject>,
  regExp: RegExpEngine | undefined,
): SchemaReader {
  const parts = new Map<object, Part>()
  const plans = new Map<string, Plan>()
  const groups = new Map<string, Group>()
  const alone = new Map<object, Group>()
  const readings = createReadings(root)

  function partOf(schema: Readonly<SchemaObject>): Part {
    const known = parts.get(schema)
    if (known) return known
    const id = parts.size
    const part = { id, ...readPart(schema, root, regExp), ...readings.describe(schema) }
    parts.set(schema, part)
    return part
  }

  function read(schemas: readonly PartSchema[]): Group {
    const own = schemas.filter((schema) => typeof schema === 'object')
    const [only] = own
    if (!only || own.length > 1) return compose(own)
    const group = alone.get(only) ?? compose(own)
    alone.set(only, group)
    return group
  }

  function compose(own: readonly Readonly<SchemaObject>[]): Group {
    const all = own.flatMap((schema) => listComposed(schema, root).map(partOf))
    const key = keyOf(all)
    const known = groups.get(key)
    if (known) return known
    const isSettled = all.every(({ choices, condition, dependent }) => {
      return choices.length === 0 && !condition && dependent.length === 0
    })
    const group = { parts: all, plan: isSettled ? plan(all) : undefined }
    groups.set(key, group)
    return group
  }

  function plan(all: readonly Part[]): Plan {
    const key = keyOf(all)
    const made = plans.get(key) ?? createPlan(all, read, readings.isHidden)
    plans.set(key, made)
    return made
  }

  return { read, plan }
}

function keyOf(parts: readonly Part[]): string {
  return parts.map(({ id }) => id).join()
}

function createPlan(
  parts: readonly Part[],
  read: SchemaReader['read'],
  isHidden: (schema: PartSchema) => boolean,
): Plan {
  const names = new Set(parts.flatMap((part) => part.names))
  const isOpen = !parts.some(({ namesProperties }) => namesProperties)
  const prefix = Math.max(0, ...parts.map(({ prefixItems }) => prefixItems.length))
  const properties = new Map<string, Group | undefined>()
  const items = new Map<number, Group>()
  let named: ReadonlyMap<string, Group> | undefined

  function find(name: string): Group | undefined {
    const schemas = isOpen ? [] : listProperty(parts, name)
    const isKept = (isOpen || schemas.length > 0) && !schemas.some(isHidden)
    return isKept ? read(schemas) : undefined
  }

  const isClosed = !isOpen && parts.every(({ admitsUnnamed }) => !admitsUnnamed)
  // A name that is set as no other is.
  const isListed = isClosed && !names.has('__proto__')

  return {
    get named() {
      if (!isListed) return undefined
      named ??= new Map([...names].map((name) => [name, find(name)] as const).filter(isSent))
      return named
    },
    get items() {
      const isSaid = parts.some(
        (part) => part.prefixItems.length > 0 || part.items || part.restOfItems,
      )
      return isSaid ? Array.from({ length: prefix + 1 }, (_, index) => this.item(index)) : []
    },
    property(name) {
      // Only these are kept: there is no end to the names that values may have.
      if (!names.has(name)) return find(name)
      if (!properties.has(name)) properties.set(name, find(name))
      return properties.get(name)
    },
    item(index) {
      const at = Math.min(index, prefix)
      const group = items.get(at) ?? read(listItems(parts, at))
      items.set(at, group)
      return group
    },
  }
}

function isSent(entry: readonly [string, Group | undefined]): entry is readonly [string, Group] {
  return entry[1] !== undefined
}

function listItems(parts: readonly Part[], index: number): readonly PartSchema[] {
  const own = parts.map(({ prefixItems, items }) => prefixItems[index] ?? items)
  const rest = parts.map(({ restOfItems }) => restOfItems)
  return [own.filter(isGiven), rest.filter(isGiven)].find(({ length }) => length > 0) ?? []
}

function listProperty(parts: readonly Part[], name: string): readonly PartSchema[] {
  const own = parts.flatMap((part) => part.schemasOf(name))
  if (own.length > 0) return own
  return parts.map(({ restOfProperties }) => restOfProperties || undefined).filter(isGiven)
}

function isGiven<T>(value: T | undefined): value is T {
  return value !== undefined
}

/** What can be told of a schema by all that it is composed of. */
function createReadings(root: Readonly<SchemaObject>): {
  describe(schema: Readonly<SchemaObject>): Pick<Part, 'namesProperties'>
  isHidden(schema: PartSchema): boolean
} {
  const isHidden = createQuestion(root, (part) => part['writeOnly'] === true)
  const mentionsProperties = createQuestion(root, namesProperties)

  function namesProperties(schema: Readonly<SchemaObject>): boolean {
    if (propertyKeywords.some((keyword) => schema[keyword] !== undefined)) return true
    if (listRequired(schema).length > 0) return true
    const branches = [...listBranches(schema), ...Object.values(listDependent(schema))]
    return branches.some((branch) => mentionsProperties(branch))
  }

  return {
    describe: (schema) => ({ namesProperties: namesProperties(schema) }),
    // What a client sends, and is never sent.
    isHidden,
  }
}

/** Whether something is so of a schema, of what it is composed of, or of an alternative. */
function createQuestion(
  root: Readonly<SchemaObject>,
  isSo: (part: Readonly<SchemaObject>) => boolean,
): (schema: PartSchema) => boolean {
  const answers = new Map<object, boolean>()
  return function ask(schema) {
    if (typeof schema === 'boolean') return false
    const known = answers.get(schema)
    if (known !== undefined) return known
    // Entered before it is known: a schema may be an alternative of itself.
    answers.set(schema, false)
    const answer = listComposed(schema, root).some(
      (part) => isSo(part) || listChoices(part).flat().some(ask),
    )
    answers.set(schema, answer)
    return answer
  }
}

function readPart(
  schema: Readonly<SchemaObject>,
  root: Readonly<SchemaObject>,
  regExp: RegExpEngine | undefined,
): Omit<Part, 'id' | 'namesProperties'> {
  const { prefixItems, items, unevaluatedItems, unevaluatedProperties } = schema
  const names = Object.keys((schema['properties'] ?? {}) as object)
  return {
    names,
    admitsUnnamed:
      Boolean(schema['additionalProperties']) ||
      Boolean(unevaluatedProperties) ||
      Object.keys((schema['patternProperties'] ?? {}) as object).length > 0 ||
      listRequired(schema).some((name) => !names.includes(name)),
    schemasOf: readProperties(schema, regExp),
    restOfProperties: unevaluatedProperties as PartSchema | undefined,
    restOfItems: unevaluatedItems as PartSchema | undefined,
    prefixItems: listSchemas(prefixItems),
    items: items as PartSchema | undefined,
    choices: listChoices(schema),
    condition: readCondition(schema),
    dependent: Object.entries(listDependent(schema)),
    needs: readNeeds(schema, root),
  }
}

const propertyKeywords = [
  ...['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties'],
]

/** A name may be required, and not be among the properties. */
function listRequired({ required }: Readonly<SchemaObject>): readonly string[] {
  return Array.isArray(required) ? (required as string[]) : []
}

function listBranches(schema: Readonly<SchemaObject>): readonly PartSchema[] {
  const branches = ['if', 'then', 'else'].map((keyword) => schema[keyword])
  return branches.filter((branch): branch is PartSchema => branch !== undefined)
}

function listDependent(schema: Readonly<SchemaObject>): Readonly<Record<string, PartSchema>> {
  return (schema['dependentSchemas'] ?? {}) as Record<string, PartSchema>
}

function listSchemas(value: unknown): readonly PartSchema[] {
  return Array.isArray(value) ? (value as PartSchema[]) : []
}

function listChoices(schema: Readonly<SchemaObject>): (readonly PartSchema[])[] {
  return [listSchemas(schema['anyOf']), listSchemas(schema['oneOf'])].filter(
    ({ length }) => length > 0,
  )
}

function readProperties(
  schema: Readonly<SchemaObject>,
  regExp: RegExpEngine | undefined,
): Part['schemasOf'] {
  const { properties, patternProperties, additionalProperties } = schema
  const own = new Map(Object.entries((properties ?? {}) as Record<string, PartSchema>))
  const patterns = Object.entries((patternProperties ?? {}) as Record<string, PartSchema>).map(
    ([pattern, within]) => [compilePattern(pattern, regExp), within] as const,
  )
  const isClosed = additionalProperties === undefined || additionalProperties === false
  const rest = isClosed ? [] : [additionalProperties as PartSchema]
  const required = new Set(listRequired(schema))
  return (name) => {
    const named = own.get(name)
    const matching = patterns.filter(([pattern]) => pattern.test(name)).map(([, within]) => within)
    const found = named === undefined ? matching : [named, ...matching]
    if (found.length > 0) return found
    return required.has(name) && rest.length === 0 ? anything : rest
  }
}

const anything: readonly PartSchema[] = [true]

/** A library's expression may be one that the flag does not allow. */
function compilePattern(
  pattern: string,
  regExp: RegExpEngine | undefined,
): { test(text: string): boolean } {
  if (regExp) return regExp(pattern, 'u')
  try {
    return new RegExp(pattern, 'u')
  } catch {
    return new RegExp(pattern)
  }
}

function readCondition(schema: Readonly<SchemaObject>): Condition | undefined {
  const branch = (keyword: string): PartSchema[] =>
    schema[keyword] === undefined ? [] : [schema[keyword] as PartSchema]
  const [asked] = branch('if')
  return asked === undefined ? undefined : { asked, ifSo: branch('then'), ifNot: branch('else') }
}

function readNeeds(schema: Readonly<SchemaObject>, root: Readonly<SchemaObject>): Needs {
  const { type } = schema
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, PartSchema>)
  const composed = properties.map(
    ([name, property]) =>
      [name, typeof property === 'boolean' ? [] : listComposed(property, root)] as const,
  )
  const filledIn = new Set(
    composed
      .filter(([, parts]) => parts.some((part) => part['default'] !== undefined))
      .map(([name]) => name),
  )
  return {
    types: type === undefined ? undefined : [type].flat(),
    required: listRequired(schema).filter((name) => !filledIn.has(name)),
    values: composed.flatMap(([name, parts]) =>
      parts.flatMap(listValues).map((values) => [name, values] as const),
    ),
  }
}

function listValues(schema: Readonly<SchemaObject>): (readonly unknown[])[] {
  const constant = Object.hasOwn(schema, 'const') ? [[schema['const']]] : []
  const enumeration = Array.isArray(schema['enum']) ? [schema['enum'] as unknown[]] : []
  return [...constant, ...enumeration].filter((values) => values.every(isScalar))
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}
