import type { DeclaredOperation } from '../declared-operation.ts'
import { describeValue, RingbackError } from '../errors.ts'
import { findLinkFaults } from './link-faults.ts'
import { hasLinks, isObject, listLinks, type LinkFault } from './link-object.ts'

/**
 * Check the links of an operation against what it declares itself.
 *
 * @param name Such as `operation()`.
 * @throws {RingbackError} `ERR_DEFINITION`, `ERR_LINK_EXPRESSION` or `ERR_LINK_SOURCE`
 */
export function checkDeclaredLinks(operation: DeclaredOperation, name: string): void {
  if (!hasLinks(operation)) return
  requireMaps(operation, name)
  for (const { status, name: link, link: given } of listLinks(operation)) {
    const [fault] = findLinkFaults(link, given, { operation, path: undefined, status })
    if (!fault) continue
    const within = [`responses.${status}.links.${link}`, fault.within].filter(Boolean).join('.')
    throw refuse(operation, name, { ...fault, within })
  }
}

function requireMaps(operation: DeclaredOperation, name: string): void {
  for (const [status, { fields }] of operation.responses) {
    const { links } = fields
    if (links === undefined || isObject(links)) continue
    throw refuse(operation, name, {
      code: 'ERR_DEFINITION',
      within: `responses.${status}.links`,
      message: `The links are ${describeValue(links)}.`,
      remedy: 'Give each link by its name: links: { show: { operationId: … } }.',
    })
  }
}

function refuse(
  { place }: DeclaredOperation,
  name: string,
  { code, within, message, remedy }: LinkFault,
): RingbackError {
  return new RingbackError({
    code,
    message,
    where: `${within} of ${name} at ${String(place)}`,
    remedy,
  })
}
