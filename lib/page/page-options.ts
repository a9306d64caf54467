import { suggest } from '../did-you-mean.ts'
import { describeValue } from '../errors.ts'
import { copyJson } from '../json.ts'
import { readChoice, readPath, readText, readUrls, refuse } from '../option-values.ts'

/** A page that shows the document. Every option has a default. */
export interface PageOptions {
  /** Where the page is, below the mount path. @default '/docs' */
  readonly path?: `/${string}` | undefined
  /**
   * What shows the document. `'redoc'` and `'scalar'` are served from the packages `redoc` (2) and
   * `@scalar/api-reference` (1), which you install. @default 'swagger-ui'
   */
  readonly viewer?: Viewer | undefined
  /** Options of the viewer's own, for ReDoc and Scalar; those of Swagger UI go into the option `swagger`. */
  readonly viewerOptions?: Readonly<Record<string, unknown>> | undefined
  /** The title of the browser's tab. @default the title of `info` */
  readonly title?: string | undefined
  /** The language of your texts, a BCP 47 tag such as `'pt-BR'`. @default 'en' */
  readonly lang?: string | undefined
  /** The URL of an icon, from the page's address where it is relative. @default Swagger's own */
  readonly favicon?: string | undefined
  /** CSS of your own, served as a file beside the page and read after every other. */
  readonly css?: string | undefined
  /** URLs of further stylesheets. */
  readonly stylesheets?: readonly string[] | undefined
  /** URLs of scripts that run before the viewer starts, such as those of plugins. */
  readonly scripts?: readonly string[] | undefined
  /**
   * Light or dark, or as the reader's system says, who may then switch. @default 'system'
   */
  readonly theme?: Theme | undefined
}

export type Theme = (typeof themes)[number]
export type Viewer = (typeof viewers)[number]

/** A page with every default in place, save the title. */
export interface ResolvedPage {
  readonly path: string
  readonly viewer: Viewer
  readonly viewerOptions: Readonly<Record<string, unknown>>
  readonly title: string | undefined
  readonly lang: string
  readonly favicon: string | undefined
  readonly css: string | undefined
  readonly stylesheets: readonly string[]
  readonly scripts: readonly string[]
  readonly theme: Theme
}

const themes = ['system', 'light', 'dark'] as const
const viewers = ['swagger-ui', 'redoc', 'scalar'] as const

/**
 * The pages that the option `ui` asks for: a path, options, a list of these, or `false` for none.
 *
 * @throws {RingbackError} `ERR_OPENAPI_OPTION`
 */
export function readPages(ui: unknown): ResolvedPage[] {
  if (ui === false) return []
  const listed = Array.isArray(ui) ? (ui as unknown[]) : [ui === undefined ? '/docs' : ui]
  const pages = listed.map(readPage)
  refuseTwins(pages)
  return pages
}

function readPage(given: unknown): ResolvedPage {
  const isOptions = typeof given === 'object' && given !== null && !Array.isArray(given)
  const options = isOptions ? given : { path: given }
  refuseUnknown(options)
  const { path, viewer, viewerOptions, title, lang, favicon, css, stylesheets, scripts, theme } =
    options as PageOptions
  return {
    path: readPath(path === undefined ? '/docs' : path, 'ui'),
    viewer: readChoice('ui.viewer', viewer ?? 'swagger-ui', viewers),
    viewerOptions: readViewerOptions(viewerOptions, viewer),
    title: readText('ui.title', title),
    lang: readLanguage(lang ?? 'en'),
    favicon: readText('ui.favicon', favicon),
    css: readText('ui.css', css),
    stylesheets: readUrls('ui.stylesheets', stylesheets ?? []),
    scripts: readUrls('ui.scripts', scripts ?? []),
    theme: readChoice('ui.theme', theme ?? 'system', themes),
  }
}

function readViewerOptions(options: unknown, viewer: unknown): Readonly<Record<string, unknown>> {
  if (options === undefined) return {}
  if (viewer === undefined || viewer === 'swagger-ui') {
    throw refuse(
      'ui.viewerOptions is for ReDoc and Scalar.',
      "Give Swagger UI's own options by the option swagger.",
    )
  }
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw refuse(
      `ui.viewerOptions is ${describeValue(options)}.`,
      "Give an object of the viewer's options.",
    )
  }
  return copyJson(options, ({ what, path }) =>
    refuse(
      `ui.viewerOptions.${path.join('.')} is ${what}, and the options are sent as JSON.`,
      'What needs a function goes into a script of your own, by ui.scripts.',
    ),
  ) as Record<string, unknown>
}

/** BCP 47. */
function readLanguage(lang: unknown): string {
  if (typeof lang === 'string' && /^[a-z]{1,8}(?:-[a-z\d]{1,8})*$/i.test(lang)) return lang
  throw refuse(`ui.lang is ${describeValue(lang)}.`, "Give the tag of a language, such as 'pt-BR'.")
}

const known = [
  ...['path', 'viewer', 'viewerOptions', 'title', 'lang', 'favicon', 'css'],
  ...['stylesheets', 'scripts', 'theme'],
]

function refuseUnknown(options: object): void {
  const name = Object.keys(options).find((one) => !known.includes(one))
  if (name === undefined) return
  const meant = suggest(name, known)
  throw refuse(
    `ui has no option "${name}".`,
    `${meant === undefined ? '' : `Did you mean ${meant}? `}Its options are ${known.join(', ')}; Swagger UI's own go into the option swagger.`,
  )
}

function refuseTwins(pages: readonly ResolvedPage[]): void {
  const paths = pages.map(({ path }) => path)
  const twin = paths.find((path, index) => paths.indexOf(path) !== index)
  if (twin === undefined) return
  throw refuse(`Two pages of ui have the path "${twin}".`, 'Give each page a path of its own.')
}
