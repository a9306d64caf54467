import type { LookupAddress, LookupAllOptions } from 'node:dns'
import { isIP, isIPv6, type LookupFunction } from 'node:net'
import { RingbackError } from '../errors.ts'
import { checkAddress, isAllowed } from './address-guard.ts'
import type { Network } from './addresses.ts'
import type { NameServer } from './name-server.ts'

/** What stands before every socket. */
export interface AddressGuard {
  /**
   * For a socket: it hands on the addresses that it has checked, so that no second answer comes between.
   * One address that is refused refuses them all, since a socket would try the next.
   *
   * @param signal after which nobody waits for an answer
   */
  readonly lookUpUntil: (signal: AbortSignal) => LookupFunction
  /** Rejects with `ERR_DELIVERY_ADDRESS`. For an address that a URL gives: no socket looks that up. */
  readonly checkAddress: (address: string) => Promise<void>
}

export function createAddressGuard(networks: readonly Network[], names: NameServer): AddressGuard {
  async function checkAll(addresses: readonly string[], host?: string): Promise<void> {
    for (const address of addresses) checkAddress(address, { networks }, host)
    const perhapsTranslated = addresses.filter(
      (address) => isIPv6(address) && !isAllowed(address, networks),
    )
    if (perhapsTranslated.length === 0) return
    const translators = await names.findTranslators()
    for (const address of perhapsTranslated) checkAddress(address, { networks, translators }, host)
  }

  async function resolve(
    hostname: string,
    options: LookupAllOptions,
    signal: AbortSignal,
  ): Promise<string[]> {
    const addresses = readAnswer(hostname, await names.resolve(hostname, options, signal))
    await checkAll(addresses, hostname)
    return addresses
  }

  return {
    lookUpUntil: (signal) => (hostname, options, callback) => {
      resolve(hostname, { ...options, all: true } as LookupAllOptions, signal).then(
        (addresses) => answerLookup(addresses, options.all === true, callback),
        (error: NodeJS.ErrnoException) => callback(error, []),
      )
    },
    checkAddress: (address) => checkAll([address]),
  }
}

/** Copied, since what is checked must not change. */
function readAnswer(hostname: string, answer: readonly LookupAddress[]): string[] {
  const addresses = Array.isArray(answer) ? answer.map((one) => String(one?.address)) : []
  if (addresses.length > 0) return addresses
  throw new RingbackError({
    code: 'ERR_DELIVERY_ADDRESS',
    message: `${hostname} has no address.`,
    remedy: 'Look at the answers of its name server.',
  })
}

function answerLookup(
  addresses: readonly string[],
  isAll: boolean,
  callback: Parameters<LookupFunction>[2],
): void {
  const answer = addresses.map((address) => ({ address, family: isIP(address) }))
  const [first] = answer
  if (isAll || first === undefined) callback(null, answer)
  else callback(null, first.address, first.family)
}
