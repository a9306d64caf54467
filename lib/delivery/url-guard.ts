import { isIP, isIPv4 } from 'node:net'
import { RingbackError } from '../errors.ts'
import { checkAddress } from './address-guard.ts'
import type { Allowance } from './allow.ts'
import { RecentValues } from './recent-values.ts'

/** Of a URL as it is given, and as it is sent. */
const maxLength = 2048

/**
 * A URL that a delivery may go to, read as it will be requested. The text is judged before it is parsed,
 * since `new URL()` repairs what no honest sender writes (`https:\\host`, `https:host`, line breaks), and
 * the parsed URL is, since it is what the socket sees (`0x7f.1` is 127.0.0.1 by then).
 *
 * A host that is an address is judged here too; a name's addresses are, at each connection.
 *
 * @throws {RingbackError} `ERR_DELIVERY_URL`, `ERR_DELIVERY_ADDRESS`
 */
export function checkUrl(text: string, allowance: Allowance): URL {
  return checkTarget(text, allowance).url
}

/** A URL that a request may go to, and what the request needs of it. */
export interface Target {
  /** Nobody changes it. */
  readonly url: URL
  readonly origin: string
  /** With its query. */
  readonly path: string
  /** Where its host is one. */
  readonly address: string | undefined
}

/** As `checkUrl()`. */
export function checkTarget(text: string, allowance: Allowance): Target {
  const target = recentOf(allowance).get(text, () => readTarget(text, allowance))
  // What has this address may be another machine by now, or this one.
  if (target.address !== undefined) checkAddress(target.address, allowance)
  return target
}

/** What was found to be allowed last. */
const checked = new WeakMap<Allowance, RecentValues<Target>>()

function recentOf(allowance: Allowance): RecentValues<Target> {
  const known = checked.get(allowance)
  if (known) return known
  const recent = new RecentValues<Target>(500)
  checked.set(allowance, recent)
  return recent
}

function readTarget(text: string, allowance: Allowance): Target {
  const url = readUrl(text, allowance)
  const { origin, pathname, search } = url
  return { url, origin, path: pathname + search, address: literalAddress(url) }
}

function readUrl(text: string, allowance: Allowance): URL {
  checkText(text)
  const url = new URL(text)
  checkLength(url.href)
  // A name that ends in a dot is the same name, and a certificate never has it.
  url.hostname = url.hostname.replace(/\.$/, '')
  checkProtocol(url, allowance)
  checkPort(url, allowance)
  checkHost(text, url, allowance)
  return url
}

/** The host of a URL where it is an address, IPv6 without its brackets. */
export function literalAddress({ hostname }: URL): string | undefined {
  const address = hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(address) === 0 ? undefined : address
}

function checkText(text: string): void {
  checkLength(text)
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Z}\\]/u.test(text)) {
    throw refuseUrl(
      text,
      'has a control or format character, a space, a backslash or half a character',
      percentEncode,
    )
  }
  if (!/^https?:\/\/[^/?#]/i.test(text)) {
    throw refuseUrl(text, 'does not begin with https:// and a host', giveAbsolute)
  }
  if (readAuthority(text).includes('@')) {
    throw refuseUrl(text, 'has a user name or password', 'Send credentials in a declared header.')
  }
  if (!URL.canParse(text)) throw refuseUrl(text, 'cannot be read', giveAbsolute)
}

function checkLength(text: string): void {
  if (text.length <= maxLength) return
  throw refuseUrl(text, `is longer than ${maxLength} characters`, 'Give a shorter one.')
}

const percentEncode = 'Percent-encode it; write a name that has one in Punycode.'
const giveAbsolute = 'Give an absolute URL, such as https://hooks.example.com/events.'

function checkProtocol(url: URL, { http }: Allowance): void {
  if (url.protocol === 'https:' || http) return
  throw refuseUrl(
    url.href,
    'is http, by which everybody on the way can read it',
    'Give one with https, or allow http: `allow: { http: true }`.',
  )
}

function checkPort(url: URL, { ports }: Allowance): void {
  const port = url.port === '' ? defaultPort(url) : Number(url.port)
  if (port === 0) throw refuseUrl(url.href, 'has the port 0, which no server has', giveAbsolute)
  const allowed = ports?.get(url.protocol) ?? []
  if (ports === undefined || allowed.includes(port)) return
  throw refuseUrl(
    url.href,
    `has the port ${port}, and ${allowed.join(', ')} are allowed`,
    'Give one of these, or allow that one: `allow: { ports: […] }`.',
  )
}

function defaultPort({ protocol }: URL): number {
  return protocol === 'https:' ? 443 : 80
}

function checkHost(text: string, url: URL, { hasHost }: Allowance): void {
  const { hostname } = url
  if (hasHost && !hasHost(hostname)) {
    throw refuseUrl(
      url.href,
      'has a host that is not allowed',
      'Add it to `allow: { hosts: […] }`.',
    )
  }
  const address = literalAddress(url)
  if (address !== undefined) {
    checkNotation(text, address)
  } else if (hostname.split('.').includes('')) {
    throw refuseUrl(url.href, 'has an empty part in its host', giveAbsolute)
  } else if (!hasHost && !isPublicName(hostname)) {
    throw refuseUrl(
      url.href,
      'has a name that no public host has',
      'Give a public one, or allow this one: `allow: { hosts: […] }`.',
    )
  }
}

/** `0177.0.0.1` is one address to one reader, and another to the next. */
function checkNotation(text: string, address: string): void {
  const host = readAuthority(text).replace(/:\d*$/, '')
  if (!isIPv4(address) || host === address) return
  throw refuseUrl(text, `writes the address ${address} in another way`, 'Write it in four numbers.')
}

function isPublicName(hostname: string): boolean {
  return (
    hostname.includes('.') &&
    !/\.(?:localhost|local|internal|localdomain|onion|arpa)$/.test(hostname)
  )
}

function readAuthority(text: string): string {
  return text.split(/[/?#]/, 3)[2] ?? ''
}

function refuseUrl(url: string, fault: string, remedy: string): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_URL',
    message: `The URL ${quoteUrl(url)} ${fault}.`,
    remedy,
  })
}

/** Without what may be secret: credentials and query. */
function quoteUrl(url: string): string {
  const [open = ''] = url.replace(/\/\/[^/?#]*@/, '//…@').split(/[?#]/, 1)
  return JSON.stringify(open.length > 100 ? `${open.slice(0, 100)}…` : open)
}
