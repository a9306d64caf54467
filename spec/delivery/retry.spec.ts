import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { AttemptResult, Outcome } from '../../lib/delivery/delivery.ts'
import { readHttpDate } from '../../lib/delivery/retry-after.ts'
import { decide, readRetry, type RetryOptions } from '../../lib/delivery/retry.ts'
import { createAnswer, createDelivery, createFault } from './deliveries.ts'

const now = Date.UTC(2026, 5, 15, 12)
const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

interface Case {
  readonly attempts?: number
  readonly age?: number
  readonly retry?: RetryOptions | false
  readonly random?: number
}

/** What becomes of a delivery `age` ms old after `attempts` attempts before this one. */
function after(
  result: AttemptResult,
  { attempts = 0, age = 0, retry, random = 0 }: Case = {},
): Outcome {
  const delivery = createDelivery({ attempts, createdAt: now - age })
  return decide({ delivery, result, policy: readRetry(retry), now, random: () => random })
}

function dead(reason: string): Outcome {
  return { kind: 'dead', reason }
}

function retryIn(wait: number): Outcome {
  return { kind: 'retry', at: now + wait }
}

describe('an answer', () => {
  it.each([200, 201, 202, 204, 226, 299])('%i is the end, declared or not', (status) => {
    expect(after(createAnswer(status))).toEqual({ kind: 'done' })
  })

  it.each([302, 303, 307, 408, 425, 429, 500, 502, 503, 504, 599])('%i is retried', (status) => {
    expect(after(createAnswer(status))).toEqual(retryIn(5 * second))
  })

  it.each([300, 301, 304, 308, 400, 401, 403, 404, 409, 422, 451, 499, 600, 999])(
    '%i is not',
    (status) => {
      expect(after(createAnswer(status))).toEqual(dead('rejected'))
    },
  )

  it('410 asks for no more', () => {
    expect(after(createAnswer(410))).toEqual(dead('gone'))
    expect(after(createAnswer(410), { retry: { statuses: ['4XX'] } })).toEqual(dead('gone'))
  })

  it('is retried as the statuses that were given say', () => {
    const retry: RetryOptions = { statuses: [409, '5XX'] }
    expect(after(createAnswer(409), { retry }).kind).toBe('retry')
    expect(after(createAnswer(500), { retry }).kind).toBe('retry')
    expect(after(createAnswer(429), { retry }).kind).toBe('dead')
  })
})

describe('a fault', () => {
  it('of the network is retried', () => {
    expect(after(createFault())).toEqual(retryIn(5 * second))
  })

  it('that is final is not', () => {
    expect(after(createFault({ code: 'ERR_DELIVERY_URL', isFinal: true }))).toEqual(dead('fault'))
  })
})

describe('the schedule', () => {
  it('is that of Standard Webhooks by default, then the delivery is dead', () => {
    const waits = Array.from({ length: 9 }, (_, attempts) => after(createAnswer(500), { attempts }))
    expect(waits).toEqual(
      [5 * second, 5 * minute, 30 * minute, ...[2, 5, 10, 14, 20, 24].map((n) => n * hour)].map(
        retryIn,
      ),
    )
    expect(after(createAnswer(500), { attempts: 9 })).toEqual(dead('exhausted'))
  })

  it('fits with all of its jitter, and one Retry-After of a day, into the default age', () => {
    let age = 0
    for (let attempts = 0; attempts < 9; attempts += 1) {
      const outcome = after(createAnswer(500), { attempts, age, random: 0.999_999 })
      age += outcome.kind === 'retry' ? outcome.at - now : NaN
    }
    expect(age).toBeGreaterThan(90 * hour)
    expect(age + day).toBeLessThan(5 * day)
  })

  it('is one attempt and no other where retry is false, or the schedule is empty', () => {
    expect(after(createAnswer(500), { retry: false })).toEqual(dead('exhausted'))
    expect(after(createAnswer(500), { retry: { schedule: [] } })).toEqual(dead('exhausted'))
    expect(after(createAnswer(200), { retry: false })).toEqual({ kind: 'done' })
  })

  it('is stretched by jitter, and never shortened', () => {
    const retry = { schedule: [1000], jitter: 0.5 }
    expect(after(createAnswer(500), { retry })).toEqual(retryIn(1000))
    expect(after(createAnswer(500), { retry, random: 0.5 })).toEqual(retryIn(1250))
  })
})

describe('the age', () => {
  it('ends a delivery that has failed, and none that has not', () => {
    expect(after(createAnswer(500), { age: 5 * day })).toEqual(dead('expired'))
    expect(after(createAnswer(200), { age: 50 * day })).toEqual({ kind: 'done' })
  })

  it('brings the last attempt forward', () => {
    const age = 5 * day - 3 * second
    expect(after(createAnswer(500), { age })).toEqual(retryIn(3 * second))
    const headers = { 'retry-after': '3600' }
    expect(after(createAnswer(503, headers), { age })).toEqual(retryIn(3 * second))
  })
})

describe('Retry-After', () => {
  function waitFor(value: string, options: Case = {}): number {
    const outcome = after(createAnswer(503, { 'retry-after': value }), options)
    return outcome.kind === 'retry' ? outcome.at - now : NaN
  }

  it.each([
    ['120', 2 * minute],
    [' 120 ', 2 * minute],
    ['Mon, 15 Jun 2026 13:00:00 GMT', hour],
    ['Monday, 15-Jun-26 13:00:00 GMT', hour],
    ['Mon Jun 15 13:00:00 2026', hour],
  ])('%j is waited for', (value, wait) => {
    expect(waitFor(value)).toBe(wait)
  })

  it.each([
    ['86401'],
    ['999999999999999999999999'],
    ['9'.repeat(400)],
    ['Fri, 31 Dec 9999 23:59:59 GMT'],
    ['Fri, 19 Jun 2026 12:00:00 GMT'],
  ])('%j is cut to a day', (value) => {
    expect(waitFor(value)).toBe(day)
    expect(waitFor(value, { random: 0.9 })).toBe(day)
  })

  it.each([
    ...['0', '-1', '-86400', '1e99', '1.5', '0x10', 'Infinity', 'NaN', '', ' ', 'soon', '5, 10'],
    ...['2026-06-15T13:00:00Z', 'Mon, 15 Jun 2026 13:00:00 +0000', 'Mon, 15 Jun 2026 13:00 GMT'],
    ...['Mon, 31 Feb 2027 13:00:00 GMT', 'Mon, 15 Foo 2026 13:00:00 GMT'],
    ...['Mon, 15 Jun 2026 24:00:00 GMT', 'Mon, 15 Jun 2026 13:60:00 GMT'],
    ...['Sun, 06 Nov 1994 08:49:37 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT', '１２０', '__proto__'],
  ])('%j changes nothing', (value) => {
    expect(waitFor(value)).toBe(5 * second)
  })

  it('never makes a wait shorter than the schedule', () => {
    expect(waitFor('1')).toBe(5 * second)
    expect(waitFor('1', { attempts: 3 })).toBe(2 * hour)
  })

  it('is spread by jitter, so that all who were told the same do not come at once', () => {
    expect(waitFor('100', { random: 0.5, retry: { jitter: 0.5 } })).toBe(125 * second)
  })

  it('is not looked at where the policy says so', () => {
    expect(waitFor('120', { retry: { respectRetryAfter: false } })).toBe(5 * second)
  })
})

describe("HTTP's dates", () => {
  it.each([
    'Sun, 06 Nov 1994 08:49:37 GMT',
    'Sunday, 06-Nov-94 08:49:37 GMT',
    'Sun Nov  6 08:49:37 1994',
  ])('%s is the one of RFC 9110', (text) => {
    expect(readHttpDate(text, now)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37))
  })

  it('with two digits for the year lie at most 50 years ahead', () => {
    expect(readHttpDate('Monday, 15-Jun-76 00:00:00 GMT', now)).toBe(Date.UTC(2076, 5, 15))
    expect(readHttpDate('Monday, 15-Jun-77 00:00:00 GMT', now)).toBe(Date.UTC(1977, 5, 15))
  })

  it('may be of the first century, a leap day, or a leap second', () => {
    const first = new Date(readHttpDate('Mon, 01 Jan 0050 00:00:00 GMT', now) ?? NaN)
    expect(first.getUTCFullYear()).toBe(50)
    expect(readHttpDate('Thu, 29 Feb 2024 00:00:00 GMT', now)).toBe(Date.UTC(2024, 1, 29))
    expect(readHttpDate('Sat, 31 Dec 2016 23:59:60 GMT', now)).toBe(Date.UTC(2017, 0, 1))
  })

  it('are read as toUTCString() writes them', () => {
    const dates = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(dates, (date) => {
        const whole = Math.floor(date.getTime() / 1000) * 1000
        expect(readHttpDate(date.toUTCString(), now)).toBe(whole)
      }),
    )
  })
})

describe('whatever the policy and the answer, the next attempt', () => {
  const wait = fc.oneof(fc.integer({ min: 0, max: day }), fc.constant(0))
  const options = fc.record({
    schedule: fc.array(wait, { maxLength: 12 }).map((waits) => waits.toSorted((a, b) => a - b)),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    maxAgeMs: fc.integer({ min: 0, max: 10 * day }),
    respectRetryAfter: fc.boolean(),
  })
  const retryAfter = fc.oneof(
    fc.constant(undefined),
    fc.integer({ min: -10, max: 200_000 }).map(String),
    fc.bigInt({ min: 0n, max: 10n ** 40n }).map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    fc.string(),
  )
  const result = fc.oneof(
    fc
      .record({ status: fc.integer({ min: 100, max: 599 }), retryAfter })
      .map((answer) =>
        createAnswer(
          answer.status,
          answer.retryAfter === undefined ? {} : { 'retry-after': answer.retryAfter },
        ),
      ),
    fc.boolean().map((isFinal) => createFault({ isFinal })),
  )
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  const attempts = fc.integer({ min: 0, max: 14 })
  const age = fc.integer({ min: -hour, max: 11 * day })

  /** Where it is dead, there is none: it waits for ever. */
  function gapOf(outcome: Outcome): number {
    return outcome.kind === 'retry' ? outcome.at - now : Infinity
  }

  it('is not before now, not after the age has ended, and not more than a day later than scheduled', () => {
    const retried = vi.fn<(gap: number) => void>()
    fc.assert(
      fc.property(options, result, random, attempts, age, (retry, answer, chance, count, old) => {
        const gap = gapOf(after(answer, { retry, attempts: count, age: old, random: chance }))
        if (gap === Infinity) return true
        retried(gap)
        const scheduled = (retry.schedule[count] as number) * (1 + retry.jitter * chance)
        const left = retry.maxAgeMs - old
        const latest = Math.min(Math.max(Math.ceil(scheduled), day), left)
        return gap >= 0 && gap >= Math.min(scheduled, left) && gap <= latest
      }),
      { numRuns: 2000 },
    )
    expect(retried.mock.calls.length).toBeGreaterThan(100)
  })

  it('is not sooner the more attempts there were', () => {
    fc.assert(
      fc.property(options, result, random, attempts, age, (retry, answer, chance, count, old) => {
        const given = { retry, age: old, random: chance }
        const one = gapOf(after(answer, { ...given, attempts: count }))
        expect(gapOf(after(answer, { ...given, attempts: count + 1 }))).toBeGreaterThanOrEqual(one)
      }),
      { numRuns: 2000 },
    )
  })

  it('is not sooner the longer a Retry-After asks to wait', () => {
    const seconds = fc.nat({ max: 200_000 })
    fc.assert(
      fc.property(options, random, age, seconds, seconds, (retry, chance, old, one, more) => {
        const given = { retry, age: old, random: chance }
        const gapFor = (asked: number): number =>
          gapOf(after(createAnswer(503, { 'retry-after': String(asked) }), given))
        expect(gapFor(one + more)).toBeGreaterThanOrEqual(gapFor(one))
      }),
      { numRuns: 1000 },
    )
  })

  it('comes to an end: the schedule is gone through at most once', () => {
    fc.assert(
      fc.property(options, random, (retry, chance) => {
        let elapsed = 0
        let made = 0
        for (;;) {
          const outcome = after(createFault(), {
            retry,
            attempts: made,
            age: elapsed,
            random: chance,
          })
          made += 1
          if (outcome.kind !== 'retry') break
          elapsed += gapOf(outcome)
        }
        expect(made).toBeLessThanOrEqual(retry.schedule.length + 1)
        expect(elapsed).toBeLessThanOrEqual(retry.maxAgeMs)
      }),
    )
  })
})

describe('the options of retry', () => {
  it.each<[unknown, string]>([
    [{ schedule: 5000 }, 'retry.schedule is the number 5000'],
    [{ schedule: [5000, -1] }, 'retry.schedule[1] is the number -1'],
    [{ schedule: [NaN] }, 'retry.schedule[0] is the number NaN'],
    [{ schedule: [Infinity] }, 'retry.schedule[0] is the number Infinity'],
    [{ schedule: ['5s'] }, 'retry.schedule[0] is "5s"'],
    [{ jitter: 1.1 }, 'retry.jitter is the number 1.1'],
    [{ jitter: '20%' }, 'retry.jitter is "20%".\n  at createSender()\n  Give a number, 0 to 1.'],
    [{ statuses: '5XX' }, 'retry.statuses is "5XX"'],
    [{ statuses: [503, 200] }, 'retry.statuses[1] is the number 200'],
    [{ statuses: [410] }, 'retry.statuses[0] is the number 410'],
    [{ statuses: [503.5] }, 'retry.statuses[0] is the number 503.5'],
    [{ statuses: ['2XX'] }, 'retry.statuses[0] is "2XX"'],
    [{ statuses: ['5xx'] }, 'retry.statuses[0] is "5xx"'],
    [{ maxAgeMs: -1 }, 'retry.maxAgeMs is the number -1'],
    [{ respectRetryAfter: 'yes' }, 'retry.respectRetryAfter is "yes"'],
    [{ maxAge: 5 }, 'Did you mean maxAgeMs?'],
    [true, 'retry is the boolean true'],
    [[5000], 'retry is an array'],
    [null, 'retry is null'],
  ])('are refused where they are mistaken: %j', (options, message) => {
    expect(() => readRetry(options as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_DELIVERY_OPTION',
        message: expect.stringContaining(message),
      }),
    )
  })

  it('may be undefined one by one', () => {
    const nothing = { schedule: undefined, jitter: undefined, statuses: undefined }
    expect(readRetry(nothing)).toEqual(readRetry())
  })
})
