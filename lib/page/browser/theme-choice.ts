/**
 * Light or dark: as the page says in `data-theme`; where that says `system`, as the reader has chosen, or
 * the system. What is chosen stands in `data-theme-choice`, and in the browser's storage, where other
 * pages and later visits find it.
 */
const root = document.documentElement
const storageKey = 'ringback-theme'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const systemTheme: MediaQueryList = matchMedia('(prefers-color-scheme: dark)')

/** Whether the author of the page has left it to the reader. */
export function mayChooseTheme(): boolean {
  return root.dataset['theme'] === 'system'
}

export function chosenTheme(): Theme {
  return themes.find((theme) => theme === root.dataset['themeChoice']) ?? 'system'
}

export function chooseTheme(theme: Theme): void {
  root.dataset['themeChoice'] = theme
  writeStorage(theme)
  applyTheme()
}

/** Takes over what was chosen on another page or an earlier visit. */
export function recallTheme(): void {
  root.dataset['themeChoice'] = readStorage() ?? 'system'
  applyTheme()
}

/** Swagger UI is dark where the root element has the class `dark-mode`. */
export function applyTheme(): void {
  const theme = mayChooseTheme() ? chosenTheme() : root.dataset['theme']
  const isDark = theme === 'dark' || (theme === 'system' && systemTheme.matches)
  root.classList.toggle('dark-mode', isDark)
  root.style.colorScheme = isDark ? 'dark' : 'light'
}

/** Calls `follow` where a page in another window has chosen; returns what ends that. */
export function followOtherPages(follow: () => void): () => void {
  const listener = ({ key }: StorageEvent) => {
    // without a key, all has been cleared
    if (key === storageKey || key === null) follow()
  }
  addEventListener('storage', listener)
  return () => removeEventListener('storage', listener)
}

/** A browser may forbid storage, as it does in a frame without an origin; the choice then ends with the page. */
function readStorage(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}

function writeStorage(theme: Theme): void {
  try {
    localStorage.setItem(storageKey, theme)
  } catch {
    // forbidden, or full
  }
}
