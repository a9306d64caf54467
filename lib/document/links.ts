import type { Problem } from '../errors.ts'
import { findLinkFaults } from '../links/link-faults.ts'
import { hasLinks, listLinks, readLink, type LinkFault } from '../links/link-object.ts'
import type { ComponentsObject } from '../openapi-types.ts'
import type { Place } from '../place.ts'
import type { DocumentContext } from './context.ts'
import { findTargetFaults, listTargets } from './link-targets.ts'
import type { PlacedOperation } from './operation.ts'

/** The links of one document: what they read, and what they lead to. */
export interface LinkUses {
  /** Note the links in the responses of an operation. */
  note(placed: PlacedOperation): void
  /** Note the links that the author wrote into the components. */
  noteComponents(components: ComponentsObject | undefined): void
  /** What is wrong with them in the document, once every operation is in it. */
  problems(document: object): Problem[]
}

interface Noted {
  /** Of the declaration, which may stand at several paths. */
  readonly place: Place
  /** Such as `responses.201.links.show`. */
  readonly within: string
  readonly where: string
  readonly link: unknown
  readonly faults: readonly LinkFault[]
}

/** @param readContext The context that these links belong to, once it is complete. */
export function createLinkUses(readContext: () => DocumentContext): LinkUses {
  const noted: Noted[] = []
  /** By declaration, the links that read what is there at one of its paths at least. */
  const sound = new Map<Place, Set<string>>()

  function note({ operation, template, where }: PlacedOperation): void {
    if (!hasLinks(operation)) return
    const { findOutside } = readContext()
    for (const { status, name, link } of listLinks(operation)) {
      const within = `responses.${status}.links.${name}`
      const parent = { operation, path: template.parameters, status, findOutside }
      const faults = findLinkFaults(name, link, parent)
      add({ place: operation.place, within, where: `${where} > ${within}`, link, faults })
    }
  }

  function noteComponents(components: ComponentsObject | undefined): void {
    for (const [name, link] of Object.entries(components?.links ?? {})) {
      const where = `components.links.${name}`
      const faults = findLinkFaults(name, link, undefined)
      add({ place: { toString: () => where }, within: '', where, link, faults })
    }
  }

  function add(one: Noted): void {
    noted.push(one)
    if (one.faults.length === 0) addTo(sound, one.place, one.within)
    const operationId = readLink(one.link)?.['operationId']
    if (typeof operationId === 'string') readContext().operationIds.refer(operationId, one.where)
  }

  /**
   * One declaration may stand at several paths. What a link reads is there at one of them, such as the
   * longer form of an optional segment, or what is wrong at all of them is said once.
   */
  function problems(document: object): Problem[] {
    if (noted.length === 0) return []
    const targets = listTargets(document)
    const said = new Map<Place, Set<string>>()
    return noted.flatMap(({ place, within, where, link, faults }) => {
      const read = readLink(link)
      const found = [
        ...(sound.get(place)?.has(within) ? [] : faults),
        ...(read ? findTargetFaults(read, targets) : []),
      ]
      return found
        .filter(({ message }) => addTo(said, place, `${within} ${message}`))
        .map((fault) => toProblem(fault, where))
    })
  }

  return { note, noteComponents, problems }
}

/** Whether it was not there yet. */
function addTo(sets: Map<Place, Set<string>>, place: Place, text: string): boolean {
  const set = sets.get(place) ?? new Set()
  sets.set(place, set)
  return set.size < set.add(text).size
}

function toProblem({ code, message, remedy }: LinkFault, where: string): Problem {
  return { code, severity: 'error', where, message, remedy }
}
