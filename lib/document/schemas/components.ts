import type { Problem } from '../../errors.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import type { Schema } from '../../schema-types.ts'
import { buildFaces, compareFaces, listFaces } from './schema-faces.ts'
import { createSchemaNames, nameConflict } from './schema-names.ts'
import { createSchemaTwins } from './schema-twins.ts'
import { createSchemaWriter, type SchemaWriter } from './schema-writer.ts'

export type { SchemaUse, UsedProperties } from './schema-writer.ts'

/** The schemas of a document that is being built. */
export interface SchemaComponents extends Pick<
  SchemaWriter,
  'use' | 'useProperties' | 'findAsIs' | 'isOurs'
> {
  /** The components, once everything was used; writes the names into the `$ref`s given out. */
  build(): Record<string, SchemaObject>
}

/**
 * @param named The author's names: `schemas: { Invoice }`.
 * @param problems Where two different schemas under one name are reported.
 */
export function createSchemaComponents(
  named: Readonly<Record<string, Schema>>,
  problems: Problem[],
): SchemaComponents {
  const shared = { names: createSchemaNames(named), anonymous: new Map<string, string>() }
  const { components, use, useProperties, findAsIs, isOurs, ...writer } = createSchemaWriter(
    shared,
    problems,
  )

  function build(): Record<string, SchemaObject> {
    writer.reportRivals()
    createSchemaTwins(shared).report(components, problems)
    const differs = compareFaces(components)
    const built = [...components].flatMap(([name, shown]) => buildFaces(name, shown, differs))
    writer.writeMappings()
    reportTaken(built.map(([name]) => name))
    return Object.fromEntries(built.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** An author may have called a schema what one side of another is called. */
  function reportTaken(finals: readonly string[]): void {
    for (const name of finals.filter((final, index) => finals.indexOf(final) !== index)) {
      const { where = '' } = listFaces(components.get(name) ?? {})[0]?.component ?? {}
      problems.push(nameConflict(name, where, `one side of "${name.replace(/-\w+$/, '')}"`))
    }
  }

  return { use, useProperties, findAsIs, isOurs, build }
}
