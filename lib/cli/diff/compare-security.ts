import { canonicalText } from '../../json-schema.ts'
import { listMembers, resolve } from '../../document/base/operations.ts'
import { type Fields, isFields } from '../../document/fields.ts'
import { quote } from './difference.ts'
import { clients, type Report } from './report.ts'
import { listOf } from './schema-view.ts'

/** One way to be let in: schemes, each with the scopes that it takes. */
type Way = ReadonlyMap<string, readonly string[]>

/** Of an operation of the API, or of a callback, which has no other than its own. */
export function compareSecurity(
  old: Readonly<Fields>,
  next: Readonly<Fields>,
  report: Report,
): void {
  const isOfApi = report.party.request === 'written' && report.party.name === clients.name
  const before = readWays(old['security'] ?? (isOfApi ? report.old['security'] : undefined))
  const after = readWays(next['security'] ?? (isOfApi ? report.next['security'] : undefined))
  const lost = before.filter((way) => !after.some((other) => isEnough(way, other)))
  const fresh = after.filter((way) => !before.some((other) => isEnough(way, other)))
  // Who calls needs a way in; who is called needs to recognise who calls.
  const isWritten = report.party.request === 'written'
  const [removed, added] = isWritten
    ? (['breaking', 'safe'] as const)
    : (['safe', 'breaking'] as const)
  for (const way of lost) {
    const message = isWritten
      ? `a request ${describeWay(way)} is not let in any more`
      : `it does not come ${describeWay(way)} any more`
    report.note('security-removed', removed, message)
  }
  for (const way of fresh) {
    const message = isWritten
      ? `a request ${describeWay(way)} is let in now`
      : `it may come ${describeWay(way)} now`
    report.note('security-added', added, message)
  }
}

function readWays(security: unknown): Way[] {
  const ways = listOf(security)
    .filter(isFields)
    .map(
      (way) =>
        new Map(listMembers(way).map(([name, scopes]) => [name, listOf(scopes).map(String)])),
    )
  return ways.length === 0 ? [new Map()] : ways
}

/** Whether who has all of one way has all that the other takes. */
function isEnough(way: Way, other: Way): boolean {
  return [...other].every(([name, scopes]) => {
    const own = way.get(name)
    return own !== undefined && scopes.every((scope) => own.includes(scope))
  })
}

function describeWay(way: Way): string {
  if (way.size === 0) return 'without credentials'
  const names = [...way].map(([name, scopes]) =>
    scopes.length === 0 ? name : `${name} (${scopes.join(', ')})`,
  )
  return `with credentials for ${names.join(' and ')}`
}

/** What names of schemes stand for. A name that is gone is missed where it is asked for. */
export function compareSecuritySchemes(report: Report): void {
  const after = new Map(listMembers(schemesOf(report.next)))
  for (const [name, scheme] of listMembers(schemesOf(report.old))) {
    const [from, to] = [resolve(scheme, report.old), resolve(after.get(name), report.next)]
    if (!isFields(from) || !isFields(to)) continue
    const fields = deciding.filter(
      (field) => canonicalText(from[field]) !== canonicalText(to[field]),
    )
    const flows = compareFlows(from['flows'], to['flows'])
    const all = [...fields.map(quote), ...flows]
    if (all.length === 0) continue
    const at = report.at(`securitySchemes.${name}`)
    at.note('security-scheme-changed', 'breaking', `${all.join(', ')} of ${name} has changed`)
  }
}

const deciding = ['type', 'name', 'in', 'scheme', 'openIdConnectUrl']

function schemesOf({ components }: Readonly<Fields>): unknown {
  return isFields(components) ? components['securitySchemes'] : undefined
}

/** Scopes are told of where an operation takes them. */
function compareFlows(old: unknown, next: unknown): string[] {
  const after = new Map(listMembers(next))
  return listMembers(old).flatMap(([name, flow]) => {
    const other = after.get(name)
    if (!isFields(flow) || !isFields(other)) return [`the flow ${name}`]
    const urls = ['authorizationUrl', 'tokenUrl', 'deviceAuthorizationUrl']
    return urls.filter((url) => flow[url] !== other[url]).map((url) => `${quote(url)} of ${name}`)
  })
}
