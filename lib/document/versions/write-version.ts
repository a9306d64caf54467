import type { TargetVersion } from '../../openapi-version.ts'
import type { Settled } from '../settled.ts'
import { downgradeTo30 } from './downgrade-3.0.ts'
import { downgradeTo31 } from './downgrade-3.1.ts'
import { versionIn31 } from './converters-3.1.ts'
import type { ConvertedDocument } from './downgrade-3.1.ts'
import { isSayableIn31 } from './sayable-3.1.ts'

/**
 * A document that was built with all that OpenAPI 3.2 has, in the version that was asked for.
 *
 * @returns What the version says in other words, or not at all, as problems.
 */
export function writeVersion(
  document: object,
  { minor, exact }: TargetVersion,
  settled: Pick<Settled, 'has'>,
): ConvertedDocument {
  if (minor === '3.2') return { document, problems: [] }
  const in31 = isSayableIn31(document, settled)
    ? { document: { ...document, openapi: versionIn31(document) }, problems: [] }
    : downgradeTo31(document, minor)
  if (minor === '3.1') return in31
  const in30 = downgradeTo30(in31.document)
  return {
    document: { ...in30.document, openapi: exact },
    problems: [...in31.problems, ...in30.problems],
  }
}
