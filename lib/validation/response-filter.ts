import { findFreeName } from '../free-name.ts'
import { mapSubschemas } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { withoutAccess } from '../schema/access.ts'
import { renameReference } from '../schema/inline.ts'
import { embedOutside } from '../schema/outside.ts'
import {
  compileJsonSchema,
  type JsonSchemaOptions,
  type JsonSchemaValidator,
} from './json-schema-validator.ts'
import { createObjectCopier } from './object-copier.ts'
import { toPlain } from './plain-value.ts'
import {
  createSchemaReader,
  type Group,
  type Needs,
  type Part,
  type PartSchema,
  type Plan,
} from './response-schema.ts'

/**
 * Leaves of a value what a schema declares, as JSON will show it.
 *
 * @param onConvert Told where a part of it has said by its own `toJSON()` what it is.
 */
export type ResponseFilter = (value: unknown, onConvert?: () => void) => unknown

/** What is known of one value while it is filtered. */
interface Pass {
  /** Each object is read once: a getter may answer otherwise the next time. */
  readonly shapes: Map<object, Shape>
  /** Which alternatives each fits: asked anew at every level, a deep value would keep it busy for ever. */
  readonly fitting: Map<Shape, Map<PartSchema, boolean>>
  /** What is around the value that is looked at. */
  readonly around: Set<Shape>
  readonly onConvert: (() => void) | undefined
}

/**
 * An object keeps the properties that its schema names, or admits by `additionalProperties` and its
 * like; one whose schema names none keeps all. Of alternatives, those that the value fits count
 * together. What is `writeOnly` goes.
 *
 * @param schema As `toJsonSchema()` gives it.
 */
export function createResponseFilter(
  schema: Readonly<SchemaObject>,
  options: JsonSchemaOptions = {},
): ResponseFilter {
  const root = embedOutside(schema, options.findOutside ?? (() => undefined))
  const reader = createSchemaReader(root, options.regExp)
  const validators = new Map<PartSchema, JsonSchemaValidator>()
  const keepers = new Map<Group, Keep | null>()
  const whole = reader.read([root])
  return (value, onConvert) => {
    const pass = { shapes: new Map(), fitting: new Map(), around: new Set<Shape>(), onConvert }
    return filter(toPlain(value, '', onConvert), whole, pass)
  }

  function filter(plain: unknown, group: Group, pass: Pass): unknown {
    if (typeof plain !== 'object' || plain === null) return plain
    return keeperOf(group)?.(plain, pass) ?? filterShape(shapeOf(plain, pass), group, pass)
  }

  function keeperOf(group: Group): Keep | undefined {
    const known = keepers.get(group)
    if (known !== undefined) return known ?? undefined
    const { plan } = group
    const made = plan && !isWithin(group, listGroups(plan)) ? createKeeper(plan) : undefined
    keepers.set(group, made ?? null)
    return made
  }

  /**
   * Where no alternatives and no conditions are among what holds, nothing has to be known of a value that is
   * asked for twice, and where its schema does not lead back to itself, it cannot be around itself: it is
   * copied as it is read. Undefined for what is not so simple after all.
   */
  function createKeeper(plan: Plan): Keep {
    const { named, items } = plan
    const keepNamed = named && createNamedKeeper(named)
    return (plain, pass) => {
      if (!Array.isArray(plain)) return keepNamed?.(plain as Record<string, unknown>, pass)
      return items.length > 0 ? keepItems(plain, plan, pass) : undefined
    }
  }

  function createNamedKeeper(
    named: ReadonlyMap<string, Group>,
  ): (plain: Readonly<Record<string, unknown>>, pass: Pass) => object {
    const copy = createObjectCopier<Pass>(new Set(named.keys()))
    const keep = (name: string, value: unknown, pass: Pass): unknown => {
      const member = toPlain(value, name, pass.onConvert)
      return filter(member, named.get(name) as Group, pass)
    }
    return (plain, pass) => copy(plain, keep, pass)
  }

  function keepItems(list: readonly unknown[], plan: Plan, pass: Pass): unknown[] {
    const kept: unknown[] = []
    // By its length: JSON fills the holes of a list.
    for (let index = 0; index < list.length; index++) {
      const item = toPlain(list[index], index, pass.onConvert) ?? null
      kept.push(filter(item, plan.item(index), pass))
    }
    return kept
  }

  function filterShape(shape: Shape, group: Group, pass: Pass): object {
    if (pass.around.has(shape)) throw new CircularError()
    const plan = group.plan ?? reader.plan(listParts(shape, group, pass))
    pass.around.add(shape)
    const kept = shape.isList ? filterList(shape, plan, pass) : filterObject(shape, plan, pass)
    pass.around.delete(shape)
    return kept
  }

  function filterList(shape: Shape, plan: Plan, pass: Pass): unknown[] {
    return shape.names.map((_, index) => filter(shape.at(index) ?? null, plan.item(index), pass))
  }

  function filterObject(shape: Shape, plan: Plan, pass: Pass): object {
    const entries: [string, unknown][] = []
    for (const [index, name] of shape.names.entries()) {
      const group = plan.property(name)
      const member = group && shape.at(index)
      if (group && member !== undefined) entries.push([name, filter(member, group, pass)])
    }
    return Object.fromEntries(entries)
  }

  /** Every schema that says something of a value: composed ones, and those that it fits. */
  function listParts(shape: Shape, { parts }: Group, pass: Pass): readonly Part[] {
    const found = new Set<Part>()
    collect(parts)
    return [...found]

    function collect(added: readonly Part[]): void {
      for (const part of added) {
        if (found.has(part)) continue
        found.add(part)
        for (const choice of part.choices) collect(reader.read(choose(shape, choice, pass)).parts)
        collect(reader.read(listConditional(shape, part, pass)).parts)
      }
    }
  }

  function listConditional(
    shape: Shape,
    { condition, dependent }: Part,
    pass: Pass,
  ): readonly PartSchema[] {
    const present = dependent
      .filter(([name]) => shape.member(name) !== undefined)
      .map(([, schema]) => schema)
    if (!condition) return present
    const branch = fits(shape, condition.asked, pass) ? condition.ifSo : condition.ifNot
    // What it is told by is named there, whether it holds or not.
    return [condition.asked, ...branch, ...present]
  }

  /** Where none fits, whoever checks the value says so; what could not be meant is out all the same. */
  function choose(
    shape: Shape,
    alternatives: readonly PartSchema[],
    pass: Pass,
  ): readonly PartSchema[] {
    const possible = alternatives.filter((one) => mayFit(shape, one))
    if (possible.length === 1) return possible
    const fitting = possible.filter((one) => fits(shape, one, pass))
    return [fitting, possible].find(({ length }) => length > 0) ?? alternatives
  }

  function mayFit(shape: Shape, alternative: PartSchema): boolean {
    if (typeof alternative === 'boolean') return alternative
    return reader.read([alternative]).parts.every(({ needs }) => hasNeeds(shape, needs))
  }

  function fits(shape: Shape, alternative: PartSchema, pass: Pass): boolean {
    if (typeof alternative === 'boolean') return alternative
    const known = pass.fitting.get(shape) ?? new Map<PartSchema, boolean>()
    pass.fitting.set(shape, known)
    const before = known.get(alternative)
    if (before !== undefined) return before
    // Entered before it is known: an alternative may refer to what it is one of.
    known.set(alternative, true)
    const is = tryToFit(shape, alternative, pass)
    known.set(alternative, is)
    return is
  }

  function tryToFit(shape: Shape, alternative: Readonly<SchemaObject>, pass: Pass): boolean {
    const validate = validators.get(alternative) ?? compileAlone(alternative, root, options)
    validators.set(alternative, validate)
    const around = new Set(pass.around)
    try {
      const alone = filterShape(shape, reader.read([alternative]), { ...pass, around })
      return !validate(alone).faults
    } catch (error) {
      if (error instanceof CircularError) return false
      throw error
    }
  }
}

/** Copies of a list or an object what is sent of it. */
type Keep = (plain: object, pass: Pass) => object | undefined

/** What holds for the members of a value, where it is the same for every value. */
function listGroups({ named, items }: Plan): readonly Group[] {
  return [...(named?.values() ?? []), ...items]
}

/** Whether a group is among others, or what holds within them. */
function isWithin(
  group: Group,
  others: readonly Group[],
  seen: Set<Group> = new Set<Group>(),
): boolean {
  return others.some((other) => {
    if (other === group) return true
    if (seen.has(other) || !other.plan) return false
    seen.add(other)
    return isWithin(group, listGroups(other.plan), seen)
  })
}

function hasNeeds(shape: Shape, { types, required, values }: Needs): boolean {
  if (types && !types.includes(shape.isList ? 'array' : 'object')) return false
  if (shape.isList) return true
  if (required.some((name) => shape.member(name) === undefined)) return false
  return values.every(([name, allowed]) => {
    const member = shape.member(name)
    return member === undefined || allowed.includes(member)
  })
}

/** A list or an object, whose members are read where they are wanted. */
class Shape {
  readonly isList: boolean
  readonly names: readonly string[]
  readonly #members: readonly unknown[] | Readonly<Record<string, unknown>>
  readonly #onConvert: (() => void) | undefined
  readonly #read: unknown[] = []

  constructor(plain: object, onConvert: (() => void) | undefined) {
    this.isList = Array.isArray(plain)
    this.names = Array.isArray(plain)
      ? Array.from(plain, (_, index) => String(index))
      : Object.keys(plain)
    this.#members = plain as Record<string, unknown>
    this.#onConvert = onConvert
  }

  /** Undefined where JSON leaves it out. */
  at(index: number): unknown {
    if (index in this.#read) return this.#read[index]
    const name = this.names[index] as string
    const raw = (this.#members as Record<string, unknown>)[name]
    const member = toPlain(raw, name, this.#onConvert)
    this.#read[index] = member
    return member
  }

  member(name: string): unknown {
    const index = this.names.indexOf(name)
    return index === -1 ? undefined : this.at(index)
  }
}

function shapeOf(plain: object, { shapes, onConvert }: Pass): Shape {
  const shape = shapes.get(plain) ?? new Shape(plain, onConvert)
  shapes.set(plain, shape)
  return shape
}

/** What JSON.stringify() says of such a value. */
class CircularError extends TypeError {
  constructor() {
    super('Converting circular structure to JSON')
  }
}

/** A part of a schema as a schema of its own, with what it refers to. */
function compileAlone(
  part: Readonly<SchemaObject>,
  root: Readonly<SchemaObject>,
  { regExp }: JsonSchemaOptions,
): JsonSchemaValidator {
  const schema = withoutAccess(standAlone(part, root), 'output')
  try {
    return compileJsonSchema(schema, { regExp })
  } catch {
    // An expression of a library, which ajv's flag does not allow: what it says of a text is left out.
    return compileJsonSchema(withoutPatterns(schema), { regExp })
  }
}

function withoutPatterns(schema: Readonly<SchemaObject>): SchemaObject {
  const { pattern: _, ...others } = schema
  return mapSubschemas(others, withoutPatterns)
}

function standAlone(part: Readonly<SchemaObject>, root: Readonly<SchemaObject>): SchemaObject {
  const { $defs, ...own } = root
  const definitions = Object.entries(($defs ?? {}) as Record<string, SchemaObject>)
  const name = findFreeName('whole', (taken) => definitions.some(([other]) => other === taken))
  const rename = (schema: Readonly<SchemaObject>): SchemaObject =>
    renameReference(schema, '#', `#/$defs/${name}`)
  return {
    ...rename(part),
    $defs: Object.fromEntries(
      [...definitions, [name, own] as const].map(([key, schema]) => [key, rename(schema)]),
    ),
  }
}
