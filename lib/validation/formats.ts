import { loadFormats, type Format } from './ajv.ts'

/**
 * The formats of ajv-formats, but for those whose pattern a long string can keep busy, and those that
 * the URL parser of the platform knows better and faster.
 */
export function listFormats(): Readonly<Record<string, Format>> {
  return (formats ??= { ...loadFormats(), ...ownFormats })
}

/** One of them, for which ajv-formats is loaded where it is none of ours. */
export function formatOf(name: string): Format | undefined {
  if (Object.hasOwn(ownFormats, name)) return ownFormats[name]
  const all = listFormats()
  return Object.hasOwn(all, name) ? all[name] : undefined
}

let formats: Readonly<Record<string, Format>> | undefined

const ownFormats: Readonly<Record<string, Format>> = {
  uri: isUri,
  url: (text: string) => /^(?:https?|ftp):$/i.test(schemeOf(text)) && URL.canParse(text),
  'uri-reference': isUriReference,
  iri: (text: string) => schemeOf(text) !== '' && !/\s/.test(text) && URL.canParse(text),
  'iri-reference': (text: string) => !/[\s\\]/.test(text) && URL.canParse(text, 'http://a.test'),
  email: isEmail,
  'idn-email': (text: string) => /^[^\s@]{1,64}@[^\s@]{1,255}$/u.test(text),
  regex: isRegExp,
  binary: true as const,
  byte: (text: string) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text),
}

/** RFC 3986: absolute, and of ASCII characters that a URI may hold. */
function isUri(text: string): boolean {
  if (isPlainUri(text)) return true
  return schemeOf(text) !== '' && isOfUriCharacters(text) && URL.canParse(text)
}

/** Most are of this kind, which needs no parser to be told: no address, no port that is too high. */
function isPlainUri(text: string): boolean {
  return (
    /^https?:\/\/[a-z][a-z\d-]*(?:\.[a-z][a-z\d-]*)*(?::\d{1,4})?(?:[/?][\w\-.~:/?@!$&'()*+,;=]*)?$/.test(
      text,
    ) && !text.includes('xn--')
  )
}

function isUriReference(text: string): boolean {
  return isOfUriCharacters(text) && URL.canParse(text, 'http://a.test')
}

function schemeOf(text: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.exec(text)?.[0] ?? ''
}

function isOfUriCharacters(text: string): boolean {
  return /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9a-f]{2})*$/i.test(text)
}

/**
 * A mailbox of RFC 5321, whose limited lengths keep the pattern from backtracking over long texts. Its
 * local part may be in quotes, and its domain an address: `"ann o"@[127.0.0.1]`.
 */
function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 1 || at > 64 || text.length - at > 254) return false
  const local = text.slice(0, at)
  const domain = text.slice(at + 1)
  const isQuoted = /^"(?:[ !#-[\]-~]|\\[ -~])*"$/.test(local)
  return matches(
    'email',
    `${isQuoted ? 'a' : local}@${isAddressLiteral(domain) ? 'a.test' : domain}`,
  )
}

function isAddressLiteral(domain: string): boolean {
  const [, version, address = ''] = /^\[(IPv6:)?([^\]]*)\]$/i.exec(domain) ?? []
  return matches(version === undefined ? 'ipv4' : 'ipv6', address)
}

function matches(format: 'email' | 'ipv4' | 'ipv6', text: string): boolean {
  const pattern = loadFormats()[format]
  return pattern instanceof RegExp && pattern.test(text)
}

/** "A regular expression … according to the ECMA-262 dialect": with the flag that ajv compiles by. */
function isRegExp(text: string): boolean {
  try {
    void new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
