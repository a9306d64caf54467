/** What generators of code make of the receiver document: types for who implements the callbacks. */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  addChecks,
  compile,
  folderOf,
  generateClients,
  readGenerated,
  versions,
  type Version,
} from './generate.ts'
import { installGenerators } from './install.ts'
import { createOrdersApp } from './orders-app.ts'

const generators = ['openapi-typescript', 'hey-api'] as const

let folder = ''
let messages: string[]

beforeAll(async () => {
  folder = mkdtempSync(join(await installGenerators(), 'receiver-'))
  const documentOf = (version: Version): object => {
    const { app, documentation } = createOrdersApp(version)
    return documentation.receiverDocument(app)
  }
  await generateClients(documentOf, folder, generators)
  for (const generator of generators) {
    for (const version of versions) {
      addChecks(folderOf(folder, generator, version), [`receiver-${generator}`])
    }
  }
  messages = await compile(folder)
})

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

describe.each(generators)('what %s makes of the receiver document', (generator) => {
  it('compiles, with the types of every callback and webhook, in each version', () => {
    expect(messages.filter((line) => line.startsWith(`${generator}/`))).toEqual([])
  })

  it.each(versions)('has nothing of the API itself in %s', (version) => {
    const text = Object.values(readGenerated(folderOf(folder, generator, version))).join('\n')
    expect(text).toMatch(/orderChanged/i)
    expect(text).not.toMatch(/createOrder|Transfer|Category/)
  })
})
