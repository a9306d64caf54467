import { readFileSync } from 'node:fs'
import { refuse } from '../option-values.ts'
import { answerText } from './text-file.ts'
import { noIcon, type FindFile, type ViewerFiles, type ViewerSettings } from './viewer.ts'

/** ReDoc 2, of the package `redoc` that the user installs. It has no dark theme. */
export function createRedoc({ url, theme, options }: ViewerSettings, find: FindFile): ViewerFiles {
  refuseDark(theme)
  const bundle = find('redoc/bundles/redoc.standalone.js')
  const settings = { ...defaults, ...options }
  const start = `Redoc.init(${JSON.stringify(url)}, ${JSON.stringify(settings)}, document.getElementById('redoc'))\n`
  return {
    files: new Map([
      ['redoc.js', answerText('text/javascript', () => withoutLogo(readFileSync(bundle, 'utf8')))],
      ['redoc-init.js', answerText('text/javascript', () => start)],
      ['ringback.css', answerText('text/css', () => 'body { margin: 0 }\n')],
    ]),
    stylesheets: ['./ringback.css'],
    scripts: ['./redoc.js'],
    start: './redoc-init.js',
    root: 'redoc',
    icons: noIcon,
    colorScheme: 'light',
  }
}

/** Its search runs in a worker made of a blob, which helmet's policy refuses; its Markdown may hold scripts. */
const defaults = { disableSearch: true, sanitize: true }

/** The one thing that it asks another host for; no option stops it, and without it the logo hides. */
function withoutLogo(bundle: string): string {
  return bundle.replaceAll(/https:\/\/cdn\.redoc\.ly\/[^"'`\s]*/g, 'data:,')
}

function refuseDark(theme: ViewerSettings['theme']): void {
  if (theme !== 'dark') return
  throw refuse(
    "ui.theme is 'dark', and ReDoc has no dark theme.",
    "Leave ui.theme out, or use the viewer 'scalar'.",
  )
}
