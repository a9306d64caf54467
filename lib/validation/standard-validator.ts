import type { StandardTyped } from '../schema-types.ts'
import {
  findMeant,
  maxFaults,
  readThrown,
  type Fault,
  type Outcome,
  type Validator,
} from './outcome.ts'

/** What a schema of Standard Schema does. */
interface StandardSchema extends StandardTyped {
  readonly '~standard': StandardTyped['~standard'] & {
    validate(value: unknown): Result | Promise<Result>
  }
}

interface Result {
  readonly value?: unknown
  readonly issues?: readonly Issue[] | undefined
}

/** An issue as Standard Schema has it, with what the libraries add of their own. */
interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
  /** Zod, ArkType */
  readonly code?: unknown
  /** Valibot */
  readonly type?: unknown
  /** Zod: of each alternative of a union, its issues; ArkType: those of all of them in one list. */
  readonly errors?: readonly (readonly Issue[])[] | readonly Issue[]
  /** Zod: which names are not declared, where the issue is of the object around them. */
  readonly keys?: readonly string[]
}

/** Whether a schema checks values by itself. */
export function isStandardSchema(schema: unknown): schema is StandardSchema {
  const standard = (schema as Partial<StandardSchema> | null | undefined)?.['~standard']
  return typeof standard?.validate === 'function'
}

/** The schema's own check: its refinements, transforms and defaults run. */
export function createStandardValidator(schema: StandardSchema): Validator {
  const validateLater = findAsynchronous(schema)
  let isAsynchronous = validateLater !== undefined && hasAsyncFunction(schema)
  const standard = schema['~standard']
  return (value) => {
    try {
      const result =
        isAsynchronous && validateLater ? validateLater(value) : standard.validate(value)
      if (!(result instanceof Promise)) return readResult(result)
      isAsynchronous = true
      return result.then(readResult, (error: unknown) => readThrown(error, value))
    } catch (error) {
      return readThrown(error, value)
    }
  }
}

interface ZodSchema {
  safeParseAsync(value: unknown): Promise<{ data?: unknown; error?: { issues: readonly Issue[] } }>
}

/**
 * Zod tries synchronously first, and leaves the promise of an asynchronous refinement to itself: it runs
 * twice, and where it rejects, that ends the process.
 */
function findAsynchronous(
  schema: StandardSchema,
): ((value: unknown) => Promise<Result>) | undefined {
  if (schema['~standard'].vendor !== 'zod') return undefined
  const zod = schema as unknown as ZodSchema
  return async (value) => {
    const { data, error } = await zod.safeParseAsync(value)
    return error ? { issues: error.issues } : { value: data }
  }
}

const AsyncFunction = (async () => {}).constructor

/** Whether one is found in the definition of a schema: what returns a promise otherwise shows as it runs. */
function hasAsyncFunction(schema: object): boolean {
  const met = new Set<unknown>()
  const open: unknown[] = [(schema as { _zod?: { def?: unknown } })._zod?.def]
  while (open.length > 0) {
    const part = open.pop()
    if (part instanceof AsyncFunction) return true
    if (typeof part !== 'object' || part === null || met.has(part)) continue
    met.add(part)
    const definition = (part as { _zod?: { def?: unknown } })._zod?.def
    open.push(...(definition === undefined ? Object.values(part) : [definition]))
  }
  return false
}

function readResult({ value, issues }: Result): Outcome {
  return issues ? { faults: issues.slice(0, maxFaults + 1).flatMap(describe) } : { value }
}

function describe({ path = [], message, code, type, errors, keys }: Issue): Fault[] {
  // ArkType's path is a class of its own, whose map() makes an item of a length.
  const tokens = Array.from(path, readToken)
  const said = code ?? type
  const fault = { path: tokens, message, code: typeof said === 'string' ? said : 'invalid' }
  if (keys) return keys.map((key) => ({ ...fault, path: [...tokens, key] }))
  const meant = findMeant(listAlternatives(errors).map((issues) => issues.flatMap(describe)))
  return meant?.map((inner) => ({ ...inner, path: [...tokens, ...inner.path] })) ?? [fault]
}

/** Issues in one list do not tell of which alternative they are. */
function listAlternatives(errors: Issue['errors'] = []): (readonly Issue[])[] {
  return errors.filter((issues): issues is readonly Issue[] => Array.isArray(issues))
}

function readToken(segment: PropertyKey | { readonly key: PropertyKey }): string | number {
  const key = typeof segment === 'object' ? segment.key : segment
  return typeof key === 'symbol' ? String(key) : key
}
