/** Webhooks on the page: by tags, each openable by itself, with addresses. */
import express from 'express'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openapi, operation, webhookRouter } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { findFaintParts } from './contrast.ts'
import { expectQuiet, openPage, openTab, tabTo } from './visit.ts'

const event = {
  requestBody: {
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Event' } } },
  },
  responses: { 204: { description: 'Received' } },
}

/** A document that an author has: operations and webhooks share a tag, and two webhooks a path item. */
const base = {
  openapi: '3.1.0',
  info: { title: 'Webhooks', version: '1' },
  tags: [{ name: 'users', description: 'Who *uses* it.' }, { name: 'unused' }, { name: 'billing' }],
  paths: {
    '/users': { get: { summary: 'List users', tags: ['users'], responses: event.responses } },
  },
  webhooks: {
    untagged: { post: { summary: 'Untagged', ...event } },
    paid: { post: { operationId: 'paid', summary: 'Paid', tags: ['billing'], ...event } },
    joined: {
      post: { operationId: 'joined', summary: 'Joined', tags: ['billing', 'users'], ...event },
      put: { summary: 'Joined again', tags: ['users'], ...event },
    },
    shared: { $ref: '#/components/pathItems/Shared' },
    sharedAgain: { $ref: '#/components/pathItems/Shared' },
    circular: { $ref: '#/webhooks/circular' },
  },
  components: {
    schemas: { Event: { type: 'object', properties: { at: { const: 'noon' } } } },
    pathItems: {
      Shared: { post: { operationId: 'shared', summary: 'Shared', tags: ['extra'], ...event } },
    },
  },
}

const shownInGroups = {
  users: ['joined POST Joined', 'joined PUT Joined again'],
  billing: ['paid POST Paid', 'joined POST Joined'],
  default: ['untagged POST Untagged'],
  extra: ['shared POST Shared', 'sharedAgain POST Shared'],
}

describe('webhooks in Chromium', () => {
  it('are grouped by tags, and open each by itself', async (context) => {
    const visit = await openPage(context, `${await serve(base)}/docs`)
    const { page } = visit
    expect(await page.locator('.webhooks h2').innerText()).toBe('Webhooks')
    expect(await readGroups(page)).toEqual(shownInGroups)
    const users = groupOf(page, 'users')
    expect(await users.locator('em').innerText()).toBe('uses')

    await open(users, 'Joined')
    await open(groupOf(page, 'extra').locator('> :last-child'), 'Shared')
    expect(await listOpen(page)).toEqual(['users: joined', 'extra: sharedAgain'])
    for (const example of await page.locator('.webhooks .highlight-code code').all()) {
      expect(JSON.parse(await example.innerText())).toEqual({ at: 'noon' })
    }
    expect(
      await page.locator('.webhooks').getByRole('button', { name: 'Try it out' }).count(),
    ).toBe(0)
    await open(groupOf(page, 'billing'), 'Joined')
    expect(await readTwinIds(page)).toEqual([])

    await tabTo(page, toggleOf(users))
    await page.keyboard.press('Enter')
    expect(await toggleOf(users).getAttribute('aria-expanded')).toBe('false')
    expect(await users.locator('.opblock').count()).toBe(0)
    expect(await page.locator('#operations-tag-users').getAttribute('data-is-open')).toBe('true')
    await page.keyboard.press('Space')
    expect(await listOpen(page)).toEqual(['users: joined', 'billing: joined', 'extra: sharedAgain'])
    await page.locator('#operations-tag-users button').click()
    expect(await toggleOf(users).getAttribute('aria-expanded')).toBe('true')

    for (const theme of ['Light', 'Dark']) {
      await page.getByRole('button', { name: theme }).click()
      await endTransitions(page)
      const own = '.ringback-webhooks > h3, .ringback-webhooks > .renderedMarkdown'
      expect(await findFaintParts(page, own)).toEqual([])
    }
    expectQuiet(visit)
  })

  it('have addresses, which open their group', async (context) => {
    const origin = await serve(base, { docExpansion: 'none' })
    const visit = await openPage(context, `${origin}/docs#/webhooks/joined`)
    const { page } = visit
    await page.locator('.webhooks .opblock-body').waitFor()
    expect(await listOpen(page)).toEqual(['users: joined'])
    expect(
      await page.locator('.webhooks [aria-expanded="true"].opblock-summary-control').count(),
    ).toBe(1)

    await toggleOf(groupOf(page, 'billing')).click()
    await open(groupOf(page, 'billing'), 'Joined')
    const again = await openTab(page.context(), page.url())
    await again.page.locator('.webhooks .opblock-body').waitFor()
    expect(await listOpen(again.page)).toEqual(['billing: joined'])
    expectQuiet(visit)
    expectQuiet(again)
  })

  it('have the address that Swagger UI makes where their operationId is empty', async (context) => {
    const webhooks = {
      ...base.webhooks,
      unnamed: { post: { operationId: '', summary: 'Unnamed', tags: ['extra'], ...event } },
    }
    const origin = await serve({ ...base, webhooks }, { docExpansion: 'none' })
    const visit = await openPage(context, `${origin}/docs#/webhooks/postunnamed`)
    await visit.page.locator('.webhooks .opblock-body').waitFor()
    expect(await listOpen(visit.page)).toEqual(['extra: unnamed'])
    expectQuiet(visit)
  })

  it('of OpenAPI 3.2 may have methods of their own', async (context) => {
    const moved = { operationId: 'moved', summary: 'Moved', tags: ['billing'], ...event }
    const webhooks = { things: { additionalOperations: { MOVE: moved } } }
    const visit = await openPage(
      context,
      `${await serve({ ...base, openapi: '3.2.0', webhooks })}/docs`,
    )
    expect(await readGroups(visit.page)).toEqual({ billing: ['things MOVE Moved'] })
    await open(groupOf(visit.page, 'billing'), 'Moved')
    expectQuiet(visit)
  })

  it('of webhookRouter() are there; where there is none, nothing is', async (context) => {
    const webhooks = webhookRouter().post('paid', { summary: 'Paid', tags: ['billing'] })
    const app = express()
    app.use(openapi({ info: { title: 'Own', version: '1' }, webhooks }))
    app.get(
      '/',
      operation({ summary: 'Root' }, (_req, res) => void res.end()),
    )
    const bare = express().use(openapi({ info: { title: 'None', version: '1' } }))
    const visit = await openPage(context, `${await listen(app)}/docs`)
    expect(await readGroups(visit.page)).toEqual({ billing: ['paid POST Paid'] })
    expectQuiet(visit)
    const other = await openPage(context, `${await listen(bare)}/docs`)
    expect(await other.page.getByText('Webhooks').count()).toBe(0)
    expectQuiet(other)
  })
})

async function serve(document: object, swagger = {}): Promise<string> {
  const { openapi: version } = document as typeof base
  const app = express()
  app.use(openapi({ base: document, openapi: version, swagger, onProblem: () => {} } as never))
  return listen(app)
}

function groupOf(page: Page, tag: string): Locator {
  return page.locator(`.ringback-webhooks[data-tag="${tag}"]`)
}

function toggleOf(group: Locator): Locator {
  return group.locator('h3 button')
}

/** By tag, what is shown of each webhook. */
async function readGroups(page: Page): Promise<Record<string, string[]>> {
  await page.locator('.webhooks').waitFor()
  const groups = await page.locator('.ringback-webhooks').all()
  const entries = groups.map(async (group) => {
    const lines = await group.locator('.opblock-summary').all()
    return [
      await toggleOf(group).innerText(),
      await Promise.all(lines.map(async (line) => readLine(line))),
    ] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function readLine(line: Locator): Promise<string> {
  const parts = ['path', 'method', 'description'].map((part) =>
    line.locator(`.opblock-summary-${part}`).innerText(),
  )
  return (await Promise.all(parts)).join(' ').replaceAll('\u200B', '')
}

async function open(place: Locator, summary: string): Promise<void> {
  const webhook = place
    .locator('.opblock')
    .filter({ has: place.page().getByText(summary, { exact: true }) })
  await webhook.locator('.opblock-summary-control').click()
  await webhook.locator('.responses-wrapper').waitFor()
}

/** Until then a colour is between the one before and its own. */
async function endTransitions(page: Page): Promise<void> {
  await page.evaluate(`
    for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish()
  `)
}

async function listOpen(page: Page): Promise<string[]> {
  const opened = await page.locator('.webhooks .opblock.is-open').all()
  return Promise.all(
    opened.map(async (webhook) => {
      const tag = await webhook.locator('xpath=ancestor::section[1]').getAttribute('data-tag')
      const name = await webhook.locator('.opblock-summary-path').innerText()
      return `${tag}: ${name.replaceAll('\u200B', '')}`
    }),
  )
}

/** HTML ids that several operations or their headings have; Swagger UI repeats some further in by itself. */
function readTwinIds(page: Page): Promise<string[]> {
  return page.locator('.opblock[id], .opblock-tag[id]').evaluateAll((elements) => {
    const ids = elements.map(({ id }) => id)
    return ids.filter((id, index) => ids.indexOf(id) !== index)
  })
}
