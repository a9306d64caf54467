import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diffCommand, type DiffOptions } from '../../lib/cli/diff-command.ts'
import { installCommand, runCommand, uninstallCommand } from './command.ts'
import { describeBodies } from './diff-documents.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringback-diff-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const properties = { total: { type: 'number' }, note: { type: 'string' } }
const old = write('old.json', describeBodies({ type: 'object', properties }))
const wider = write(
  'wider.json',
  describeBodies({ type: 'object', properties: { ...properties, more: {} } }),
)
const warned = write(
  'warned.json',
  describeBodies({ type: 'object', properties: { total: { type: 'number' } } }),
)
const broken = write(
  'broken.json',
  describeBodies({ type: 'object', required: ['total'], properties }),
)

async function diff(options: Partial<DiffOptions>, isColour = false) {
  let output = ''
  const stdout = { write: (text: string) => void (output += text) }
  const code = await diffCommand({ old, new: old, ...options }, { stdout, isColour })
  return { code, output }
}

describe('diff', () => {
  it('says that nothing has changed', async () => {
    const { code, output } = await diff({})
    expect(code).toBe(0)
    expect(output).toBe(
      `${old} → ${old}\n\nNothing has changed for those who call the API, or receive its callbacks.\n`,
    )
  })

  it('tells by who is concerned, and by operation', async () => {
    const { code, output } = await diff({ new: broken })
    expect(code).toBe(1)
    expect(output).toBe(`${old} → ${broken}

For those who call the API: 1 breaking, 1 safe

  POST /things
    breaking  request body > /total: "total" is required now.
    safe      response 200 > body > /total: "total" is required now.

For those who receive its callbacks and webhooks: 1 breaking, 1 safe

  POST /things > callbacks.thing
    breaking  response 200 > body > /total: "total" is required now.
    safe      request body > /total: "total" is required now.

2 breaking, 2 safe in all.
`)
  })

  it.each([
    ['breaking', 0, 0, 1],
    ['warning', 0, 1, 1],
    ['never', 0, 0, 0],
  ] as const)('fails on %s', async (failOn, ofSafe, ofWarnings, ofBreaking) => {
    expect((await diff({ new: wider, failOn })).code).toBe(ofSafe)
    expect((await diff({ new: warned, failOn })).code).toBe(ofWarnings)
    expect((await diff({ new: broken, failOn })).code).toBe(ofBreaking)
  })

  it('refuses to fail on what is no severity', async () => {
    await expect(diff({ failOn: 'safe' as 'never' })).rejects.toMatchObject({
      code: 'ERR_COMMAND_OPTION',
      message: expect.stringContaining('--fail-on is "safe"') as string,
    })
  })

  it('writes JSON', async () => {
    const { output } = await diff({ new: broken, json: true })
    expect(JSON.parse(output)).toEqual({
      old,
      new: broken,
      summary: { breaking: 2, warning: 0, safe: 2 },
      changes: expect.arrayContaining([
        {
          severity: 'breaking',
          for: 'receivers',
          where: 'POST /things > callbacks.thing > response 200 > body > /total',
          code: 'property-required',
          message: '"total" is required now.',
        },
      ]) as unknown,
    })
  })

  it('is coloured where that is asked for, and never by a document', async () => {
    const hostile = { type: 'object', properties: { ...properties, '\u001b[31m\u0007x\ny': {} } }
    const next = write('hostile.json', describeBodies(hostile))
    const { output } = await diff({ new: next })
    expect(output).not.toContain('\u001b')
    expect(output).not.toContain('\u0007')
    expect((await diff({ new: broken }, true)).output).toContain('\u001b[31mbreaking')
  })

  it('tells of the old document where neither can be read', async () => {
    const options = { old: join(folder, 'none'), new: join(folder, 'nothing') }
    await expect(diff(options)).rejects.toMatchObject({
      code: 'ERR_DOCUMENT_READ',
      message: expect.stringContaining(`no file ${options.old}.`) as string,
    })
  })
})

describe('diff as a process', { timeout: 120_000 }, () => {
  let modules = ''
  beforeAll(async () => {
    modules = await installCommand()
  }, 60_000)
  afterAll(() => uninstallCommand(modules))

  /** As it is typed. */
  function run(...argv: string[]): ReturnType<typeof runCommand> {
    return runCommand(modules, ['diff', ...argv], { cwd: folder })
  }

  it('ends with 0, 1 or 2, and says why', async () => {
    const notOpenApi = write('package.json', { name: 'x' })
    const mistaken = write('mistaken.yaml', 'openapi: 3.1.0\npaths: ]')
    const runs = await Promise.all([
      run(old, wider),
      run(old, broken, '--json'),
      run(old, broken, '--fail-on', 'never'),
      run(old, join(folder, 'none.yaml')),
      run(notOpenApi, old),
      run(old, mistaken),
      run(old),
      run(old, old, '--fail-on', 'x'),
    ])
    expect(runs.map(({ code }) => code)).toEqual([0, 1, 0, 2, 2, 2, 2, 2])
    expect(runs.some(({ hasLeftProcess }) => hasLeftProcess)).toBe(false)
    const [safe, json, , none, not, syntax] = runs
    expect(safe?.stdout).toContain('The property "more" is new.')
    expect(JSON.parse(json?.stdout ?? '')).toMatchObject({ summary: { breaking: 2 } })
    expect(none?.stderr).toMatch(/ERR_DOCUMENT_READ There is no file .*\n {2}Give the path/)
    expect(not?.stderr).toMatch(/ERR_DOCUMENT_VERSION .*no field "openapi"/)
    expect(syntax?.stderr).toMatch(/ERR_DOCUMENT_SYNTAX .*\n {2}at .*mistaken\.yaml:2:8/)
    expect(runs.slice(3).every(({ stdout }) => stdout === '')).toBe(true)
  })
})
