import type { Request } from './express.ts'

/**
 * The path that a proxy has taken off, by `X-Forwarded-Prefix`; empty where it says none, or is not one
 * that the app trusts (`trust proxy`).
 */
export function readForwardedPrefix(req: Request): string {
  const given = req.get('X-Forwarded-Prefix')
  if (given === undefined || !isTrusted(req)) return ''
  // Each proxy on the way may have taken off one; the outermost is the first.
  const path = given
    .split(',')
    .map((one) => one.trim().replace(/\/+$/, ''))
    .join('')
  return /^(?:\/[\w.~%-]+)*$/.test(path) ? path : ''
}

/** What Express itself asks before it believes `X-Forwarded-Proto`. */
function isTrusted({ app, socket }: Request): boolean {
  const trusts = app.get('trust proxy fn') as
    ((address: unknown, hop: number) => boolean) | undefined
  return trusts?.(socket.remoteAddress, 0) ?? false
}
