import { RecentValues } from './recent-values.ts'

const recent = new RecentValues<string>(1000)

/** The origin of a delivery's URL, which bounds and fairness go by; a URL that cannot be read is its own. */
export function readOrigin(url: string): string {
  return recent.get(url, findOrigin)
}

function findOrigin(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url
}
