/** The first success that is declared: `201` before `2XX` before `default`. */
export function findSuccess(statuses: Iterable<string>): string | undefined {
  const all = [...statuses]
  return all.find((status) => /^2\d\d$/.test(status)) ?? all.find(isRangeOfSuccess)
}

function isRangeOfSuccess(status: string): boolean {
  return status.toUpperCase() === '2XX' || status === 'default'
}

/** The status that is answered for a key of `responses`. */
export function toStatus(key: string): number {
  if (/^\d{3}$/.test(key)) return Number(key)
  return /^[1-5]XX$/i.test(key) ? Number(`${key[0]}00`) : 200
}
