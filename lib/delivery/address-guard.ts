import { networkInterfaces } from 'node:os'
import { RingbackError } from '../errors.ts'
import {
  findSpecialUse,
  isWithin,
  parseAddress,
  translatedAddress,
  wellKnownTranslator,
  type Address,
  type Network,
} from './addresses.ts'

/** What an address is judged by. */
export interface AddressRules {
  /** Allowed in spite of all else. */
  readonly networks: readonly Network[]
  /** Where this network is known to translate to IPv4, beside the well-known prefix. */
  readonly translators?: readonly Network[]
}

/**
 * Refuses what is not the address of another host on the public internet: whatever has a special use,
 * this machine's own, and what a translator would turn into one of these.
 *
 * @param host whose address it is, for the message
 * @throws {RingbackError} `ERR_DELIVERY_ADDRESS`
 */
export function checkAddress(text: string, rules: AddressRules, host: string = text): void {
  const reason = findReason(text, rules)
  if (reason === undefined) return
  const isName = host !== text
  throw new RingbackError({
    code: 'ERR_DELIVERY_ADDRESS',
    message: isName
      ? `${host} has the address ${text}, which is not public (${reason}).`
      : `${text} is not a public address (${reason}).`,
    remedy:
      'Where deliveries may go there, allow its network: `allow: { networks: […] }`. A name is refused with all its addresses where one is.',
  })
}

/** Whether an address is one of those that are allowed whatever they are. */
export function isAllowed(text: string, networks: readonly Network[]): boolean {
  const address = parseAddress(text)
  return address !== undefined && networks.some((network) => isWithin(address, network))
}

function findReason(
  text: string,
  { networks, translators = [] }: AddressRules,
): string | undefined {
  const address = parseAddress(text)
  if (address === undefined) return 'not an address'
  if (isAllowed(text, networks)) return undefined
  return findOwnUse(address) ?? findUse(address, [wellKnownTranslator, ...translators])
}

function findUse(address: Address, translators: readonly Network[]): string | undefined {
  const targets = translators.flatMap((translator) => translatedAddress(address, translator) ?? [])
  if (targets.length === 0) return findSpecialUse(address)
  const uses = targets.map((target) => findOwnUse(target) ?? findSpecialUse(target))
  const use = uses.find((found) => found !== undefined)
  return use && `translated to ${targets.join(' and ')}: ${use}`
}

/** What listens on this machine may take a peer of its own for an insider. */
function findOwnUse(address: Address): string | undefined {
  own ??= listOwnAddresses()
  return own.has(address.toString()) ? 'this machine' : undefined
}

/** While addresses are judged in one go: to ask the system takes longer than all else. */
let own: ReadonlySet<string> | undefined

function listOwnAddresses(): ReadonlySet<string> {
  queueMicrotask(() => (own = undefined))
  const addresses = Object.values(networkInterfaces()).flatMap((some = []) => some)
  return new Set(addresses.map((one) => String(parseAddress(one.address))))
}
