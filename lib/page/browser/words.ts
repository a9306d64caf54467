import type { Words } from './expression-words.ts'
import type { System } from './system.ts'

/** Words as React shows them, names as code. */
export function showWords({ createElement: h }: System['React'], words: Words): unknown[] {
  return words.map((word, index) =>
    typeof word === 'string' ? word : h('code', { key: index }, word.code),
  )
}
