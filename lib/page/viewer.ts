import type { Answer } from '../ready-answer.ts'

/** What shows the document on a page: its files, and where each goes. URLs are from the page's address. */
export interface ViewerFiles {
  readonly files: ReadonlyMap<string, Answer>
  readonly stylesheets: readonly string[]
  /** Classic scripts, in this order. */
  readonly scripts: readonly string[]
  /** The script that starts the viewer, after every other. */
  readonly start: string
  /** The id of the element that the viewer draws in. */
  readonly root: string
  /** Its icons, where the author has none. */
  readonly icons: readonly string[]
  /** The colour schemes that it has. */
  readonly colorScheme: 'light' | 'light dark'
}

/** What a viewer is told. */
export interface ViewerSettings {
  /** The document's URL, from the page's address. */
  readonly url: string
  readonly theme: 'system' | 'light' | 'dark'
  /** The viewer's own options. */
  readonly options: Readonly<Record<string, unknown>>
}

/** Finds a file of a package that the user has installed; throws where there is none. */
export type FindFile = (specifier: string) => string

/** An icon that is none: a page without one has the browser ask for /favicon.ico. */
export const noIcon: readonly string[] = ['data:,']
