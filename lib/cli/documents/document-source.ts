import { realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, parse, relative, resolve, isAbsolute } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { RingbackError } from '../../errors.ts'
import type { ReadingBounds } from './reading-bounds.ts'
import { readFileText } from './read-file-text.ts'

/** What a document and all that it refers to are read from. */
export interface DocumentSource {
  /** Where the document is, which its references are relative to. */
  readonly root: URL
  /** Reads one of them; refuses what the document may not refer to. */
  read(uri: URL, referredFrom?: string): Promise<SourceText>
}

export interface SourceText {
  readonly text: string
  /** Where it was found, after redirects. */
  readonly uri: URL
}

/**
 * What was given by hand may be anywhere. What it refers to may not: a file has to be beneath the
 * directory that the command was called in, if the document is, and else beneath the document's; a
 * document of the web reads no files; and a URL has to be public, or of the origin that was given.
 */
export function openSource(given: string, bounds: ReadingBounds): DocumentSource {
  return /^https?:/i.test(given) ? openWeb(given, bounds) : openFile(given, bounds)
}

function openFile(given: string, bounds: ReadingBounds): DocumentSource {
  const path = given.startsWith('file:') ? fileURLToPath(given) : resolve(given)
  const root = pathToFileURL(path)
  const directory = findDirectory(path)
  return {
    root,
    async read(uri, referredFrom) {
      if (uri.protocol !== 'file:') return await readWeb(uri, undefined, bounds, referredFrom)
      if (uri.href === root.href) return { text: await readFileText(path, given, bounds), uri }
      const file = readFilePath(uri, referredFrom)
      checkWithin(file, directory, referredFrom)
      return { text: await readFileText(file, nameSource(uri), bounds, referredFrom), uri }
    },
  }
}

function openWeb(given: string, bounds: ReadingBounds): DocumentSource {
  const root = readGivenUrl(given)
  return {
    root,
    async read(uri, referredFrom) {
      if (uri.protocol !== 'file:') return await readWeb(uri, root.origin, bounds, referredFrom)
      throw refuseReference(
        `${given} refers to the file ${nameSource(uri)}, and a document of the web reads no files.`,
        'Download the document, and the file beside it.',
        referredFrom,
      )
    },
  }
}

/** Only what is of the web needs an HTTP client. */
async function readWeb(
  uri: URL,
  origin: string | undefined,
  bounds: ReadingBounds,
  referredFrom: string | undefined,
): Promise<SourceText> {
  if (!/^https?:$/.test(uri.protocol)) {
    const remedy = 'Give a relative path, or an http(s) URL.'
    throw refuseReference(`${uri.href} can be read from nowhere.`, remedy, referredFrom)
  }
  const { fetchText } = await import('./fetch-text.ts')
  return await fetchText(uri, origin, bounds, referredFrom)
}

function readGivenUrl(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url && url.username === '' && url.password === '') {
    url.hash = ''
    return url
  }
  throw new RingbackError({
    code: 'ERR_DOCUMENT_READ',
    message: url
      ? `The URL of ${url.host}${url.pathname} has a user name or password.`
      : `${JSON.stringify(given)} is no URL.`,
    remedy: url
      ? 'Download the document first, such as with curl, and give the file.'
      : 'Give one such as https://api.example.com/openapi.json, or a path.',
  })
}

/** Somebody who calls from his home or from the root of the disk has not given all that is there. */
function findDirectory(path: string): string {
  const own = realPath(dirname(path))
  const called = realPath(process.cwd())
  const isEverything = [parse(called).root, realPath(homedir())].includes(called)
  return !isEverything && isBeneath(own, called) ? called : own
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

function isBeneath(path: string, directory: string): boolean {
  const way = relative(directory, path)
  return !isAbsolute(way) && !/^\.\.(?:[\\/]|$)/.test(way)
}

function readFilePath(uri: URL, referredFrom: string | undefined): string {
  try {
    return fileURLToPath(uri)
  } catch {
    throw refuseReference(
      `${uri.href} is no file of this machine.`,
      'Give a relative path, or an http(s) URL.',
      referredFrom,
    )
  }
}

/** A link is judged by where it leads, and only a file is ever opened: a device or a pipe may never end. */
function checkWithin(file: string, directory: string, referredFrom: string | undefined): void {
  const real = realPath(file)
  if (!isBeneath(real, directory)) {
    throw refuseReference(
      `${file} is outside of ${directory}, and only what is given by hand may be.`,
      'Call the command in a directory that has both, or move the file.',
      referredFrom,
    )
  }
  const stats = statSync(real, { throwIfNoEntry: false })
  if (stats === undefined || stats.isFile()) return
  throw refuseReference(`${file} is not a file.`, 'Refer to a file.', referredFrom)
}

/** A file by its path from here, where that is shorter. */
export function nameSource(uri: URL): string {
  if (uri.protocol !== 'file:' || uri.host !== '') return uri.href
  const path = fileURLToPath(uri)
  const way = relative(process.cwd(), path)
  return way.startsWith('..') || way === '' ? path : way
}

export function refuseReference(
  message: string,
  remedy: string,
  where: string | undefined,
  cause?: unknown,
): RingbackError {
  return new RingbackError({ code: 'ERR_DOCUMENT_REFERENCE', message, remedy, where, cause })
}
