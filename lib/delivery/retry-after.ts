/**
 * When a `Retry-After` field (RFC 9110, 10.2.3) asks to be called again, in milliseconds since 1970:
 * seconds from now, or a date in one of HTTP's three formats. Undefined for anything else.
 */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? ''
  if (/^\d+$/.test(text)) return now + Number(text) * 1000
  return readHttpDate(text, now)
}

const time = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`
const formats = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  String.raw`[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) ${time} GMT`,
  // Sunday, 06-Nov-94 08:49:37 GMT
  String.raw`[A-Z][a-z]{5,8}, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) ${time} GMT`,
  // Sun Nov  6 08:49:37 1994
  String.raw`[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) ${time} (?<year>\d{4})`,
].map((format) => new RegExp(`^${format}$`))

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A date of RFC 9110, 5.6.7, in milliseconds since 1970: IMF-fixdate, that of RFC 850, or asctime's. */
export function readHttpDate(text: string, now: number): number | undefined {
  const fields = formats.map((format) => format.exec(text)?.groups).find((groups) => groups)
  if (!fields) return undefined
  const month = months.indexOf(fields['month'] ?? '')
  const [day, hour, minute, second] = ['day', 'hour', 'minute', 'second'].map((name) =>
    Number(fields[name]),
  ) as [number, number, number, number]
  const date = new Date(0)
  // Date.UTC() would read the years 0 to 99 as those of 1900.
  date.setUTCFullYear(readYear(fields['year'] ?? '', now), month, day)
  // A day that the month has not leads out of it.
  const isDay = date.getUTCMonth() === month
  // 60 is a leap second.
  if (!isDay || hour > 23 || minute > 59 || second > 60) return undefined
  return date.setUTCHours(hour, minute, second)
}

/** Two digits that seem to lie more than 50 years ahead are of the century before. */
function readYear(digits: string, now: number): number {
  if (digits.length === 4) return Number(digits)
  const thisYear = new Date(now).getUTCFullYear()
  const year = thisYear - (thisYear % 100) + Number(digits)
  return year > thisYear + 50 ? year - 100 : year
}
