import { spawn } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { listen } from '../live-app.ts'
import { browserOrSkip } from './chromium.ts'

describe('browserOrSkip()', () => {
  it('gives a browser that shows a page of 127.0.0.1 and clicks in it', async (context) => {
    const browser = await browserOrSkip(context)
    const page = await browser.newPage()
    await page.goto(await serve(counterPage))
    await page.getByRole('button', { name: 'Count' }).click()
    expect(await page.locator('output').textContent()).toBe('1')
    // without a font on the machine, a text has no width
    expect((await page.locator('output').boundingBox())?.width).toBeGreaterThan(0)
  })

  it('closes what a test has opened when it ends, and keeps the browser', async (context) => {
    const onTestFinished = vi.fn<typeof context.onTestFinished>()
    const browser = await browserOrSkip({ ...context, skip: context.skip, onTestFinished })
    const page = await browser.newPage()
    for (const [end] of onTestFinished.mock.calls) await end(context)
    expect([page.isClosed(), browser.contexts()]).toEqual([true, []])
    expect(await browserOrSkip(context)).toBe(browser)
  })

  it('gives another where the browser is gone', async (context) => {
    const browser = await browserOrSkip(context)
    await browser.close()
    const another = await browserOrSkip(context)
    expect([browser.isConnected(), another.isConnected()]).toEqual([false, true])
  })
})

describe('setup()', () => {
  it('fails the run with CI=true where no browser can be had', async () => {
    const { exitCode, stdout, stderr } = await runBrowserSpecs({ CI: 'true' })
    expect(exitCode).toBe(1)
    expect(stderr).toContain("Error: CHROME_PATH is '/nowhere/chrome', which does not run")
    expect(stdout).not.toMatch(/shows a page/)
  })

  it('warns first and last without CI, and specs are reported as skipped with the reason', async () => {
    const { exitCode, stdout, stderr } = await runBrowserSpecs({ CI: '' })
    expect(exitCode).toBe(0)
    expect(stderr).not.toContain('close timed out')
    expect(stderr.match(/WARNING: THE BROWSER SPECS ARE SKIPPED/g)).toHaveLength(2)
    expect(stderr).toContain("CHROME_PATH is '/nowhere/chrome', which does not run")
    expect(stdout).toMatch(/↓.* shows a page .*\[CHROME_PATH is '\/nowhere\/chrome', which does/)
  })
})

const counterPage = `<!doctype html><title>Counter</title>
<button onclick="out.value = Number(out.value) + 1">Count</button><output id="out">0</output>`

function serve(html: string): Promise<string> {
  return listen((_req: IncomingMessage, res: ServerResponse) => {
    res.setHeader('content-type', 'text/html').end(html)
  })
}

/** Runs the first test of this file in a Vitest of its own, on a machine without a browser. */
async function runBrowserSpecs(env: { CI: string }) {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const vitest = join(
    dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
    'vitest.mjs',
  )
  const options = [
    '--config',
    'spec/vitest.config.ts',
    '--project',
    'browser',
    '--reporter',
    'verbose',
  ]
  const selection = ['spec/browser/chromium.spec.ts', '-t', 'shows a page']
  const child = spawn(process.execPath, [vitest, 'run', ...options, ...selection], {
    cwd: root,
    env: { PATH: process.env['PATH'], NO_COLOR: '1', CHROME_PATH: '/nowhere/chrome', ...env },
  })
  const [stdout, stderr, exitCode] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    new Promise((resolve) => child.on('close', resolve)),
  ])
  return { stdout, stderr, exitCode }
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}
