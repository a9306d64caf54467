import type { Request, Response } from './express.ts'

/**
 * The path that proxies have taken off, by `X-Forwarded-Prefix`; empty where it says none, or none of those
 * who have said so is one that the app trusts (`trust proxy`).
 */
export function readForwardedPrefix(req: Request, res: Response): string {
  const trusted = countTrusted(req)
  if (trusted === 0) return ''
  res.vary('X-Forwarded-Prefix')
  const given = req.get('X-Forwarded-Prefix')?.split(',') ?? []
  // Each proxy on the way may have taken off one; the outermost is the first, and a client's is before it.
  const path = given
    .slice(-trusted)
    .map((one) => one.trim().replace(/\/+$/, ''))
    .join('')
  return isPath(path) ? path : ''
}

/**
 * As far as Express itself believes `X-Forwarded-For`, from the nearest proxy outwards; where that names
 * nobody, the nearest answers for all.
 */
function countTrusted(req: Request): number {
  const trusts = req.app.get('trust proxy fn') as
    ((address: unknown, hop: number) => boolean) | undefined
  if (!trusts?.(req.socket.remoteAddress, 0)) return 0
  const others = req.get('X-Forwarded-For')?.split(',').toReversed() ?? []
  const end = others.findIndex((address, index) => !trusts(address.trim(), index + 1))
  return others.length === 0 || end === -1 ? Infinity : end + 1
}

/** Longer, and it would be somebody who makes it up. */
const maxLength = 200

function isPath(path: string): boolean {
  if (path.length > maxLength || !/^(?:\/(?:[\w.~-]|%[\da-f]{2})+)*$/i.test(path)) return false
  return !path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))
}
