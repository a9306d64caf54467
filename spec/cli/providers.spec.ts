/**
 * `trigger` and `receive` against each other: for documents in the manner of eleven kinds of provider, for
 * the demo's own, and for published ones where RINGBACK_CORPUS has a folder of them. All that each declares
 * is sent within this process; of some, the first goes from a process to another.
 */
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { loadDocument } from '../../lib/cli/documents/load-document.ts'
import { createInvoicesApi } from '../../demo-app/invoices-api.ts'
import { listClientOperations } from '../../lib/receiver/operations/client-operations.ts'
import { createDocumentReader } from '../../lib/receiver/operations/document-reader.ts'
import { nameOperations } from '../../lib/receiver/operations/find-operation.ts'
import { receiveCommand } from '../../lib/cli/receive-command.ts'
import type { Terminal } from '../../lib/cli/terminal.ts'
import { triggerCommand } from '../../lib/cli/trigger-command.ts'
import { createSecret } from '../../lib/delivery/secret.ts'
import { listen } from '../live-app.ts'
import { createProject, installCommand, runCommand, uninstallCommand } from './command.ts'
import { startCommand } from './running-command.ts'

let modules = ''
beforeAll(async () => {
  modules = await installCommand()
}, 60_000)
afterAll(() => uninstallCommand(modules))

const own = fileURLToPath(new URL('documents/', import.meta.url))
/** What another document refers to is none. */
const documents = listDocuments(own).filter((path) => !path.endsWith('-schemas.yaml'))
const folder = process.env['RINGBACK_CORPUS']

function listDocuments(path: string): string[] {
  return readdirSync(path)
    .filter((file) => file !== 'index.json')
    .map((file) => join(path, file))
}

/** Sends the first request that a document declares to what receives them, each as a process. */
async function tryProcesses(document: string): Promise<unknown> {
  const secret = createSecret()
  const cwd = createProject(modules, {})
  const options = ['--port', '0', '--secret', secret]
  const receiver = await startCommand(modules, ['receive', document, ...options], cwd)
  onTestFinished(receiver.kill)
  const [label = ''] = await listOperations(document)
  const to = ['--to', `${receiver.url}/hooks/${encodeURIComponent(label)}`]
  const argv = ['trigger', document, label, ...to, '--secret', secret, '--json']
  const { code, stdout, stderr } = await runCommand(modules, argv, { cwd })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toMatchObject({ operation: label, asDeclared: true })
  expect(code).toBe(0)
  const [line] = await receiver.lines(1)
  expect(line).toMatchObject({ operation: label, ...valid })
  expect(await receiver.end('SIGTERM')).toEqual({ code: 0, hasLeftProcess: false })
  return line
}

/** What is said of what has arrived. */
const valid = { verdict: 'valid', faults: [], signature: { verdict: 'valid' } }

async function listOperations(path: string): Promise<string[]> {
  const { document } = await loadDocument(path)
  const operations = listClientOperations(createDocumentReader(document))
  return nameOperations(operations).map(({ label }) => label)
}

describe('what is triggered is received as declared, and answered as declared', () => {
  it.each(documents.map((path) => [basename(path), path]))(
    'in %s',
    { timeout: 120_000 },
    async (_name, path) => expect(await tryHere(path)).toBeGreaterThan(0),
  )

  it.each(['card-payments.yaml', 'network-events.yaml', 'parcels.yaml'])(
    'from process to process, in %s',
    { timeout: 120_000 },
    async (name) => {
      expect(await tryProcesses(join(own, name))).toMatchObject(valid)
    },
  )

  it('in the document that the demo serves', { timeout: 120_000 }, async () => {
    const origin = await listen(createInvoicesApi())
    await tryProcesses(`${origin}/openapi.json`)
    expect(await tryHere(`${origin}/openapi.json`)).toBeGreaterThan(0)
  })
})

if (folder === undefined) describeNothing()
else describePublished(folder)

function describeNothing(): void {
  describe('published documents', () => {
    it('were not given, and nothing was tried on them: RINGBACK_CORPUS is not set', () => {
      expect(folder).toBeUndefined()
    })
  })
}

function describePublished(path: string): void {
  const files = listDocuments(path)

  describe('what is triggered of a published document', () => {
    it.each(files.map((file) => [basename(file), file]))(
      'is received, but for what refers to files that were not collected: %s',
      { timeout: 120_000 },
      async (_name, file) => {
        const isWhole = await isCollected(file)
        // A process of the first of each provider, whose name the files begin with.
        const isFirst = files.find((other) => providerOf(other) === providerOf(file)) === file
        if (isWhole && isFirst) await tryProcesses(file)
        expect(isWhole ? await tryHere(file) : 'refused').not.toBe(0)
      },
    )
  })
}

/** False where it refers to files that are not in the folder, which the command refuses. */
async function isCollected(file: string): Promise<boolean> {
  try {
    await loadDocument(file)
    return true
  } catch (error) {
    if (/ERR_DOCUMENT_(?:READ|REFERENCE)/.test(String(error))) return false
    throw error
  }
}

function providerOf(file: string): string | undefined {
  return basename(file).split('+')[0]
}

/** The same without processes, for all that a document declares; resolves to how much that is. */
async function tryHere(document: string): Promise<number> {
  const ending = new AbortController()
  const receiving = collect(ending.signal)
  const secret = [createSecret()]
  const ended = receiveCommand({ document, port: 0, json: true, secret }, receiving.io)
  await expect.poll(() => receiving.stderr(), { timeout: 30_000 }).toContain('http://')
  const [url] = /http:\/\/\S+:\d+/.exec(receiving.stderr()) ?? []
  const labels = await listOperations(document)
  for (const label of labels) {
    const to = `${url}/hooks/${encodeURIComponent(label)}`
    const { io } = collect(ending.signal)
    expect(await triggerCommand({ document, operationId: label, to, secret }, io)).toBe(0)
  }
  ending.abort()
  expect(await ended).toBe(0)
  const lines = receiving.stdout().trim().split('\n')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject(
    labels.map((operation) => ({ operation, ...valid })),
  )
  return labels.length
}

interface Collected {
  readonly io: Terminal
  stdout(): string
  stderr(): string
}

function collect(signal: AbortSignal): Collected {
  const said = { stdout: '', stderr: '' }
  const stdout = { write: (text: string) => (said.stdout += text) }
  const stderr = { write: (text: string) => (said.stderr += text) }
  return {
    io: { stdout, stderr, isColour: false, isWatched: false, signal },
    stdout: () => said.stdout,
    stderr: () => said.stderr,
  }
}
