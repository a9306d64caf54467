import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCallbackExpression } from '../../../lib/callbacks/expression.ts'
import { writeCurlCommand, writePlaceholderUrl } from '../../../lib/page/browser/curl-command.ts'

/** The arguments that a shell gives to curl. */
function readArguments(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

describe('writeCurlCommand()', () => {
  it('is a command on lines of its own', () => {
    const command = writeCurlCommand({
      method: 'POST',
      url: 'https://shop.test/in',
      headers: [['Content-Type', 'application/json']],
      body: '{"by": "O\'Hara"}',
    })
    expect(command).toBe(
      String.raw`curl -X POST https://shop.test/in \
  -H 'Content-Type: application/json' \
  --data-raw '{"by": "O'\''Hara"}'`,
    )
  })

  it('gives curl what is meant, whatever the values hold', () => {
    // no argument of any process can hold U+0000
    const text = fc
      .oneof(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: fc.constantFrom(...'\'"$`\\!*?;&|<>(){}[]~#\n\t @-') }),
      )
      .filter((one) => !one.includes('\0'))
    fc.assert(
      fc.property(text, text, text, (path, value, body) => {
        const url = `https://shop.test/${path}`
        const header = value.replaceAll(/[\r\n]+/g, ' ')
        const command = writeCurlCommand({ method: 'POST', url, headers: [['X-A', value]], body })
        expect(readArguments(command)).toEqual([
          ...['-X', 'POST', url],
          ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
          ...['-H', header.trim() === '' ? 'X-A;' : `X-A: ${header}`],
          ...['--data-raw', body],
        ])
      }),
      { numRuns: 60 },
    )
  })
})

describe('writePlaceholderUrl()', () => {
  it.each([
    ['{$request.query.url}', 'http://localhost:3000/'],
    ['{$request.query.url}/a/{$request.body#/x/id}', 'http://localhost:3000/a/id'],
    ['{$request.query.url}?id={$request.header.x-id}', 'http://localhost:3000/?id=x-id'],
    ['/a/{$statusCode}/{$request.body}', 'http://localhost:3000/a/statusCode/body'],
    ['{$request.query.url}/{$request.body#/a~1b c}', 'http://localhost:3000/a%2Fb%20c'],
    ['https://shop.test/{$request.path.id}', 'https://shop.test/id'],
  ])('has the path of %s', (key, url) => {
    expect(writePlaceholderUrl(parseCallbackExpression(key))).toBe(url)
  })

  it('is the root where the key cannot be read', () => {
    expect(writePlaceholderUrl({ parts: [] })).toBe('http://localhost:3000/')
  })
})
