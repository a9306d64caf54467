import { listMembers } from '../../document/base/operations.ts'
import { type Fields, isFields } from '../../document/fields.ts'
import { quote } from './difference.ts'
import type { Report } from './report.ts'
import { listOf } from './schema-view.ts'

/** Where neither says so, the servers of what is around them hold, which were compared there. */
export function compareServers(
  old: readonly Readonly<Fields>[],
  next: readonly Readonly<Fields>[],
  report: Report,
): void {
  const [before, after] = [readServers(old), readServers(next)]
  const removed = [...before].filter((url) => !after.has(url))
  const added = [...after].filter((url) => !before.has(url))
  const isMoved = removed.length === before.size
  for (const url of removed) {
    const message = `the server ${quote(url)} is gone`
    report.note('server-removed', isMoved ? 'breaking' : 'warning', message)
  }
  for (const url of added) report.note('server-added', 'safe', `the server ${quote(url)} is new`)
}

/** Of the innermost that has some. */
function readServers(owners: readonly Readonly<Fields>[]): ReadonlySet<string> {
  const owner = owners.find(({ servers }) => listOf(servers).length > 0)
  const servers = listOf(owner?.['servers']).filter(isFields).map(readUrl)
  // "If the servers field is not provided […] the default value would be […] a url value of /."
  return new Set(servers.length === 0 ? ['/'] : servers)
}

/** With the defaults of its variables. */
function readUrl({ url, variables }: Readonly<Fields>): string {
  const values = new Map(listMembers(variables))
  const filled = String(url).replaceAll(/\{([^}]*)\}/g, (whole, name: string) => {
    const variable = values.get(name)
    return isFields(variable) ? String(variable['default']) : whole
  })
  return filled === '/' ? filled : filled.replace(/\/$/, '')
}
