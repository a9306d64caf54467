import { RingbackError } from '../../errors.ts'
import { judge, type Arrival, type Judgement } from '../../receiver/arrival.ts'
import type { ReceivedOperation } from '../../receiver/received-operation.ts'
import type { RequestSettings } from '../../request-settings.ts'
import { createBodyGlance } from './told-by-body.ts'
import type { NamedOperation } from '../../receiver/operations/find-operation.ts'
import {
  createPathPattern,
  readKeyPath,
  type PathPattern,
} from '../../receiver/operations/operation-key.ts'

/** A request that may arrive. */
export interface Receivable {
  readonly named: NamedOperation
  readonly received: ReceivedOperation
  readonly pattern: PathPattern
}

export function createReceivable(named: NamedOperation, received: ReceivedOperation): Receivable {
  return { named, received, pattern: createPathPattern(readKeyPath(named)) }
}

/** The operation that an arrival is of. */
export interface Match {
  readonly operation: NamedOperation
  /** Others that it could be of as well: the document does not tell them apart. */
  readonly others: readonly NamedOperation[]
  readonly judgement: Judgement
}

/**
 * The operation that an arrival is of: by its method and by what of its path the document says; of several
 * of one path, the one that its headers and body fit, or miss least. Undefined where none is of that path.
 */
export async function matchArrival(
  arrival: Arrival,
  receivables: readonly Receivable[],
): Promise<Match | undefined> {
  const judged: Judged[] = []
  for (const receivable of preselect(arrival, listCandidates(arrival, receivables))) {
    judged.push(await judgeAs(receivable, arrival))
  }
  const least = Math.min(...judged.map(({ faults }) => faults))
  const [nearest, ...others] = judged.filter(({ faults }) => faults === least)
  if (!nearest) return undefined
  return {
    operation: nearest.receivable.named,
    others: others.map(({ receivable }) => receivable.named),
    judgement: nearest.judgement,
  }
}

/** Those whose path says most of the path that it came by. */
function listCandidates(
  { method, url }: Arrival,
  receivables: readonly Receivable[],
): readonly Receivable[] {
  const { pathname, searchParams } = readPath(url)
  const weighed = receivables
    .filter(
      ({ named, pattern }) => named.method === method && pattern.matches(pathname, searchParams),
    )
    .map((receivable) => ({ receivable, weight: weigh(receivable, pathname) }))
  const most = Math.max(...weighed.map(({ weight }) => weight))
  return weighed.filter(({ weight }) => weight === most).map(({ receivable }) => receivable)
}

/** Most published documents have dozens of events of one path, and compiling each takes seconds. */
function preselect(arrival: Arrival, candidates: readonly Receivable[]): readonly Receivable[] {
  if (candidates.length < 2) return candidates
  const glance = createBodyGlance(arrival)
  const seen = candidates.map((receivable) => ({ receivable, misses: glance(receivable.received) }))
  const least = Math.min(...seen.map(({ misses }) => misses))
  const nearest = seen.filter(({ misses }) => misses === least)
  // Of those that it is none of for sure, a few show what is wrong.
  const judged = least === 0 ? nearest : nearest.slice(0, maxNearest)
  return judged.map(({ receivable }) => receivable)
}

/** A request target may be anything, such as `*` or `//`. */
export function readPath(url: string): Pick<URL, 'pathname' | 'searchParams'> {
  const [pathname = '', ...query] = url.split('?')
  return { pathname, searchParams: new URLSearchParams(query.join('?')) }
}

/** What may come by any path is meant by one that ends with a name of it. */
function weigh({ named, pattern }: Receivable, pathname: string): number {
  if (pattern.text !== '') return pattern.weight
  const { name, operationId, label } = named
  const end = pathname.slice(pathname.lastIndexOf('/') + 1)
  const own = [name, operationId, label].find((one) => one && encodeURIComponent(one) === end)
  return pattern.weight + (own?.length ?? 0)
}

interface Judged {
  readonly receivable: Receivable
  readonly judgement: Judgement
  readonly faults: number
}

async function judgeAs(receivable: Receivable, arrival: Arrival): Promise<Judged> {
  const { named, received } = receivable
  const judgement = await tryJudge(arrival, received)
  // A body that is not declared, or is and does not come, is no fault; one that fits says more.
  const isOther = (named.body === undefined) !== (arrival.body.length === 0)
  return { receivable, judgement, faults: countFaults(judgement) + (isOther ? 0.5 : 0) }
}

async function tryJudge(arrival: Arrival, received: ReceivedOperation): Promise<Judgement> {
  try {
    return await judge(arrival, received, settings)
  } catch (error) {
    if (!(error instanceof RingbackError)) throw error
    // Of the document, whose schema cannot be compiled.
    return { payload: undefined, error }
  }
}

function countFaults({ error }: Judgement): number {
  if (!error) return 0
  return error.errors?.length || 1
}

/** Nothing is answered by what these are for. */
const settings: RequestSettings = {
  onError: undefined,
  regExp: undefined,
  responses: 'off',
  onResponseError: undefined,
  report: () => {},
  findSchema: () => undefined,
}

/** For who has sent what matches nothing: what is of that path by another method, or else all. */
export function listNearest(
  { url }: Arrival,
  receivables: readonly Receivable[],
): readonly NamedOperation[] {
  const { pathname, searchParams } = readPath(url)
  const ofPath = receivables.filter(({ pattern }) => pattern.matches(pathname, searchParams))
  const nearest = ofPath.length > 0 ? ofPath : receivables
  return nearest.slice(0, maxNearest).map(({ named }) => named)
}

const maxNearest = 5
