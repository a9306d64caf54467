import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { RecentValues } from './recent-values.ts'

export type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Such as `10.0.0.0/8`. */
export interface Network {
  readonly address: Address
  /** The length of its prefix. */
  readonly bits: number
}

const recent = new RecentValues<Address | 'none'>(1000)

/** Undefined for what Node would not connect to as an address, and for one of a zone (`fe80::1%eth0`). */
export function parseAddress(text: string): Address | undefined {
  const found = recent.get(text, findAddress)
  return found === 'none' ? undefined : found
}

function findAddress(text: string): Address | 'none' {
  // ipaddr.js reads more than Node does, such as 0x7f.1
  if (isIP(text) === 0 || text.includes('%')) return 'none'
  return ipaddr.isValid(text) ? ipaddr.parse(text) : 'none'
}

/** Undefined where `text` is no `address/bits`. */
export function parseNetwork(text: string): Network | undefined {
  const [, given = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  const address = parseAddress(given)
  const bits = Number(length)
  return address && bits <= address.toByteArray().length * 8 ? { address, bits } : undefined
}

/** As CIDR, with the address that the network begins with. */
export function describeNetwork({ address, bits }: Network): string {
  const bytes = address.toByteArray().map((byte, index) => {
    const kept = Math.min(8, Math.max(0, bits - index * 8))
    return byte & (0xff << (8 - kept)) & 0xff
  })
  return `${ipaddr.fromByteArray(bytes).toString()}/${bits}`
}

export function isWithin(address: Address, network: Network): boolean {
  const isSameKind = address.kind() === network.address.kind()
  return isSameKind && address.match(network.address, network.bits)
}

/**
 * What an address is for, in a word, where it is not one of a host on the public internet. That is a
 * list of what is allowed, so that a block that is taken into use tomorrow is refused until then.
 */
export function findSpecialUse(address: Address): string | undefined {
  const range = address.range()
  if (range !== 'unicast') return describeRange(range)
  if (address.kind() === 'ipv6' && !isWithin(address, globalUnicast)) return 'not of 2000::/3'
  return platforms.some((network) => isWithin(address, network)) ? 'a cloud platform' : undefined
}

function describeRange(range: string): string {
  return range.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** All that is given to hosts so far (RFC 4291, IANA's registry). */
const globalUnicast: Network = { address: ipaddr.parse('2000::'), bits: 3 }

/** Public in form, and inside of a cloud the platform's own: Azure's WireServer and metadata. */
const platforms: readonly Network[] = [{ address: ipaddr.parse('168.63.129.16'), bits: 32 }]

/** Where a translator to IPv4 (NAT64) is reached by default (RFC 6052). */
export const wellKnownTranslator: Network = { address: ipaddr.parse('64:ff9b::'), bits: 96 }

/** The address that a translator connects to for `address`; undefined where it is none of its own. */
export function translatedAddress(address: Address, translator: Network): Address | undefined {
  if (!isWithin(address, translator)) return undefined
  return embeddedAddress(address, translator.bits)
}

/** RFC 6052, 2.2: the four octets behind the prefix; the octet in the middle is not used. */
function embeddedAddress(address: Address, bits: number): Address {
  const octets = address.toByteArray().filter((_, index) => index >= bits / 8 && index !== 8)
  return ipaddr.fromByteArray(octets.slice(0, 4))
}

/** The translators that gave `address` to ipv4only.arpa, which has IPv4 addresses alone (RFC 7050). */
export function findTranslators(address: Address): readonly Network[] {
  return [96, 64, 56, 48, 40, 32]
    .filter((bits) => /^192\.0\.0\.17[01]$/.test(embeddedAddress(address, bits).toString()))
    .map((bits) => ({ address, bits }))
}
