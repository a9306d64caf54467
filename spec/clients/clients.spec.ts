import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../live-app.ts'
import {
  addChecks,
  call,
  compile,
  folderOf,
  generateClients,
  generators,
  readGenerated,
  versions,
} from './generate.ts'
import type { Generator, Version } from './generate.ts'
import { installGenerators } from './install.ts'
import { listNames } from './names.ts'
import { createOrdersApp } from './orders-app.ts'

let folder = ''
let printed: Record<Generator, string>
let messages: string[]

const cases = generators.flatMap((generator) =>
  versions.map((version) => [generator, version] as const),
)

beforeAll(async () => {
  folder = mkdtempSync(join(await installGenerators(), 'orders-'))
  printed = await generateClients((version) => {
    const { app, documentation } = createOrdersApp(version)
    return documentation.document(app)
  }, folder)
  for (const [generator, version] of cases) {
    const webhooks = hasWebhooks(generator, version) ? [`${generator}-webhooks`] : []
    addChecks(folderOf(folder, generator, version), [generator, ...webhooks])
  }
  messages = await compile(folder)
})

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

/** OpenAPI 3.0 has no webhooks, and orval makes nothing of them. */
function hasWebhooks(generator: Generator, version: Version): boolean {
  return generator !== 'orval' && version !== '3.0'
}

describe.each(generators)('what %s makes of a document in each version', (generator) => {
  it('compiles, with the types of every request and answer, and of webhooks', () => {
    expect(messages.filter((line) => line.startsWith(`${generator}/`))).toEqual([])
  })

  it('calls the app', async () => {
    const { app } = createOrdersApp('3.1')
    const client = folderOf(folder, generator, '3.1')
    expect(await call(client, generator, await listen(app))).toEqual(listAnswers(generator))
  })

  it.each(versions)('has nothing of a callback in %s', (version) => {
    const text = Object.values(readGenerated(folderOf(folder, generator, version))).join('\n')
    const isFound = (name: RegExp): boolean => name.test(text)
    // the callback's name, its operationId, and a property of its answer, which is nowhere else
    expect([/orderEvents/i, /orderChanged/i, /\btaken\b/].map(isFound)).toEqual([
      ...[false, false, false],
    ])
    // the webhook is declared as the callback is, and named as it is
    expect(isFound(/stockLow/i)).toBe(hasWebhooks(generator, version))
  })
})

describe('the compiler', () => {
  it('has nothing to say of anything else', () => {
    const isOfClient = (line: string): boolean =>
      generators.some((generator) => line.startsWith(`${generator}/`))
    expect(messages.filter((line) => !isOfClient(line))).toEqual([])
  })
})

describe('OpenAPI 3.2', () => {
  it('is unknown to orval, which reads it all the same', () => {
    const refusals = generators.map((generator) =>
      [...printed[generator].matchAll(/unsupported.*?version: [\d.]*\d/gi)].map(([text]) => text),
    )
    expect(refusals).toEqual([[], [], ['Unsupported OpenAPI version: 3.2.0']])
    const [earlier, later] = (['3.1', '3.2'] as const).map((version) =>
      readGenerated(folderOf(folder, 'orval', version)),
    )
    expect(later).toEqual(earlier)
  })
})

describe.each(versions)('81: in OpenAPI %s, tags and operationIds', (version) => {
  it('name the classes and methods of the SDK of hey-api', () => {
    expect(listNames('hey-api', folderOf(folder, 'hey-api', version))).toEqual([
      'Catalogue.getCategories',
      'Orders.createOrder',
      'Orders.deleteOrders',
      'Orders.listOrders',
      'Orders.printInvoice',
      'Orders.putInvoice',
      'Orders.rateOrder',
      'Orders.showOrder',
    ])
  })

  it('name the files and functions of orval', () => {
    expect(listNames('orval', folderOf(folder, 'orval', version))).toEqual([
      'catalogue.getCategories',
      'orders.createOrder',
      'orders.deleteOrders',
      'orders.listOrders',
      'orders.printInvoice',
      'orders.putInvoice',
      'orders.rateOrder',
      'orders.showOrder',
    ])
  })

  it('name the operations of openapi-typescript, which has no tags', () => {
    const names = listNames('openapi-typescript', folderOf(folder, 'openapi-typescript', version))
    expect(names).toEqual([
      ...['createOrder', 'delete_orders', 'getCategories', 'listOrders', 'printInvoice'],
      ...['putInvoice', 'rateOrder', 'showOrder'],
      ...(version === '3.0' ? [] : ['stockLow']),
    ])
  })
})

const tea = {
  id: 'tea',
  customer: 'Ada',
  total: 7.5,
  currency: 'EUR',
  note: null,
  payment: { kind: 'card', digits: '4242' },
}

const cup = {
  id: 'cup',
  customer: 'Bob',
  total: 20,
  currency: 'USD',
  note: 'Blue',
  payment: { kind: 'transfer', iban: 'DE00', days: 14 },
}

const unpaid = {
  type: 'about:blank',
  title: 'Unprocessable Content',
  status: 422,
  detail: 'The request is not as declared: 1 fault.',
  errors: [
    {
      in: 'body',
      path: '/payment/digits',
      message: 'Invalid string: must match pattern /^\\d{4}$/',
      code: 'invalid_format',
    },
  ],
}

/** What each is answered, where it makes the calls of `checks/`. */
function listAnswers(generator: Generator): [status: number, data: unknown][] {
  // of an answer without a body, the clients make what they like
  const nothing = generator === 'orval' ? {} : null
  return [
    [201, tea],
    [201, cup],
    [422, unpaid],
    [200, [cup]],
    [200, tea],
    [404, { title: 'No order a/b' }],
    [200, { stars: 5, words: ['hot', 'black & strong'] }],
    [200, { title: 'Tea & more', pages: 2, text: '1 tea' }],
    ...(generator === 'orval' ? [] : [[200, 'Invoice of tea'] as [number, string]]),
    [204, nothing],
    [200, { name: 'All', categories: [{ name: 'Tea', categories: [] }] }],
  ]
}
