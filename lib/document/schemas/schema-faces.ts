import { canonicalText } from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import type { Schema } from '../../schema-types.ts'
import type { Side } from '../../schema.ts'

/**
 * What a component shows of its schema. A schema that says nothing of `readOnly` and `writeOnly` is sent
 * as any output is, and received as any input.
 */
export type Face = Side | 'sent' | 'received'

const faces = ['input', 'output', 'sent', 'received'] as const

/** Where a schema comes from. */
export interface Origin {
  /** The schema that it is, or is a part of, as its author gave it. */
  readonly given: Schema
  readonly side: Side
  readonly where: string
}

/** One face of a named schema. */
export interface Component extends Origin {
  /** As it was converted, and its text. */
  readonly source: Readonly<SchemaObject>
  readonly text: string
  /** As the document has it; each `$ref` within holds a bare name until all is built. */
  readonly schema: SchemaObject
  /** Every `$ref` that waits for the final name of this component. */
  readonly references: SchemaObject[]
  /** The components that this one refers to. */
  readonly uses: Set<string>
}

/** The faces of one name, as far as they are used. */
export type Faces = Partial<Record<Face, Component>>

export function createComponent(
  source: Readonly<SchemaObject>,
  text: string,
  { given, side, where }: Origin,
): Component {
  return { given, side, where, source, text, schema: {}, references: [], uses: new Set() }
}

/** What two components are compared by: words of its own make no schema another one. */
export function meaningText(schema: Readonly<SchemaObject>): string {
  return canonicalText(omitKeys(schema, freeWords))
}

export const freeWords: ReadonlySet<string> = new Set(['description', 'examples', '$comment'])

export function omitKeys(schema: Readonly<SchemaObject>, keys: ReadonlySet<string>): SchemaObject {
  return Object.fromEntries(
    Object.entries(schema).filter(([key]) => !keys.has(key)),
  ) as SchemaObject
}

/** What the sides of a schema show where `readOnly` and `writeOnly` are resolved. */
export const resolvedFaces = { input: 'received', output: 'sent' } as const

export interface ShownFace {
  readonly face: Face
  readonly component: Component
}

export function listFaces(shown: Faces): ShownFace[] {
  return faces.flatMap((face) => {
    const component = shown[face]
    return component ? [{ face, component }] : []
  })
}

/** Whether two faces of a name differ, in themselves or in what they refer to. */
export type Differs = (name: string, one: Face, other: Face) => boolean

export function compareFaces(components: ReadonlyMap<string, Faces>): Differs {
  const split = new Map<string, Set<string>>()
  for (const [index, one] of faces.entries()) {
    for (const other of faces.slice(index + 1)) {
      split.set(`${one} ${other}`, findSplit(components, one, other))
    }
  }
  return (name, one, other) => split.get(`${one} ${other}`)?.has(name) ?? false
}

function findSplit(components: ReadonlyMap<string, Faces>, one: Face, other: Face): Set<string> {
  const split = new Set<string>()
  const users = new Map<string, Set<string>>()
  for (const [name, { [one]: first, [other]: second }] of components) {
    if (!first || !second) continue
    for (const used of [...first.uses, ...second.uses]) {
      users.set(used, (users.get(used) ?? new Set()).add(name))
    }
    if (canonicalText(first.schema) !== canonicalText(second.schema)) split.add(name)
  }
  // Grows as it is walked, which a Set's iteration follows.
  for (const name of split) for (const user of users.get(name) ?? []) split.add(user)
  return split
}

/** The components of one name: one for all faces that are equal. */
export function buildFaces(name: string, shown: Faces, differs: Differs): [string, SchemaObject][] {
  const groups: ShownFace[][] = []
  for (const one of listFaces(shown)) {
    const group = groups.find(([first]) => first && !differs(name, first.face, one.face))
    if (group) group.push(one)
    else groups.push([one])
  }
  return groups.map((group) => {
    const [{ face, component }] = group as [ShownFace]
    const final = needsSuffix(face, groups) ? `${name}-${suffixes[face]}` : name
    for (const member of group) writeReferences(member.component, final)
    return [final, component.schema]
  })
}

/** The API's own schema keeps its name beside what a callback shows of it. */
function needsSuffix(face: Face, groups: readonly ShownFace[][]): boolean {
  const own = groups.filter(([first]) => first && isOwn(first.face))
  if (own.length === 0) return groups.length > 1
  return !isOwn(face) || own.length > 1
}

function isOwn(face: Face): boolean {
  return face === 'input' || face === 'output'
}

function writeReferences({ references }: Component, final: string): void {
  for (const reference of references) reference['$ref'] = `#/components/schemas/${final}`
}

const suffixes = { input: 'Input', output: 'Output', sent: 'Sent', received: 'Received' } as const
