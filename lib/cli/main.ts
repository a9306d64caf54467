import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { RingbackError } from '../errors.ts'
import { paint, printable, type ExitCode, type Terminal } from './terminal.ts'

/**
 * Run the command that was asked for.
 *
 * @param argv Without the names of Node and of the command.
 * @returns The exit code: 0 fine; 1 something was found; 2 a mistaken call, or something that cannot be
 *   read; 130 interrupted
 */
export async function main(argv: readonly string[], io: Terminal): Promise<ExitCode | 130> {
  let code: ExitCode = 0
  const isVerbose = Boolean(process.env['DEBUG']) || argv.includes('--verbose')
  const program = createProgram(io, (ended) => (code = ended))
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (io.signal.aborted) return 130
    io.stderr.write(describeError(error, isVerbose, io))
    return 2
  }
}

type End = (code: ExitCode) => void

function createProgram(io: Terminal, end: End): Command {
  const program = new Command('ringback')
    .description('Check, export and try out the API of an Express app, and what it calls back.')
    .version(readVersion())
    // export has a --version of its own
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(ringback --help lists what there is)')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHasColors: () => io.isColour,
      getErrHasColors: () => io.isColour,
    })
    .addHelpText('after', examples(['check src/app.ts', 'export src/app.ts -o openapi.json']))
  addCheck(program, io, end)
  addExport(program, io, end)
  addDiff(program, io, end)
  addTrigger(program, io, end)
  addReceive(program, io, end)
  for (const command of program.commands) command.option('--verbose', 'print the stack of errors')
  return program
}

function addCheck(program: Command, io: Terminal, end: End): void {
  addEntry(program.command('check'))
    .description('List what is wrong with the document of an app, and the routes that it lacks.')
    .option('--strict', 'fail on warnings too')
    .option('--json', 'print JSON')
    .option('--coverage <percent>', 'fail where fewer routes are documented', readPercent)
    .addHelpText(
      'after',
      examples([
        'check src/app.ts',
        'check src/server.ts --strict --coverage 90',
        'check src/app.ts --export createApp --json',
      ]),
    )
    .action(async (entry: string, options) => {
      const { checkCommand } = await import('./check-command.ts')
      end(await checkCommand({ ...options, entry }, io))
    })
}

function addExport(program: Command, io: Terminal, end: End): void {
  addEntry(program.command('export'))
    .description("Write an app's OpenAPI document, or that of those who implement its callbacks.")
    .option('-o, --output <file>', 'write to a file, in YAML where it ends in .yaml')
    .addOption(
      new Option('--version <version>', 'of OpenAPI, in place of the one of the app').choices([
        ...['3.0', '3.1', '3.2'],
      ]),
    )
    .option('--yaml', 'write YAML')
    .option(
      '--receiver',
      'write what the other side implements: its callbacks and webhooks as paths',
    )
    .option('--check <file>', 'fail where the document in this file differs, and print how')
    .option('--at <path>', 'of several documents, the one that is served at this path')
    .addHelpText(
      'after',
      examples([
        'export src/app.ts -o openapi.json',
        'export src/app.ts --version 3.0 --yaml > openapi.yaml',
        'export src/app.ts --check openapi.json',
        'export src/app.ts --receiver -o receiver.json',
        'export https://api.example.com/openapi.json --receiver',
      ]),
    )
    .action(async (entry: string, options) => {
      const { exportCommand } = await import('./export-command.ts')
      end(await exportCommand({ ...options, entry }, io))
    })
}

/** What `check` and `export` have in common. */
function addEntry(command: Command): Command {
  return command
    .argument('<entry>', 'the module that has the app, in JavaScript or TypeScript')
    .option('--export <name>', 'the export that is the app, or a function that makes it')
    .option('--timeout <seconds>', 'how long the entry may take to load', readSeconds, 30)
}

function addDiff(program: Command, io: Terminal, end: End): void {
  program
    .command('diff')
    .description(
      "List what changed between two documents, for an API's users and for who receives its callbacks.",
    )
    .argument('<old>', 'a path or a URL')
    .argument('<new>', 'a path or a URL')
    .option('--json', 'print JSON')
    .addOption(
      new Option('--fail-on <severity>', 'which changes the exit code 1 is for')
        .choices(['breaking', 'warning', 'never'])
        .default('breaking'),
    )
    .addHelpText(
      'after',
      examples([
        'diff openapi.json https://api.example.com/openapi.json',
        'diff old.yaml new.yaml --json',
      ]),
    )
    .action(async (before: string, after: string, options) => {
      const { diffCommand } = await import('./diff-command.ts')
      end(await diffCommand({ ...options, old: before, new: after }, io))
    })
}

function addTrigger(program: Command, io: Terminal, end: End): void {
  program
    .command('trigger')
    .description(
      'Send a sample of a callback or a webhook, and see whether the answer is as declared.',
    )
    .argument('<document>', 'a path or a URL')
    .argument('<operation-id>', 'or the name of a callback or a webhook')
    .requiredOption('--to <url>', 'where to send it: what the key of a callback begins with')
    .option('--data <file>', 'the body to send, of a file or of - for stdin')
    .option('--header <header>', "such as 'Authorization: Bearer …'; repeatable", collect)
    .option('--secret <secret>', 'sign with it, and with others where it is repeated', collect)
    .option('--no-secret', 'sign nothing; by default a secret is made, and printed')
    .option('--json', 'print JSON')
    .option('--timeout <milliseconds>', 'how long the answer may take', '15000')
    .addHelpText(
      'after',
      examples([
        'trigger openapi.json invoiceNotification --to http://localhost:4000',
        'trigger openapi.json invoiceNotification --to http://localhost:4000 --data paid.json',
      ]),
    )
    .action(async (document: string, operationId: string, options) => {
      const { triggerCommand } = await import('./trigger-command.ts')
      end(await triggerCommand({ ...options, document, operationId }, io))
    })
}

function addReceive(program: Command, io: Terminal, end: End): void {
  program
    .command('receive')
    .description(
      'Receive every callback and webhook of a document, and check and print what arrives.',
    )
    .argument('<document>', 'a path or a URL')
    .option('--port <port>', 'where to listen; 0 takes any that is free', '4000')
    .option('--host <address>', 'an address of this machine', '127.0.0.1')
    .option('--secret <secret>', 'check signatures by it; repeatable', collect)
    .option('--status <status>', 'answer everything with it')
    .option('--delay <milliseconds>', 'wait before each answer')
    .option('--json', 'print a line of JSON for each; the default where stdout is no terminal')
    .option('--no-json', 'print text')
    .addHelpText(
      'after',
      examples([
        'receive openapi.json',
        'receive https://api.example.com/openapi.json --port 4001 --secret whsec_…',
        'receive openapi.json --status 503 --delay 2000',
      ]),
    )
    .action(async (document: string, options) => {
      const { receiveCommand } = await import('./receive-command.ts')
      end(await receiveCommand({ ...options, document }, io))
    })
}

/** An option that is given several times. */
function collect(value: string, before: readonly string[] | boolean | undefined): string[] {
  return [...(Array.isArray(before) ? before : []), value]
}

function examples(calls: readonly string[]): string {
  return `\nExamples:\n${calls.map((call) => `  $ ringback ${call}`).join('\n')}\n`
}

function readPercent(text: string): number {
  const percent = Number(text)
  if (text.trim() !== '' && percent >= 0 && percent <= 100) return percent
  throw new InvalidArgumentError('Give a number from 0 to 100, such as 90.')
}

function readSeconds(text: string): number {
  const seconds = Number(text)
  if (text.trim() !== '' && seconds > 0 && seconds <= 86_400) return seconds
  throw new InvalidArgumentError('Give a number of seconds, such as 30.')
}

/** One sentence and a remedy; where it comes from only for who asks. */
function describeError(error: unknown, isVerbose: boolean, { isColour }: Terminal): string {
  const { stack, cause } = error as Error
  const text = printable(explainError(error))
  const trace = (cause as Error | undefined)?.stack ?? stack ?? ''
  return `${paint({ isColour }, 'red', 'ringback:')} ${text}\n${isVerbose ? `${printable(trace)}\n` : ''}`
}

function explainError(error: unknown): string {
  const { message } = error as Error
  if (error instanceof RingbackError) return message
  const isDeep = error instanceof RangeError && message.includes('call stack')
  if (isDeep) return explainDepth()
  return `${String(message ?? error)}\n  This is a fault of ringback: please report it, with what --verbose prints.`
}

/** Thousands of schemas that each refer to the next. */
function explainDepth(): string {
  const { message } = new RingbackError({
    code: 'ERR_DOCUMENT_LIMIT',
    message: 'The schemas lead to one another over more levels than can be followed.',
    remedy: 'Let them refer to one another over fewer levels.',
  })
  return message
}

/** That of the package which the command is in, whether it is built or not. */
function readVersion(): string {
  let folder = dirname(realpathSync(process.argv[1] ?? '.'))
  for (; folder !== dirname(folder); folder = dirname(folder)) {
    const found = readPackage(join(folder, 'package.json'))
    if (found?.name === 'ringback') return found.version
  }
  return 'unknown'
}

function readPackage(file: string): { name: string; version: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { name: string; version: string }
  } catch {
    return undefined
  }
}
