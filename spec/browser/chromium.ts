import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, inject } from 'vitest'
import type { TestContext } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the Chromium that `setup()` found or installed; null where none could be had. */
    chromium: string | null
    /** Why `chromium` is null, in one line; empty where it is not. */
    chromiumProblem: string
  }
}

/** The Chromium of this spec file, as long as it runs. */
let running: Promise<Browser> | undefined

/**
 * The one Chromium of a spec file, to open pages in: `browser.newPage()` gives each its own cookies and
 * storage. What a test opens is closed when it ends, so that the next finds nothing open, and Chromium
 * itself after the last test of the file. Tests that share it run one after the other, not concurrently.
 * Where `setup()` could get no Chromium the test ends here, reported as skipped with the reason.
 */
export async function browserOrSkip(context: TestContext): Promise<Browser> {
  const executablePath = inject('chromium')
  if (executablePath === null) return context.skip(inject('chromiumProblem'))
  running ??= launchChromium(executablePath)
  const browser = await running
  context.onTestFinished(() => closePages(browser))
  return browser
}

afterAll(async () => {
  const browser = await running?.catch(() => undefined)
  await browser?.close()
}, 60_000)

/**
 * Transitions of the page end as soon as they begin: Swagger UI has one on most of what is hovered or
 * clicked, and to draw its frames without a graphics card costs as much as the click itself.
 */
export async function skipTransitions(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Animation.enable')
  await session.send('Animation.setPlaybackRate', { playbackRate: 1_000 })
}

async function closePages(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((opened) => opened.close()))
}

/** Headless, and in its sandbox, save as root. */
async function launchChromium(executablePath: string): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    // Chromium refuses to start as root unless it is told --no-sandbox
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // tabs of one window share a process, and what it has compiled of Swagger UI
      '--process-per-site',
      `--disable-features=${disabledFeatures.join()}`,
    ],
  })
  // a test that closes it, or in which it crashes, takes it from no other
  browser.on('disconnected', () => (running = undefined))
  return browser
}

/** This takes the place of what Playwright disables, which is repeated as far as it matters here. */
const disabledFeatures = [
  // pages of the address bar, which each window would load though nobody sees them
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  // requests to other machines
  'AimEnabled',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PreconnectToSearch',
  // what confuses Playwright
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'LensOverlay',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
]
