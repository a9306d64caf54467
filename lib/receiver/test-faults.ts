import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * What an endpoint may do in place of an answer:
 * - `hang`: nothing at all, with the connection open;
 * - `hang-body`: half a body, and then nothing;
 * - `drip`: a body that never ends, a byte at a time;
 * - `flood`: a body that never ends, as fast as it is read;
 * - `truncate`: less of a body than was said, and the end of the connection;
 * - `close`: the end of the connection, without an answer;
 * - `reset`: the same, by a reset;
 * - `garbage`: bytes that are not HTTP.
 */
export type TestFault =
  'hang' | 'hang-body' | 'drip' | 'flood' | 'truncate' | 'close' | 'reset' | 'garbage'

const chunked =
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n'
const sized =
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"half'
const flooding = `10000\r\n${'x'.repeat(0x10000)}\r\n`

const faults: Readonly<Record<TestFault, (socket: Socket) => void>> = {
  hang: () => {},
  'hang-body': (socket) => void socket.write(sized),
  drip: (socket) => void pour(socket, '1\r\nx\r\n', 20),
  flood: (socket) => void pour(socket, flooding, 0),
  truncate: (socket) => void socket.end(sized),
  close: (socket) => void socket.end(),
  reset: (socket) => void socket.resetAndDestroy(),
  garbage: (socket) => void socket.end(Buffer.from([0, 255, 1, 254, 13, 10, 13, 10, 0])),
}

export const testFaults: readonly TestFault[] = Object.keys(faults) as TestFault[]

/** Fails a request; what has no end of its own ends with the connection. */
export function failRequest({ socket }: ServerResponse, fault: TestFault): void {
  if (!socket) return
  // Whoever was failed has gone away: nobody is there to hear of it.
  socket.on('error', () => {})
  faults[fault](socket)
}

async function pour(socket: Socket, data: string, pauseMs: number): Promise<void> {
  socket.write(chunked)
  while (!socket.destroyed && socket.writable) {
    const hasRoom = socket.write(data)
    if (pauseMs > 0 || hasRoom) await wait(pauseMs)
    else await hasDrained(socket)
  }
}

function hasDrained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const leave = (): void => {
      socket.off('drain', leave).off('close', leave)
      resolve()
    }
    socket.on('drain', leave).on('close', leave)
  })
}
