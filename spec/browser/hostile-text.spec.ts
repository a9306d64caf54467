/** Text that would be code, a pattern or a prototype, were it anything but text. */
import express from 'express'
import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openapi } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { expandOperation, expectQuiet, openPage, textOf } from './visit.ts'

const odd = "$` $& $' $$ </script><img src=x onerror=window.hacked=1> \u2028 & &amp; end"
// in HTML, runs of white space are one space
const oddOnOneLine = odd.replaceAll(/\s+/g, ' ')
const expression = `{$request.query.url}/${odd}/{$request.query.__proto__}`

/** As it comes from a file: an object literal would take `__proto__` for more than a name. */
const base = JSON.parse(
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Hostile', version: '1' },
    tags: [{ name: 'PROTO' }, { name: odd, description: `\`\` ${odd} \`\`` }],
    paths: {
      '/odd': {
        post: {
          ...{ operationId: 'odd', summary: 'Odd' },
          parameters: ['url', 'PROTO'].map((name) => ({
            ...{ name, in: 'query', required: true, schema: { type: 'string' } },
          })),
          responses: { 200: { description: odd } },
          callbacks: {
            PROTO: { [expression]: { post: receive('lost') } },
            [odd]: { [expression]: { post: receive('called') } },
          },
        },
      },
    },
    webhooks: { [odd]: { post: receive('hooked') } },
  }).replaceAll('PROTO', '__proto__'),
) as object

function receive(operationId: string) {
  const schema = { type: 'object', properties: { PROTO: { const: odd }, [odd]: {} } }
  return {
    ...{ operationId, summary: odd, tags: ['PROTO', odd] },
    requestBody: {
      content: { 'application/json': { schema, example: { PROTO: odd, [odd]: [odd] } } },
    },
    responses: { 204: { description: odd } },
  }
}

describe('hostile text in Chromium', () => {
  it('is shown as it is, wherever it stands, and none of it runs', async (context) => {
    const app = express().use(openapi({ base, onProblem: () => {} } as never))
    const visit = await openPage(context, `${await listen(app)}/docs`)
    const { page } = visit
    const group = page.locator('.ringback-webhooks')
    expect(await group.locator('h3').allTextContents()).toEqual(['__proto__', odd])
    expect(await textOf(group.locator('.renderedMarkdown code'))).toBe(oddOnOneLine)
    await openOperation(group.last())
    await expectShown(group.last(), odd)
    await group.first().locator('h3 button').click()
    expect(await group.locator('.opblock').count()).toBe(1)

    const operation = await expandOperation(page, 'Odd')
    await operation.locator('.tab-item', { hasText: 'Callbacks' }).click()
    // Swagger UI itself loses one of the name __proto__
    expect(await operation.locator('.callbacks-container h2').allTextContents()).toEqual([odd])
    await openOperation(operation.locator('.callbacks-container'))
    await expectShown(operation.locator('.callbacks-container'), expression)
    expect(await page.evaluate('typeof window.hacked')).toBe('undefined')
    expect(await page.evaluate('Object.keys(Object.prototype)')).toEqual([])
    expectQuiet(visit)
  })
})

async function openOperation(place: Locator): Promise<void> {
  await place.locator('.opblock-summary-control').click()
  await place.locator('.responses-wrapper').waitFor()
}

async function expectShown(place: Locator, path: string): Promise<void> {
  const shown = place.locator('.opblock')
  expect(await shown.locator('.opblock-summary-path').getAttribute('data-path')).toBe(path)
  expect(await shown.locator('.opblock-summary-description').textContent()).toBe(odd)
  const example = shown.locator('.opblock-section-request-body .highlight-code code')
  // without the member of the name __proto__, as above
  expect(JSON.parse(await textOf(example))).toEqual({ [odd]: [odd] })
}
