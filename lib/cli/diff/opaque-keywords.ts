import type { Part } from './schema-view.ts'

/** Keywords that only ever refuse values, and that are not compared further than whether they are equal. */
export const opaqueKeywords: readonly string[] = [
  ...['not', 'contains', 'propertyNames', 'patternProperties', 'dependentRequired'],
  ...[
    'dependentSchemas',
    'unevaluatedProperties',
    'unevaluatedItems',
    'minContains',
    'maxContains',
  ],
  ...['if', 'then', 'else', 'contentSchema', 'dependencies', '$dynamicRef'],
]

export function hasOpaqueKeyword(part: Part): boolean {
  return opaqueKeywords.some((keyword) => keyword in part)
}
