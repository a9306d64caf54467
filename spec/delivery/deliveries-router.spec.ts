/** The pages of deliveries, over HTTP: what they show, to whom, and what they refuse. */
import { createRequire } from 'node:module'
import express5 from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSender, deliveriesRouter, type SenderOptions } from '../../lib/delivery/index.ts'
import { callbackRouter, openapi } from '../../lib/index.ts'
import { listen, caught } from '../live-app.ts'

const express4 = createRequire(import.meta.url)('express4') as typeof express5

describe.each([
  ['Express 4', express4],
  ['Express 5', express5],
])('deliveriesRouter() on %s', (_name, express) => {
  it('lists what was sent, by state, as HTML and as JSON', async () => {
    const { sender, send } = await createDeliveries([200, 404])
    const taken = await send()
    const refused = await send()
    const page = `${await listen(createApp(express, sender))}/admin/deliveries/`

    const list = await fetch(page)
    expect(Object.fromEntries(list.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
      vary: 'Accept',
    })
    const text = await list.text()
    expect(text).toMatch(/^<!doctype html>\s*<html lang="en">/)
    expect(linksOf(text)).toEqual([
      ...['./deliveries.svg', './deliveries.css'],
      ...['./', '?state=pending', '?state=paused', '?state=delivered', '?state=dead'],
      ...[refused, taken].map((id) => `./${id}`),
    ])
    expect(linksOf(await readText(`${page}?state=dead`)).at(-1)).toBe(`./${refused}`)
    expect(await readText(`${page}?state=paused`)).toContain('None.')
    expect(await readJson(`${page}?state=delivered`)).toMatchObject({
      status: 200,
      body: { deliveries: [{ state: 'delivered', delivery: { id: taken } }] },
    })
    expect(await readJson(`${page}?state=lost`)).toMatchObject({ status: 400 })
    expect(await readJson(`${page}?before=x`)).toMatchObject({ status: 400 })
  })

  it('leads page by page to every delivery, each once', async () => {
    const { sender, enqueue } = await createDeliveries([])
    const sent = await Promise.all(Array.from({ length: 120 }, enqueue))
    const list = `${await listen(createApp(express, sender))}/admin/deliveries/`
    const found: string[] = []
    let next: string | undefined = '?state=pending'
    let pages = 0
    for (; next !== undefined; pages++) {
      const links = linksOf(await readText(list + next))
      found.push(...links.filter((link) => link.startsWith('./msg_')))
      next = links.find((link) => link.includes('before='))
    }
    expect(pages).toBe(3)
    expect(found.toSorted()).toEqual(sent.map((id) => `./${id}`).toSorted())
  })

  it('shows one delivery with its attempts, and sends it again for its own page alone', async () => {
    const { sender, send, answered } = await createDeliveries([404, 200])
    const id = await send('odd/id?#%')
    const origin = await listen(createApp(express, sender))
    const page = `${origin}/admin/deliveries/${encodeURIComponent(id)}`
    const text = await readText(page)
    for (const shown of [
      'dead: rejected',
      'odd/id?#%',
      '404',
      'x-answer: 1',
      '{&quot;number&quot;:1}',
    ]) {
      expect(text).toContain(shown)
    }
    expect(text).toContain('<form method="post">')

    const foreign: Record<string, string>[] = [
      {},
      { Origin: 'null' },
      { Origin: 'https://evil.test' },
      { Origin: origin, 'Sec-Fetch-Site': 'cross-site' },
      { Origin: origin, 'Sec-Fetch-Site': 'same-site' },
    ]
    for (const headers of foreign) {
      expect(await post(page, headers)).toMatchObject({ status: 403 })
    }
    expect(answered()).toBe(1)
    expect(await post(page, { Origin: origin })).toEqual({
      status: 303,
      location: './odd%2Fid%3F%23%25',
    })
    await expect.poll(() => readJson(page)).toMatchObject({ body: { state: 'delivered' } })
    const { body } = (await readJson(page)) as { body: { attempts: { number: number }[] } }
    expect(body.attempts.map(({ number }) => number)).toEqual([1, 1])
    expect(answered()).toBe(2)
    const proxied = { Origin: 'https://public.test', 'X-Forwarded-Host': 'public.test' }
    expect(await post(page, { ...proxied, Accept: 'application/json' })).toMatchObject({
      status: 202,
    })
  })

  it('shows which endpoints are paused, and resumes one for its own page alone', async () => {
    const { sender, send, answered } = await createDeliveries([503], pausing)
    const origin = await listen(createApp(express, sender))
    const page = `${origin}/admin/deliveries/`
    const own = { Origin: origin }
    expect(await readText(page)).not.toContain('Paused endpoints')
    await send()
    const [endpoint = ''] = sender.paused().map((one) => one.endpoint)
    const [, shown = ''] = /<section(.*)<\/section>/s.exec(await readText(page)) ?? []
    const time = /<time datetime="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z">[\d: -]{19}<\/time>/g
    for (const text of ['Paused endpoints', `<code>${endpoint}</code>`, 'failures', '<td>1</td>']) {
      expect(shown).toContain(text)
    }
    expect(shown.match(time)).toHaveLength(2)
    const action = `./?resume=${encodeURIComponent(endpoint)}`
    expect(shown).toContain(`<form method="post" action="${action}">`)
    expect(await readJson(`${page}?state=dead`)).toMatchObject({
      body: { paused: [{ endpoint, failures: 1, pause: { reason: 'failures' } }] },
    })

    const resume = page + action.slice(2)
    for (const headers of [
      {},
      { Origin: 'https://evil.test' },
      { 'Sec-Fetch-Site': 'same-site' },
    ]) {
      expect(await post(resume, headers)).toMatchObject({ status: 403 })
    }
    expect(await post(`${page}?resume=https%3A%2F%2Fother.test`, own)).toMatchObject({
      status: 409,
    })
    expect(sender.paused()).toHaveLength(1)
    expect(await post(resume, own)).toEqual({ status: 303, location: './' })
    expect(sender.paused()).toEqual([])
    expect(await readText(page)).not.toContain('Paused endpoints')
    expect(await post(resume, own)).toMatchObject({ status: 409 })
    await expect.poll(answered).toBe(2)
    expect((await fetch(page, { method: 'POST', headers: own })).status).toBe(404)
  })

  it('resumes an endpoint for who asks for JSON, and without the slash', async () => {
    const { sender, send } = await createDeliveries([503, 503], pausing)
    const page = `${await listen(createApp(express, sender))}/admin/deliveries`
    const headers = { 'Sec-Fetch-Site': 'same-origin' }
    await send()
    const [endpoint = ''] = sender.paused().map((one) => one.endpoint)
    const resume = `${page}?${new URLSearchParams({ resume: endpoint }).toString()}`
    const answer = await fetch(resume, {
      method: 'POST',
      headers: { ...headers, Accept: 'application/json' },
    })
    expect([answer.status, await answer.json()]).toEqual([200, { endpoint }])
    await expect.poll(() => sender.paused()).toHaveLength(1)
    expect(await post(resume, headers)).toEqual({ status: 303, location: './deliveries/' })
  })

  it('refuses what it does not know, and passes on what is not its own', async () => {
    const { sender, enqueue } = await createDeliveries([])
    const waiting = await enqueue()
    const origin = await listen(createApp(express, sender))
    const page = `${origin}/admin/deliveries`
    const own = { 'Sec-Fetch-Site': 'same-origin' }
    expect(await post(`${page}/${waiting}`, own)).toMatchObject({ status: 409 })
    expect(await readText(`${page}/${waiting}`)).not.toContain('<form')
    expect(await post(`${page}/none`, own)).toMatchObject({ status: 404 })
    const unknown = await fetch(`${page}/%3Cimg%3E`)
    expect([unknown.status, await unknown.text()]).toEqual([
      404,
      expect.stringContaining('There is no such delivery') as string,
    ])
    for (const path of ['/a/b', `/${waiting}/`, '/%', '/a.b', '/%0a']) {
      expect([path, await readText(page + path)]).toEqual([path, 'of the app'])
    }
    const deleted = await fetch(`${page}/${waiting}`, { method: 'DELETE' })
    expect(await deleted.text()).toBe('of the app')
  })

  it('adds the slash that its links need, wherever a proxy shows it', async () => {
    const { sender } = await createDeliveries([])
    const page = `${await listen(createApp(express, sender))}/admin/deliveries`
    const answer = await fetch(`${page}?state=dead`, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      './deliveries/?state=dead',
    ])
    expect((await fetch(page, { method: 'HEAD' })).status).toBe(200)
    const style = await fetch(`${page}/deliveries.css`)
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8')
  })

  it('hands what the log cannot do to the error handler of the app', async () => {
    const failing = async () => {
      throw new Error('the store is down')
    }
    const deliveries = { list: failing, get: failing, resend: failing }
    const sender = { deliveries, paused: () => [], resume: () => false }
    const page = `${await listen(createApp(express, sender))}/admin/deliveries/`
    expect(await readText(page)).toBe('handled: the store is down')
    expect(await readText(`${page}x`)).toBe('handled: the store is down')
  })

  it('is in no document', async () => {
    const { sender } = await createDeliveries([])
    const app = createApp(express, sender)
    const documentation = openapi({ info: { title: 'T', version: '1' }, undocumented: 'list' })
    app.use(documentation)
    expect(documentation.document(app).paths).toEqual({})
  })
})

describe('deliveriesRouter()', () => {
  it('escapes whatever others have written', async () => {
    const hostile = `</pre></details>'"><img src=x onerror=alert(1)>&amp;\u0000\u202e`
    const { sender, send } = await createDeliveries([400], { text: hostile })
    const id = await send(`<b>"'&</b>`)
    const page = `${await listen(createApp(express5, sender))}/admin/deliveries/`
    for (const text of [
      await readText(page),
      await readText(page + encodeURIComponent(id)),
      await readText(`${page}?state=%3Cimg%3E`),
    ]) {
      expect(text).not.toMatch(/<img|<b>|<script|style=|\son\w+="/)
    }
    expect(await readText(page + encodeURIComponent(id))).toContain(
      `&lt;/pre&gt;&lt;/details&gt;'&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;`,
    )
  })

  it('shows the endpoints that were paused last, and how many there are besides', async () => {
    const { sender } = await createDeliveries([])
    const paused = Array.from({ length: 60 }, (_, index) => ({
      endpoint: index === 59 ? `<b>"'&</b>\ud800` : `tenant ${index}`,
      failingSince: index,
      failures: 10,
      pause: { since: index, reason: 'gone', trialAt: undefined, trial: undefined } as const,
    }))
    const { deliveries } = sender
    const shown = { deliveries, paused: () => paused, resume: () => false }
    const page = `${await listen(createApp(express5, shown))}/admin/deliveries/`
    const text = await readText(page)
    expect(text.match(/<form /g)).toHaveLength(50)
    expect(text).toContain('tenant 10<')
    expect(text).not.toContain('tenant 9<')
    expect(text).toContain('And 10 more.')
    expect(text).not.toContain('<b>')
    expect(text).toContain('action="./?resume=%3Cb%3E%22%27%26%3C%2Fb%3E%EF%BF%BD"')
    const { body } = await readJson(page)
    expect((body as { paused: unknown[] }).paused).toHaveLength(60)
  })

  it.each([undefined, {}, { deliveries: {} }])('refuses what is no sender: %j', (given) => {
    const error = caught(() => deliveriesRouter(given as never))
    expect(error.code).toBe('ERR_DELIVERY_OPTION')
    expect(error.where).toBe('deliveriesRouter()')
  })
})

/** One failure pauses an endpoint. */
const pausing = { endpoints: { pauseAfterFailures: 1 } }

/** A sender, and a receiver that answers with each status once, then 200. */
async function createDeliveries(
  statuses: readonly number[],
  { text, endpoints }: { text?: string; endpoints?: SenderOptions['endpoints'] } = {},
) {
  let answers = 0
  const receiver = express5()
  receiver.post('/', (_req, res) => {
    const status = statuses[answers++] ?? 200
    res.status(status).set('X-Answer', String(answers))
    res.send(text ?? JSON.stringify({ number: answers }))
  })
  const url = await listen(receiver)
  const events = callbackRouter().post('{$request.query.url}', {
    operationId: 'event',
    body: { type: 'object' },
    responses: { 200: { description: 'Taken' } },
  })
  const sender = createSender({
    callbacks: [events],
    secret: false,
    allow: { http: true, ports: [Number(new URL(url).port)], networks: ['127.0.0.1/32'] },
    retry: false,
    endpoints,
  })
  const enqueue = async (id?: string): Promise<string> => {
    const options = typeof id === 'string' ? { id } : {}
    return (await sender.send(events.operations.event, url, { paid: true }, options)).id
  }
  let isRunning = false
  const send = async (id?: string): Promise<string> => {
    const sent = await enqueue(id)
    if (!isRunning) void sender.run()
    isRunning = true
    await expect
      .poll(async () => (await sender.deliveries.get(sent))?.state)
      .toMatch(/delivered|dead|paused/)
    return sent
  }
  onTestFinished(() => sender.close({ drainMs: 0 }))
  return { sender, send, enqueue: async () => enqueue(), answered: () => answers }
}

function createApp(express: typeof express5, sender: Parameters<typeof deliveriesRouter>[0]) {
  const app = express()
  const admin = express.Router()
  admin.use('/deliveries', deliveriesRouter(sender))
  app.use('/admin', admin)
  app.use('/admin', (_req, res) => void res.status(404).send('of the app'))
  app.use(((error, _req, res, _next) => {
    res.status(500).send(`handled: ${(error as Error).message}`)
  }) as express5.ErrorRequestHandler)
  return app
}

function linksOf(text: string): string[] {
  return [...text.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'))
}

async function readText(url: string): Promise<string> {
  return (await fetch(url)).text()
}

async function readJson(url: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(url, { headers: { Accept: 'application/json' } })
  return { status: answer.status, body: await answer.json() }
}

async function post(url: string, headers: Record<string, string>) {
  const answer = await fetch(url, { method: 'POST', headers, redirect: 'manual' })
  return { status: answer.status, location: answer.headers.get('location') ?? undefined }
}
