import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { refuse } from '../option-values.ts'
import { answerText } from './text-file.ts'
import { noIcon, type FindFile, type ViewerFiles, type ViewerSettings } from './viewer.ts'

/** Scalar, of the package `@scalar/api-reference` that the user installs. */
export function createScalar({ url, theme, options }: ViewerSettings, find: FindFile): ViewerFiles {
  refuseDocuments(options)
  const bundle = findBundle(find)
  const scheme = theme === 'system' ? {} : { forceDarkModeState: theme, hideDarkModeToggle: true }
  const settings = { ...offline, ...scheme, ...options, url }
  const start = `Scalar.createApiReference('#scalar', ${JSON.stringify(settings)})\n`
  return {
    files: new Map([
      ['scalar.js', answerText('text/javascript', () => readFileSync(bundle, 'utf8'))],
      ['scalar-init.js', answerText('text/javascript', () => start)],
    ]),
    stylesheets: [],
    scripts: ['./scalar.js'],
    start: './scalar-init.js',
    root: 'scalar',
    icons: noIcon,
    colorScheme: 'light dark',
  }
}

/** By itself it loads fonts, offers an agent, and sends the document elsewhere when asked to share it. */
const offline = {
  withDefaultFonts: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  telemetry: false,
}

/** Not every version exports the bundle itself, which lies beside what every version exports. */
function findBundle(find: FindFile): string {
  const bundle = join(dirname(find('@scalar/api-reference')), 'browser/standalone.js')
  if (existsSync(bundle)) return bundle
  throw refuse(
    `ui.viewer is 'scalar', and the installed @scalar/api-reference has no "browser/standalone.js".`,
    'Run npm install @scalar/api-reference@1.46.4, or leave ui.viewer out.',
  )
}

/** Each would show another document than the app's own. */
const documents = ['url', 'content', 'sources', 'spec']

function refuseDocuments(options: ViewerSettings['options']): void {
  const name = documents.find((one) => Object.hasOwn(options, one))
  if (name === undefined) return
  throw refuse(
    `ui.viewerOptions.${name} cannot be set: the page shows the document of this openapi() and no other.`,
    'Leave it out. For another document, mount another openapi(), with a page of its own.',
  )
}
