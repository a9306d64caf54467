import { describe, expect, it } from 'vitest'
import { onAbort } from '../../lib/delivery/abort-calls.ts'
import { addHeaders, joinHeaders } from '../../lib/delivery/header-lists.ts'
import { RecentValues } from '../../lib/delivery/recent-values.ts'

describe('what was found for recent texts', () => {
  it('is not looked for again, and is forgotten where others came after', () => {
    const asked: string[] = []
    const find = (text: string): string => {
      asked.push(text)
      return text.toUpperCase()
    }
    const recent = new RecentValues<string>(4)
    for (const text of ['a', 'a', 'b', 'c', 'a', 'd']) {
      expect(recent.get(text, find)).toBe(text.toUpperCase())
    }
    expect(asked).toEqual(['a', 'b', 'c', 'd'])
    for (let number = 0; number < 4; number += 1) recent.get(String(number), find)
    recent.get('a', find)
    expect(asked.at(-1)).toBe('a')
  })

  it('is looked for again where it was an error', () => {
    const recent = new RecentValues<number>(4)
    const fail = (): number => {
      throw new Error('not now')
    }
    expect(() => recent.get('a', fail)).toThrow('not now')
    expect(recent.get('a', () => 1)).toBe(1)
  })
})

describe('what is called as a signal aborts', () => {
  it('is called once, at once where it has, and not where it was taken back', () => {
    const controller = new AbortController()
    const called: string[] = []
    onAbort(controller.signal, () => called.push('first'))
    const forget = onAbort(controller.signal, () => called.push('second'))
    onAbort(controller.signal, () => called.push('third'))
    forget()
    controller.abort()
    onAbort(controller.signal, () => called.push('late'))
    expect(called).toEqual(['first', 'third', 'late'])
  })
})

describe('headers', () => {
  it('are put together as a spread does, whatever their names', () => {
    const lists = [
      [
        { a: '1', b: '2' },
        { b: '3', c: '4' },
      ],
      [JSON.parse('{"__proto__":"1","a":"2"}') as Record<string, string>, { a: '3' }],
    ] as const
    for (const [headers, more] of lists) {
      const all = addHeaders(headers, more)
      expect(Object.entries(all)).toEqual(Object.entries({ ...headers, ...more }))
    }
  })

  it('that came more than once are one text', () => {
    const came = { a: '1', b: ['2', '3'], constructor: '4' }
    expect(joinHeaders(came)).toEqual({ a: '1', b: '2, 3', constructor: '4' })
  })
})
