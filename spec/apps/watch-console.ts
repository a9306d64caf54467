import { onTestFinished, vi } from 'vitest'

/** What is printed, as it comes; the console itself is silent until the test has finished. */
export function watchConsole(): unknown[] {
  const printed: unknown[] = []
  const spies = (['info', 'warn', 'error', 'log'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((...words) => void printed.push(...words)),
  )
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore()
  })
  return printed
}
