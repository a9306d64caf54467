import { findIn, findInError, type Findings } from './check/findings.ts'
import { judgeFindings, writeJson, writeReport } from './check/report.ts'
import { isFaultyDocument } from './documentations.ts'
import { openEntry, type CommonEntryOptions } from './entry/open-entry.ts'
import type { ExitCode, Terminal } from './terminal.ts'

export interface CheckOptions extends CommonEntryOptions {
  /** Fail on warnings too. */
  readonly strict?: boolean | undefined
  /** Print JSON. */
  readonly json?: boolean | undefined
  /** Fail where fewer routes are documented, in percent. */
  readonly coverage?: number | undefined
}

/** List what is wrong with the document of an app, and the routes that it lacks: 1 where that is too much. */
export async function checkCommand(options: CheckOptions, io: Terminal): Promise<ExitCode> {
  const findings = await find(options, io)
  const { strict = false, coverage } = options
  const verdict = judgeFindings(findings, { strict, coverage })
  io.stdout.write(
    options.json ? writeJson(options.entry, findings, verdict) : writeReport(findings, verdict, io),
  )
  return verdict.faults.length === 0 ? 0 : 1
}

async function find(options: CheckOptions, io: Terminal): Promise<Findings> {
  try {
    return findIn(await openEntry(options, io))
  } catch (error) {
    if (isFaultyDocument(error)) return findInError(error)
    throw error
  }
}
