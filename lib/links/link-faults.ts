import type { RuntimeExpression } from '../callbacks/expression-grammar.ts'
import type { Parent } from '../callbacks/source.ts'
import { drawCaret } from '../errors.ts'
import { readLinkText, withoutBraces, type PlacedMistake } from './expression.ts'
import { findFieldFault } from './field-rules.ts'
import { listTexts, readLink, type LinkFault, type LinkText } from './link-object.ts'
import { findSourceFault } from './source-rules.ts'

/**
 * What is wrong with a link, but for where it leads.
 *
 * @param parent The operation whose response it stands in; undefined for one of the components, which
 *   may stand anywhere.
 */
export function findLinkFaults(
  name: string,
  given: unknown,
  parent: Parent | undefined,
): LinkFault[] {
  const mistaken = findFieldFault(name, given)
  if (mistaken) return [mistaken]
  const link = readLink(given)
  return link ? listTexts(link).flatMap((text) => findTextFaults(text, parent)) : []
}

function findTextFaults(written: LinkText, parent: Parent | undefined): LinkFault[] {
  return readLinkText(written.text).flatMap((part) => {
    if (part.kind === 'mistake') return toFault('ERR_LINK_EXPRESSION', part, written)
    return (parent && readSource(part, written, parent)) ?? []
  })
}

function readSource(
  expression: RuntimeExpression,
  written: LinkText,
  parent: Parent,
): LinkFault | undefined {
  const found = findSourceFault(expression, parent)
  if (!found) return undefined
  const { offset, message } = found
  const isAlone = expression.text === written.text
  const remedy = isAlone ? withoutBraces(found.remedy) : found.remedy
  const mistake = { offset: expression.index + offset, message, remedy }
  return toFault('ERR_LINK_SOURCE', mistake, written)
}

function toFault(
  code: LinkFault['code'],
  { offset, message, remedy }: Pick<PlacedMistake, 'offset' | 'message' | 'remedy'>,
  { text, within }: LinkText,
): LinkFault {
  return { code, within, message: `${message}\n\n${drawCaret(text, offset)}`, remedy }
}
