/**
 * What a processor does until the quick start of the README, from the packed package, has answered its first
 * `GET /openapi.json`, beside bare Express, and Express with the schemas of the quick start. Prints the medians
 * of several runs, taken in turn.
 *
 *   npm run bench:quick-start
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installProject, packInto, root } from '../spec/consumers/pack.ts'
import { startApp } from '../spec/consumers/started-app.ts'

const runs = 9

const bare = `
import express from 'express'

const app = express()
app.use(express.json())
app.get('/openapi.json', (req, res) => res.json({}))
app.listen(process.env.PORT ?? 3000)
`

const quickStart = readFileSync(join(root, 'demo-app', 'quick-start.ts'), 'utf8')
const apps: Readonly<Record<string, string>> = {
  'bare Express': bare,
  'bare Express, and Zod': `import { z } from 'zod'\n${listSchemas(quickStart)}\n${bare}`,
  'the quick start': quickStart,
}

const folder = mkdtempSync(join(tmpdir(), 'ringback-quick-start-'))
try {
  await packInto(folder)
  const project = join(folder, 'project')
  await installProject('esm', project)
  print(await measure(project))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function listSchemas(text: string): string {
  return text
    .split('\n')
    .filter((line) => /^const \w+ = z\./.test(line))
    .join('\n')
}

type Spent = Map<string, { readonly cpu: number; readonly waited: number }[]>

async function measure(project: string): Promise<Spent> {
  const spent: Spent = new Map(Object.keys(apps).map((name) => [name, []]))
  for (const [name, text] of Object.entries(apps)) {
    writeFileSync(join(project, fileOf(name)), text)
    // Once before, so that each finds its files in the memory of the system.
    await start(project, name)
  }
  for (let count = 0; count < runs; count++) {
    for (const [name, times] of spent) times.push(await start(project, name))
  }
  return spent
}

async function start(project: string, name: string): Promise<{ cpu: number; waited: number }> {
  const started = performance.now()
  const app = await startApp(project, fileOf(name))
  try {
    const { status } = await fetch(`${app.origin}/openapi.json`)
    const waited = performance.now() - started
    if (status !== 200) throw new Error(`${name} answers ${status}.\n${app.stderr()}`)
    return { cpu: await app.usage(), waited }
  } finally {
    await app.stop()
  }
}

function fileOf(name: string): string {
  return `${name.replaceAll(/\W+/g, '-')}.mjs`
}

function print(spent: Spent): void {
  console.log(
    '| app | processor, ms | worst | until the answer, ms |\n| --- | ---: | ---: | ---: |',
  )
  for (const [name, times] of spent) {
    const cpu = times.map((time) => time.cpu)
    const figures = [median(cpu), Math.max(...cpu), median(times.map((time) => time.waited))]
    console.log(`| ${name} | ${figures.map((figure) => figure.toFixed(0)).join(' | ')} |`)
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
