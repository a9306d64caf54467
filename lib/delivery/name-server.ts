import { lookup as askSystem, type LookupAddress, type LookupAllOptions } from 'node:dns'
import { findTranslators, parseAddress, type Network } from './addresses.ts'
import { countLookupsAtOnce, LookupQueue } from './lookup-queue.ts'

/**
 * What asks for the addresses of a name, as `lookup` of `node:dns` does with `all: true`.
 *
 * @param hostname The name.
 * @param options As Node gives them, with `all: true`.
 * @param callback Is told of an error, or of all addresses.
 */
export type Lookup = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** What names one sender sees. */
export interface NameServer {
  /**
   * All addresses of a name, as they were answered.
   *
   * @param signal after which nobody waits for them
   */
  resolve(
    hostname: string,
    options: LookupAllOptions,
    signal?: AbortSignal,
  ): Promise<readonly LookupAddress[]>
  /** Where this network translates to IPv4, which tells what an IPv6 address leads to. */
  findTranslators(): Promise<readonly Network[]>
}

/** How long what was found about this network is taken for true. */
const translatorAge = 10 * 60 * 1000

/** Of all senders, since their look-ups share the threads of the process. */
const systemLookups = new LookupQueue(countLookupsAtOnce(process.env['UV_THREADPOOL_SIZE']))

/** @param lookup in place of that of `node:dns`, which waits for its turn */
export function createNameServer(lookup?: Lookup): NameServer {
  let known: { readonly at: number; readonly answer: Promise<readonly Network[]> } | undefined

  const resolve: NameServer['resolve'] = (hostname, options, signal) =>
    lookup
      ? ask(lookup, hostname, options)
      : systemLookups.run(() => ask(askSystem, hostname, options), signal)

  /** A network without a translator has no IPv6 address for this name (RFC 7050). */
  async function askForTranslators(): Promise<readonly Network[]> {
    try {
      return readTranslators(await resolve('ipv4only.arpa', { all: true, family: 6 }))
    } catch (error) {
      // A network that cannot say now may say it at the next attempt.
      const { code = '' } = error as NodeJS.ErrnoException
      if (!noSuchAddress.includes(code)) known = undefined
      return []
    }
  }

  return {
    resolve,
    findTranslators: () => {
      if (known === undefined || Date.now() - known.at > translatorAge) {
        known = { at: Date.now(), answer: askForTranslators() }
      }
      return known.answer
    },
  }
}

function ask(
  lookup: Lookup,
  hostname: string,
  options: LookupAllOptions,
): Promise<readonly LookupAddress[]> {
  return new Promise((settle, reject) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) reject(error)
      else settle(addresses)
    })
  })
}

const noSuchAddress = ['ENOTFOUND', 'ENODATA']

function readTranslators(answer: readonly LookupAddress[]): readonly Network[] {
  return answer.flatMap(({ address }) => {
    const parsed = parseAddress(address)
    return parsed?.kind() === 'ipv6' ? findTranslators(parsed) : []
  })
}
