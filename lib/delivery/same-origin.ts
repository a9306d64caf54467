import type { Request } from '../express.ts'

/**
 * Whether a page of this origin made a request. A browser says so in `Sec-Fetch-Site` where it trusts the
 * connection, and in `Origin` on every POST; who says neither has not shown it.
 */
export function isFromOwnPage(req: Request): boolean {
  const site = req.get('Sec-Fetch-Site')
  if (site !== undefined) return site === 'same-origin'
  const origin = req.get('Origin')
  if (origin === undefined || !URL.canParse(origin)) return false
  // No page can set these; a proxy gives the host that the browser has asked in the second.
  return [req.get('Host'), req.get('X-Forwarded-Host')].includes(new URL(origin).host)
}
