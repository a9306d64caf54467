import { canonicalText } from '../../json-schema.ts'
import { resolve } from './operations.ts'
import type { Fields } from '../versions/downgrade-context-3.0.ts'
import { isSchemaObject } from '../versions/schema-turn-3.0.ts'

/** The first thing that two values differ in; undefined on a side where it is not there. */
export interface Difference {
  readonly path: readonly string[]
  readonly declared: unknown
  readonly base: unknown
}

/** Tells where what the code declares and what the base says differ in what they say. */
export type Compare = (declared: unknown, base: unknown) => Difference | undefined

/**
 * References are followed, each in the document that it stands in; the same reference on both sides is
 * the same, since a difference in what it leads to is one of that.
 */
export function createComparison(declaredIn: Readonly<Fields>, baseIn: Readonly<Fields>): Compare {
  return (declared, base) => compareAt(declared, base, [], new Map())

  function compareAt(
    declared: unknown,
    base: unknown,
    path: readonly string[],
    met: Map<unknown, Set<unknown>>,
  ): Difference | undefined {
    if (isReference(declared) && isReference(base) && declared['$ref'] === base['$ref']) {
      return compareMembers(declared, base, path, met)
    }
    const one = isAlone(declared) ? resolve(declared, declaredIn) : declared
    const other = isAlone(base) ? resolve(base, baseIn) : base
    if (isList(one, path) && isList(other, path) && one.length === other.length) {
      return compareMembers({ ...one }, { ...other }, path, met)
    }
    if (!isSchemaObject(one) || !isSchemaObject(other)) {
      const isEqual = textOf(one, path) === textOf(other, path)
      return isEqual ? undefined : { path, declared: one, base: other }
    }
    // What leads back to itself on both sides was found equal so far.
    const others = met.get(one) ?? new Set()
    if (others.has(other)) return undefined
    met.set(one, others.add(other))
    return compareMembers(one, other, path, met)
  }

  function compareMembers(
    one: Readonly<Fields>,
    other: Readonly<Fields>,
    path: readonly string[],
    met: Map<unknown, Set<unknown>>,
  ): Difference | undefined {
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const [declared, base] = [memberOf(one, name), memberOf(other, name)]
      if (sayNothing(name, declared, base)) continue
      const difference = compareAt(declared, base, [...path, name], met)
      if (difference) return difference
    }
    return undefined
  }
}

function memberOf(fields: Readonly<Fields>, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

function isReference(value: unknown): value is Readonly<Fields> {
  return isSchemaObject(value) && typeof value['$ref'] === 'string'
}

function isAlone(value: unknown): boolean {
  return isSchemaObject(value) && Object.keys(value).length === 1 && '$ref' in value
}

/** Lists in which the order says nothing. */
const sets = new Set(['required', 'type', 'enum', 'tags'])

function isList(value: unknown, path: readonly string[]): value is readonly unknown[] {
  return Array.isArray(value) && !sets.has(path.at(-1) ?? '')
}

function textOf(value: unknown, path: readonly string[]): string {
  if (!Array.isArray(value) || isList(value, path)) return canonicalText(value)
  return JSON.stringify((value as unknown[]).map(canonicalText).toSorted())
}

/** What is so where nothing is said. */
const defaults: Readonly<Record<string, readonly string[]>> = {
  required: ['false', '[]'],
  additionalProperties: ['true', '{}'],
  ...Object.fromEntries(
    ['deprecated', 'readOnly', 'writeOnly', 'uniqueItems', 'allowEmptyValue', 'allowReserved'].map(
      (name) => [name, ['false']],
    ),
  ),
}

function sayNothing(name: string, one: unknown, other: unknown): boolean {
  if ((one === undefined) === (other === undefined)) return one === undefined
  const usual = Object.hasOwn(defaults, name) ? defaults[name] : undefined
  return usual?.includes(canonicalText(one ?? other)) ?? false
}
