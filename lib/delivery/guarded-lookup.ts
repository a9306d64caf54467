import { ADDRCONFIG, type LookupAddress, type LookupAllOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
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
  /** The addresses of a name each of which was checked; rejects where `lookUpUntil()` does. */
  readonly lookUp: (hostname: string, signal: AbortSignal) => Promise<readonly string[]>
  /** As `checkAddress()`, but that it throws, and gives nothing where nothing has to be waited for. */
  readonly checkLiteral: (address: string) => Promise<void> | undefined
  /** Rejects with `ERR_DELIVERY_ADDRESS`. For an address that a URL gives: no socket looks that up. */
  readonly checkAddress: (address: string) => Promise<void>
}

export function createAddressGuard(networks: readonly Network[], names: NameServer): AddressGuard {
  /** Undefined where nothing has to be asked for. */
  function checkAll(addresses: readonly string[], host?: string): Promise<void> | undefined {
    for (const address of addresses) checkAddress(address, { networks }, host)
    // What has a colon is of IPv6: each is an address by now.
    const perhapsTranslated = addresses.filter(
      (address) => address.includes(':') && !isAllowed(address, networks),
    )
    return perhapsTranslated.length === 0 ? undefined : checkTranslated(perhapsTranslated, host)
  }

  async function checkTranslated(addresses: readonly string[], host?: string): Promise<void> {
    const translators = await names.findTranslators()
    for (const address of addresses) checkAddress(address, { networks, translators }, host)
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
    lookUp: (hostname, signal) => resolve(hostname, asSocket, signal),
    checkLiteral: (address) => checkAll([address]),
    checkAddress: async (address) => checkAll([address]),
  }
}

/** For a socket: answers with what was looked up and checked before. */
export function answerWith(addresses: readonly string[]): LookupFunction {
  return (_hostname, options, callback) => {
    process.nextTick(answerLookup, addresses, options.all === true, callback)
  }
}

/** As a socket asks: for what this machine has a way to. */
const asSocket: LookupAllOptions = {
  hints: process.platform === 'win32' ? 0 : ADDRCONFIG,
  all: true,
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
