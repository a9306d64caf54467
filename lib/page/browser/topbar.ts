import type { Plugin, System } from './system.ts'
import {
  chooseTheme,
  chosenTheme,
  followOtherPages,
  mayChooseTheme,
  themes,
  type Theme,
} from './theme-choice.ts'

/**
 * A slim bar in place of Swagger UI's, which asks for the URL of another document. It keeps the class by
 * which authors have always styled or hidden it.
 */
export const topbar: Plugin = (system) => {
  const Topbar = createTopbar(system)
  return { wrapComponents: { Topbar: () => Topbar } }
}

function createTopbar({ React, getConfigs }: System) {
  const { createElement: h } = React
  const ThemeSwitch = createThemeSwitch(React)
  return () =>
    h(
      'header',
      { className: 'topbar ringback-topbar' },
      h(
        'nav',
        { 'aria-label': 'Document' },
        ...listDocuments(getConfigs().url).map(({ href, name }) =>
          h('a', { key: href, href }, name),
        ),
      ),
      mayChooseTheme() ? h(ThemeSwitch) : null,
    )
}

interface DocumentLink {
  readonly href: string
  readonly name: string
}

/** The document in JSON, and in YAML where the page says. */
function listDocuments(url: string): DocumentLink[] {
  const { yaml } = document.documentElement.dataset
  return [url, ...(yaml === undefined ? [] : [yaml])].map((href) => ({
    href,
    name: href.slice(href.lastIndexOf('/') + 1),
  }))
}

const labels: Readonly<Record<Theme, string>> = { system: 'System', light: 'Light', dark: 'Dark' }

function createThemeSwitch({ createElement: h, useEffect, useState }: System['React']) {
  return () => {
    const [chosen, setChosen] = useState(chosenTheme())
    const choose = (theme: Theme) => {
      chooseTheme(theme)
      setChosen(theme)
    }
    useEffect(() => followOtherPages(() => setChosen(chosenTheme())), [])
    return h(
      'div',
      { role: 'group', 'aria-label': 'Theme' },
      ...themes.map((theme) =>
        h(
          'button',
          {
            ...{ key: theme, type: 'button', 'aria-pressed': theme === chosen },
            onClick: () => choose(theme),
          },
          labels[theme],
        ),
      ),
    )
  }
}
