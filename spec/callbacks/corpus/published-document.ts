import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load, JSON_SCHEMA } from 'js-yaml'

/** Any object of an OpenAPI document, by the names of its fields. */
export interface DocumentObject {
  readonly [field: string]: unknown
}

/** An OpenAPI document that somebody else has published. */
export interface PublishedDocument {
  /** Its name in the folder. */
  readonly file: string
  /** As it was published, to quote lines from. */
  readonly text: string
  readonly document: DocumentObject
  /** Where it was published: what its references to other files are relative to. */
  readonly address: string
}

interface IndexEntry {
  readonly file: string
  readonly repo: string
  readonly commit: string
  /** `<kind>/<owner>+<repository>/<path in the repository>`. */
  readonly source: string
}

const indexFile = 'index.json'

/** Every document that the folder's index lists; throws where there is no such folder. */
export function readCorpus(folder: string): PublishedDocument[] {
  const entries = JSON.parse(readFileSync(join(folder, indexFile), 'utf8')) as IndexEntry[]
  return entries.map((entry) => readEntry(folder, entry))
}

/** The files of the folder that hold a document. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder).filter((file) => file !== indexFile)
}

function readEntry(folder: string, { file, repo, commit, source }: IndexEntry): PublishedDocument {
  const text = readFileSync(join(folder, file), 'utf8')
  const path = source.split('/').slice(2).join('/')
  return {
    file,
    text,
    document: parse(file, text),
    address: `https://raw.githubusercontent.com/${repo}/${commit}/${path}`,
  }
}

/** "Tags MUST be limited to those allowed by the JSON Schema ruleset": a date stays a string. */
function parse(file: string, text: string): DocumentObject {
  const document: unknown = file.endsWith('.json')
    ? JSON.parse(text)
    : load(text, { schema: JSON_SCHEMA })
  return document as DocumentObject
}
