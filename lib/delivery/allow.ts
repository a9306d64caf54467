import { isIPv6 } from 'node:net'
import { describeValue } from '../errors.ts'
import { describeNetwork, parseNetwork, type Network } from './addresses.ts'
import { readNumber, refuseOption, refuseUnknownOptions } from './option-values.ts'

/**
 * Where deliveries may go. By default: to public addresses alone, by https, on port 443 or 8443, and to
 * any name but those that no public host has (`localhost`, `printer`, `db.internal` and so on).
 *
 * A receiver on this machine, while developing:
 * `{ http: true, ports: [3000], hosts: ['localhost'], networks: ['127.0.0.1/32', '::1/128'] }`.
 */
export interface AllowOptions {
  /** Whether http is allowed too, by which everybody on the way reads and changes what is sent. */
  readonly http?: boolean | undefined
  /**
   * The ports that are allowed, in place of these. `'any'` allows each, so that whoever gives a URL chooses
   * which service of a host is sent a request, be it mail or a database: for hosts or networks that you
   * trust.
   *
   * @default [443, 8443], and [80, 8080] for http where that is allowed
   */
  readonly ports?: readonly number[] | 'any' | undefined
  /**
   * The only hosts that are allowed: names (`hooks.example.com`), all names below one (`*.example.com`),
   * addresses, or a RegExp, which has to match the whole of a host as `new URL()` has it (in lower
   * case, in Punycode).
   *
   * A host of this list may have any name, be it `localhost`. Its addresses still have to be public or of
   * `networks`, so that `[/.+/]` is every name, judged by its addresses alone.
   *
   * @default any name that a public host could have, and any public address
   */
  readonly hosts?: readonly (string | RegExp)[] | undefined
  /**
   * What is allowed although it is not public, such as `10.0.0.0/8` or `127.0.0.1/32`: addresses that a
   * URL gives, and those that a name server answers with.
   */
  readonly networks?: readonly string[] | undefined
}

/** The options, read. */
export interface Allowance {
  readonly http: boolean
  /** By protocol, as a URL has it; undefined where every port is allowed. */
  readonly ports: ReadonlyMap<string, readonly number[]> | undefined
  /** Undefined where every host is allowed that a public one could be. */
  readonly hasHost: ((hostname: string) => boolean) | undefined
  readonly networks: readonly Network[]
}

/** @throws {RingbackError} `ERR_DELIVERY_OPTION` */
export function readAllow(options: AllowOptions = {}): Allowance {
  refuseUnknownOptions('allow', options, ['http', 'ports', 'hosts', 'networks'])
  const { http = false, ports, hosts, networks = [] } = options
  if (typeof http !== 'boolean') {
    throw refuseOption(`allow.http is ${describeValue(http)}.`, 'Give true or false.')
  }
  return {
    http,
    ports: ports === 'any' ? undefined : readPorts(ports),
    hasHost: hosts && readHosts(readList('allow.hosts', hosts, 'a host')),
    networks: requireList('allow.networks', networks).map(readNetwork),
  }
}

function readPorts(ports: readonly number[] | undefined): Allowance['ports'] {
  const remedy = "Give a list, or 'any' to allow each."
  const own = ports && readList('allow.ports', ports, 'a port', remedy).map(readPort)
  return new Map([
    ['https:', own ?? [443, 8443]],
    ['http:', own ?? [80, 8080]],
  ])
}

/** An empty list would allow nothing at all. */
function readList<Item>(
  option: string,
  list: readonly Item[],
  item: string,
  remedy?: string,
): readonly Item[] {
  if (requireList(option, list, remedy).length > 0) return list
  throw refuseOption(`${option} is empty, which allows nothing.`, `Give ${item}, or leave it out.`)
}

function requireList<Item>(
  option: string,
  list: readonly Item[],
  remedy = 'Give a list.',
): readonly Item[] {
  if (Array.isArray(list)) return list
  throw refuseOption(`${option} is ${describeValue(list)}.`, remedy)
}

function readPort(port: number, index: number): number {
  return readNumber(`allow.ports[${index}]`, port, { from: 1, to: 65_535, isWhole: true })
}

function readNetwork(text: string, index: number): Network {
  const network = typeof text === 'string' ? parseNetwork(text) : undefined
  const option = `allow.networks[${index}]`
  if (network === undefined) {
    const example = 'Give a network in CIDR notation, such as 10.0.0.0/8 or 127.0.0.1/32.'
    throw refuseOption(`${option} is ${describeValue(text)}.`, example)
  }
  const whole = parseNetwork(describeNetwork(network))
  if (whole?.address.toString() === network.address.toString()) return network
  throw refuseOption(
    `${option} is ${describeValue(text)}, whose address is not the first of its network.`,
    `Write ${describeNetwork(network)}, or the whole length for this one address.`,
  )
}

function readHosts(hosts: readonly (string | RegExp)[]): (hostname: string) => boolean {
  const tests = hosts.map((host, index) =>
    host instanceof RegExp ? matchWhole(host) : matchName(host, `allow.hosts[${index}]`),
  )
  return (hostname) => tests.some((test) => test(hostname))
}

/** An unanchored expression would match `example.com.attacker.test`; `g` and `y` would remember. */
function matchWhole({ source, flags }: RegExp): (hostname: string) => boolean {
  const whole = new RegExp(`^(?:${source})$`, flags.replaceAll(/[gmy]/g, ''))
  return (hostname) => whole.test(hostname)
}

function matchName(host: string, option: string): (hostname: string) => boolean {
  const isBelow = typeof host === 'string' && host.startsWith('*.')
  const name = readHost(isBelow ? host.slice(2) : host, option)
  return (hostname) => (isBelow ? hostname.endsWith(`.${name}`) : hostname === name)
}

/** As a URL writes it: in lower case, in Punycode, an IPv6 address in brackets. */
function readHost(host: unknown, option: string): string {
  const text = typeof host === 'string' ? host.replace(/\.$/, '') : ''
  const address = text.replace(/^\[(.*)\]$/, '$1')
  const url = `https://${isIPv6(address) ? `[${address}]` : text}/`
  const isHost = isIPv6(address) || /^[^\s:/?#@\\*%]+$/.test(text)
  if (isHost && URL.canParse(url)) return new URL(url).hostname
  throw refuseOption(
    `${option} is ${describeValue(host)}.`,
    'Give a name or an address without scheme, port and path, such as hooks.example.com or *.example.com.',
  )
}
