import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { RingbackError } from '../../errors.ts'
import type { Answer } from './declared-answer.ts'

/** Answers a request. What it throws is answered with 500. */
export type AnswerRequest = (req: IncomingMessage) => Promise<Answer>

export interface ServerOptions {
  readonly host: string
  /** 0 takes any that is free. */
  readonly port: number
  readonly delayMs: number
  /** Ends it at once, with all that is open. */
  readonly signal: AbortSignal
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:4000`. */
  readonly origin: string
  /** Resolves once nothing of it is left. */
  readonly ended: Promise<void>
}

/** @throws {RingbackError} `ERR_COMMAND_PORT` */
export async function startServer(
  options: ServerOptions,
  answer: AnswerRequest,
): Promise<RunningServer> {
  const { delayMs, signal } = options
  const server = createServer((req, res) => {
    void respond(answer(req), res, delayMs, signal)
  })
  await listen(server, options)
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      server.close(() => resolve())
      server.closeAllConnections()
    }
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
  return { origin: describeOrigin(server, options), ended }
}

function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refusePort(error, host, port)))
    server.listen(port, host, () => resolve())
  })
}

function refusePort(
  { code, message }: NodeJS.ErrnoException,
  host: string,
  port: number,
): RingbackError {
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} of ${host} is taken by another program.`,
    EACCES: `Port ${port} of ${host} may not be opened by this user.`,
    EADDRNOTAVAIL: `${host} is no address of this machine.`,
  }
  const isPort = code === 'EADDRINUSE' || code === 'EACCES'
  return new RingbackError({
    code: 'ERR_COMMAND_PORT',
    message: why[code ?? ''] ?? `Port ${port} of ${host} cannot be opened: ${message}.`,
    where: 'receive',
    remedy: isPort
      ? `Give another: --port ${port === 65_535 ? 4000 : port + 1}, or --port 0 for any that is free.`
      : 'Leave --host out for the loopback address, or give one of this machine.',
  })
}

function describeOrigin(server: Server, { host }: ServerOptions): string {
  const { port } = server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

async function respond(
  answered: Promise<Answer>,
  res: ServerResponse,
  delayMs: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { status, headers, body } = await answered
    if (delayMs > 0) await wait(delayMs, undefined, { signal })
    res.writeHead(status, headers).end(res.req.method === 'HEAD' ? undefined : body)
  } catch (error) {
    if (signal.aborted) return
    if (res.headersSent) return void res.destroy()
    res.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
  }
}
