import { readVerifyingSecrets, type VerifyingSecret } from '../../delivery/secret.ts'
import { readWholeNumber, refuseOption } from '../command-options.ts'
import type { Terminal } from '../terminal.ts'

/** `ringback receive DOCUMENT`, as it is typed. */
export interface ReceiveOptions {
  /** A path or a URL. */
  readonly document: string
  /**
   * `--port`: 0 takes any that is free.
   *
   * @default 4000
   */
  readonly port?: string | number | undefined
  /**
   * `--host`: an address of this machine.
   *
   * @default '127.0.0.1'
   */
  readonly host?: string | undefined
  /** `--secret`: `whsec_…` or `whpk_…`, any number of times while they rotate. */
  readonly secret?: string | readonly string[] | undefined
  /** `--status`: answers everything with it, in place of what is declared. */
  readonly status?: string | number | undefined
  /** `--delay`: milliseconds before each answer. */
  readonly delay?: string | number | undefined
  /** `--json` and `--no-json`; by default where stdout is no terminal. */
  readonly json?: boolean | undefined
}

/** The options, read. */
export interface ReceiveSettings {
  readonly host: string
  readonly port: number
  readonly delayMs: number
  readonly status: number | undefined
  readonly secrets: readonly VerifyingSecret[] | undefined
  readonly isJson: boolean
}

/** @throws {RingbackError} `ERR_COMMAND_OPTION`, `ERR_DELIVERY_SECRET` */
export function readSettings(options: ReceiveOptions, { stdout }: Terminal): ReceiveSettings {
  const { host = '127.0.0.1', port = 4000, delay = 0, status, secret, json } = options
  const isTerminal = (stdout as { isTTY?: boolean }).isTTY === true
  const milliseconds = { from: 0, to: 3_600_000, unit: 'milliseconds' }
  return {
    host: readHost(host),
    port: readWholeNumber('--port', port, { from: 0, to: 65_535 }, 'receive'),
    delayMs: readWholeNumber('--delay', delay, milliseconds, 'receive'),
    status:
      status === undefined
        ? undefined
        : readWholeNumber('--status', status, { from: 200, to: 599 }, 'receive'),
    secrets: secret === undefined ? undefined : readVerifyingSecrets(secret, '--secret'),
    isJson: json ?? !isTerminal,
  }
}

function readHost(host: string): string {
  if (/^[\w.:-]+$/.test(host)) return host
  throw refuseOption(
    `--host is ${JSON.stringify(host)}.`,
    'Give an address of this machine, such as 127.0.0.1, without scheme and port.',
    'receive',
  )
}
