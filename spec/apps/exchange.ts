/** A request as the bytes of HTTP, and the status that comes back. */
export interface Exchange {
  readonly status: number
  readonly sent: string
}

/** A request that is the only one of its connection. */
export function ask(
  status: number,
  line: string,
  headers: readonly string[] = [],
  body = '',
): Exchange {
  const length = body ? [`Content-Length: ${Buffer.byteLength(body)}`] : []
  const head = [`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, ...length]
  return { status, sent: [...head, '', body].join('\r\n') }
}
