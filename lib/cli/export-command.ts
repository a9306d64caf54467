import { rename, rm, writeFile } from 'node:fs/promises'
import { createReceiverDocument } from '../document/receiver-document.ts'
import { describeProblem, describeValue, type RingbackError } from '../errors.ts'
import type { Document } from '../openapi-types.ts'
import { writeYaml } from '../yaml.ts'
import { refuseOption } from './command-options.ts'
import { isFaultyDocument } from './documentations.ts'
import { loadDocument } from './documents/load-document.ts'
import { openEntry, type CommonEntryOptions } from './entry/open-entry.ts'
import { compareFile, writeJsonText } from './export/compare-file.ts'
import { selectDocument, type Wanted } from './export/select-document.ts'
import { paint, printable, type ExitCode, type Terminal } from './terminal.ts'

export interface ExportOptions extends CommonEntryOptions, Wanted {
  /** A file; stdout where there is none. */
  readonly output?: string | undefined
  /** Write YAML, whatever the file is called. */
  readonly yaml?: boolean | undefined
  /** Compare with the document in this file, and write none. */
  readonly check?: string | undefined
}

/** Write an app's document, or compare it with that in a file: 1 where it has errors, or differs. */
export async function exportCommand(options: ExportOptions, io: Terminal): Promise<ExitCode> {
  refuseContradiction(options)
  try {
    const document = await readDocument(options, io)
    if (options.receiver && isEmpty(document)) io.stderr.write(nothingToReceive)
    if (options.check !== undefined) return await check(options.check, document, io)
    await write(document, options, io)
    return 0
  } catch (error) {
    if (!isFaultyDocument(error)) throw error
    io.stderr.write(writeErrors(error, io))
    return 1
  }
}

function isEmpty({ paths }: Document): boolean {
  return Object.keys(paths ?? {}).length === 0
}

const nothingToReceive =
  'The document has no callbacks and no webhooks: there is nothing for the other side to implement.\n'

function refuseContradiction({ check, output }: ExportOptions): void {
  if (check === undefined || output === undefined) return
  throw refuseOption(
    '--check writes no document, and --output asks for one.',
    'Give one of them.',
    'ringback export',
  )
}

async function readDocument(options: ExportOptions, io: Terminal): Promise<Document> {
  const { entry, receiver = false } = options
  if (!isPublished(entry)) return selectDocument(await openEntry(options, io), options)
  // Who implements the callbacks of an API has its published document, and no app.
  if (receiver && options.version === undefined && options.at === undefined) {
    const { document } = await loadDocument(entry, { signal: io.signal })
    return createReceiverDocument(document)
  }
  throw refuseOption(
    `${describeValue(entry)} is a document already.`,
    'Give the module that has the app, or --receiver alone to write what the other side implements.',
    'ringback export',
  )
}

function isPublished(entry: string): boolean {
  return /^https?:\/\//i.test(entry) || /\.(?:json|ya?ml)$/i.test(entry)
}

async function check(file: string, document: Document, io: Terminal): Promise<ExitCode> {
  const difference = await compareFile(file, document)
  if (difference === undefined) {
    io.stderr.write(`${file} is what the app serves.\n`)
    return 0
  }
  io.stdout.write(`${paintDifference(printable(difference), io)}\n`)
  io.stderr.write(
    `${file} differs from what the app serves.\n  Write it anew: ringback export ENTRY -o ${file}\n`,
  )
  return 1
}

function paintDifference(difference: string, io: Terminal): string {
  const colours = { '-': 'red', '+': 'green', '@': 'cyan' } as const
  return difference
    .split('\n')
    .map((line) => {
      const colour = colours[line.charAt(0) as keyof typeof colours]
      return colour ? paint(io, colour, line) : line
    })
    .join('\n')
}

async function write(document: Document, options: ExportOptions, io: Terminal): Promise<void> {
  const { output, yaml = /\.ya?ml$/i.test(output ?? '') } = options
  const text = yaml ? await writeYaml(document) : await writeJsonText(document)
  if (output === undefined) {
    io.stdout.write(text)
    return
  }
  await replaceFile(output, text)
  const paths = Object.keys(document.paths ?? {}).length
  io.stderr.write(
    `Wrote ${output}: OpenAPI ${document.openapi}, ${paths} path${paths === 1 ? '' : 's'}.\n`,
  )
}

/** Whole or not at all, whoever reads it meanwhile. */
async function replaceFile(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.unfinished`
  try {
    await writeFile(unfinished, text)
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    const { code = '' } = error as NodeJS.ErrnoException
    throw refuseOption(
      `--output ${describeValue(file)} cannot be written: ${code}.`,
      'Give a file in a directory that is there, and that you may write to.',
      'ringback export',
    )
  }
}

function writeErrors({ problems = [] }: RingbackError, io: Terminal): string {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const count = `${errors.length} error${errors.length === 1 ? '' : 's'}`
  const listed = errors.map((problem) => printable(describeProblem(problem))).join('\n\n')
  return `${listed}\n\n${paint(io, 'red', `The document has ${count}, and is not exported.`)}\n  Mend what is listed above; ringback check lists it by file.\n`
}
