/** Documents that are rarely tried: each command ends with what it has to say, and never by a fault of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { callCommand } from './called-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringback-odd-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const responses = { 204: { description: 'Noted' } }

function describeWebhook(schema: object, components: object = {}): object {
  const requestBody = { content: { 'application/json': { schema } } }
  return {
    openapi: '3.1.0',
    info: { title: 'Odd', version: '1' },
    webhooks: { moved: { post: { operationId: 'moved', requestBody, responses } } },
    components,
  }
}

function refer(name: string): object {
  return { $ref: `#/components/schemas/${name}` }
}

/** Each schema leads to the next. */
function describeChain(length: number, description: string): object {
  const schemas = Object.fromEntries(
    Array.from({ length }, (_, index) => [
      `S${index}`,
      { type: 'object', description, properties: { next: refer(`S${index + 1}`) } },
    ]),
  )
  return { schemas: { ...schemas, [`S${length}`]: {} } }
}

/** What leads to itself. */
const loops = {
  ...describeWebhook(refer('A'), {
    requestBodies: { R: { $ref: '#/components/requestBodies/R' } },
    schemas: { A: refer('B'), B: refer('A') },
  }),
  paths: { '/a': { $ref: '#/paths/~1a' } },
}
const unanswered = ['--to', 'http://127.0.0.1:1', '--json']

describe('a document', () => {
  it('of 10 MB is read, compared and exported', { timeout: 120_000 }, async () => {
    const schemas = Array.from({ length: 5000 }, (_, index) => [
      `S${index}`,
      { type: 'object', description: 'x'.repeat(2000), properties: { other: refer('S1') } },
    ])
    const components = { schemas: Object.fromEntries(schemas) as object }
    const old = write('large.json', describeWebhook(refer('S7'), components))
    const next = write('larger.json', describeWebhook({ ...refer('S7'), minLength: 1 }, components))
    const { code, stdout } = await callCommand('diff', old, next, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ old, new: next })
    const exported = await callCommand('export', old, '--receiver')
    expect(exported).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(exported.stdout)).toHaveProperty('paths')
  })

  it('whose references lead round is compared, exported and triggered', async () => {
    const path = write('loops.json', loops)
    expect(await callCommand('diff', path, path)).toMatchObject({ code: 0, stderr: '' })
    const exported = await callCommand('export', path, '--receiver')
    expect(exported).toMatchObject({ code: 0, stderr: '' })
    const { code, stdout } = await callCommand('trigger', path, 'moved', ...unanswered)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      notices: [expect.stringContaining('it refers to itself without end')],
    })
  })

  it('whose schemas lead to one another over too many levels is refused', async () => {
    const path = write('chain.json', describeWebhook(refer('S0'), describeChain(10_000, '')))
    const next = write('other.json', describeWebhook(refer('S0'), describeChain(10_000, 'x')))
    for (const argv of [
      ['diff', path, next],
      ['trigger', path, 'moved', ...unanswered],
    ]) {
      const { code, stdout, stderr } = await callCommand(...argv)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(/^ringback: ERR_DOCUMENT_LIMIT The schemas lead.*\n {2}Let them/)
      expect(stderr).not.toContain('fault of ringback')
    }
  })

  it('with line ends of Windows, or a mark of its encoding, is the same as without', async () => {
    const yaml = `openapi: 3.1.0
info: { title: Odd, version: '1' }
webhooks:
  moved:
    post:
      description: |
        On two
        lines.
      responses: { '204': { description: Noted } }
`
    const plain = write('plain.yaml', yaml)
    const windows = write('windows.yaml', `\uFEFF${yaml.replaceAll('\n', '\r\n')}`)
    const { stdout } = await callCommand('export', plain, '--receiver')
    expect(stdout).toContain('"On two\\nlines.\\n"')
    expect((await callCommand('export', windows, '--receiver')).stdout).toBe(stdout)
    const marked = write('marked.json', `\uFEFF${JSON.stringify(describeWebhook({}), null, 2)}`)
    expect(
      await callCommand('diff', marked, write('same.json', describeWebhook({}))),
    ).toMatchObject({ code: 0, stderr: '' })
  })
})
