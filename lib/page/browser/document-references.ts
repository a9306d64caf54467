import { unescapePointer } from '../../json-schema.ts'
import type { System } from './system.ts'

export interface Referent {
  readonly value: unknown
  /** Where it stands in the document; undefined where there was no `$ref` to follow. */
  readonly specPath: readonly string[] | undefined
}

/**
 * What a value stands for: itself, or what its `$ref` leads to; undefined where that leads out of the
 * document, or nowhere.
 */
export function followReference(value: unknown, { specSelectors, Im }: System): Referent {
  const { isMap } = Im.Map
  const passed = new Set<string>()
  let referent: Referent = { value, specPath: undefined }
  while (isMap(referent.value) && typeof referent.value.get('$ref') === 'string') {
    const ref = referent.value.get('$ref') as string
    if (!ref.startsWith('#/') || passed.has(ref)) return { value: undefined, specPath: undefined }
    passed.add(ref)
    const specPath = ref.slice('#/'.length).split('/').map(unescapePointer)
    referent = { value: specSelectors.specJson().getIn(specPath), specPath }
  }
  return referent
}
