import { suggest } from '../did-you-mean.ts'
import { describeValue } from '../errors.ts'
import { isComponentName } from '../json-schema.ts'
import { isObject, type LinkFault } from './link-object.ts'

/** One rule of the Link Object about its fields. */
export type LinkFieldRule = (link: Readonly<Record<string, unknown>>) => LinkFault | undefined

/** In the order in which they are asked: a misspelt field is not a missing one. */
export const linkFieldRules: LinkFieldRule[] = [
  refuseMisspelt,
  refuseTargetWithoutText,
  refuseParameterList,
  refuseTwoTargets,
  refuseNoTarget,
]

/**
 * What is wrong with a link itself, whatever it leads to.
 *
 * @param name "The key of the map is a short name for the link, following the naming constraints of the
 *   names for Component Objects."
 */
export function findFieldFault(name: string, link: unknown): LinkFault | undefined {
  if (!isComponentName(name)) {
    return fault(
      '',
      `${JSON.stringify(name)} cannot name a link.`,
      'Use letters, digits, ".", "-" and "_" in the names of links.',
    )
  }
  if (!isObject(link)) return fault('', `A link is ${describeValue(link)}.`, forms)
  if (typeof link['$ref'] === 'string') return undefined
  for (const rule of linkFieldRules) {
    const found = rule(link)
    if (found) return found
  }
  return undefined
}

const forms =
  "Write { operationId: 'showInvoice', parameters: { … } }, or { $ref: '#/components/links/…' }."

const fields: readonly string[] = [
  ...['operationId', 'operationRef', 'parameters', 'requestBody', 'description', 'server'],
]

/** A field that is not known is kept, for the specification's next version; a misspelt one is not. */
function refuseMisspelt(link: Readonly<Record<string, unknown>>): LinkFault | undefined {
  const others = Object.keys(link).filter(
    (name) => !fields.includes(name) && !name.startsWith('x-'),
  )
  for (const name of others) {
    const meant = suggest(name, fields)
    if (meant !== undefined) {
      return fault(name, `There is no field "${name}" in a link.`, `Did you mean ${meant}?`)
    }
  }
  return undefined
}

function refuseTargetWithoutText(link: Readonly<Record<string, unknown>>): LinkFault | undefined {
  for (const field of ['operationId', 'operationRef']) {
    const value = link[field]
    if (value === undefined || (typeof value === 'string' && value !== '')) continue
    return fault(
      field,
      `The ${field} of a link is ${describeValue(value)}, and no string that leads anywhere.`,
      "Write operationId: 'showInvoice', or operationRef: '#/paths/~1invoices~1{id}/get'.",
    )
  }
  return undefined
}

function refuseParameterList({
  parameters,
}: Readonly<Record<string, unknown>>): LinkFault | undefined {
  if (parameters === undefined || isObject(parameters)) return undefined
  return fault(
    'parameters',
    `The parameters of a link are ${describeValue(parameters)}.`,
    "Give the value of each by its name: parameters: { id: '$response.body#/id' }.",
  )
}

/** "This field is mutually exclusive of the `operationRef` field". */
function refuseTwoTargets(link: Readonly<Record<string, unknown>>): LinkFault | undefined {
  const { operationId, operationRef } = link
  if (operationId === undefined || operationRef === undefined) return undefined
  return fault(
    '',
    `The link has both an operationId, ${describeValue(operationId)}, and an operationRef, ${describeValue(operationRef)}.`,
    'Keep the operationId, or the operationRef where the operation is in another document.',
  )
}

/** "A linked operation MUST be identified using either an `operationRef` or `operationId`." */
function refuseNoTarget(link: Readonly<Record<string, unknown>>): LinkFault | undefined {
  if (link['operationId'] !== undefined || link['operationRef'] !== undefined) return undefined
  return fault(
    '',
    `The link leads to no operation: it has neither operationId nor operationRef, and is ${describeValue(link)}.`,
    forms,
  )
}

function fault(within: string, message: string, remedy: string): LinkFault {
  return { code: 'ERR_DEFINITION', within, message, remedy }
}
