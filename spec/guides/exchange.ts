/** A request, and what it is answered with. */
export interface Exchange {
  readonly request: string
  readonly init?: RequestInit
  readonly status: number
  /** As parsed, where it is JSON. */
  readonly body: unknown
}

/** What is sent as well, or in place of what would be. */
interface Sent {
  readonly body?: string | FormData
  readonly headers?: Readonly<Record<string, string>>
}

const user = { Authorization: 'Bearer secret' }
const json = { 'Content-Type': 'application/json' }

export const invoice = { id: 'i-1', customer: 'Ann', total: 3 }

/** By somebody who is signed in. */
export function exchange(request: string, sent: Sent, status: number, body: unknown): Exchange {
  return { request, init: { ...sent, headers: { ...user, ...sent.headers } }, status, body }
}

/** By somebody who is signed in, with JSON. */
export function post(path: string, value: unknown, status: number, body: unknown): Exchange {
  return exchange(`POST ${path}`, { headers: json, body: JSON.stringify(value) }, status, body)
}

export function get(path: string, status: number, body: unknown): Exchange {
  return exchange(`GET ${path}`, {}, status, body)
}

export function file(field: string, size = 4): FormData {
  const form = new FormData()
  form.append(field, new File(['x'.repeat(size)], 'receipt.txt', { type: 'text/plain' }))
  return form
}

type Fault = readonly [location: string, path: string, message: string, code: string]

/** The answer that `openapi()` gives if nothing else is said. */
export function problem(...faults: readonly Fault[]): object {
  return {
    type: 'about:blank',
    title: 'Unprocessable Content',
    status: 422,
    detail: `The request is not as declared: ${faults.length === 1 ? '1 fault' : `${faults.length} faults`}.`,
    errors: faults.map(([location, path, message, code]) => ({
      in: location,
      path,
      message,
      code,
    })),
  }
}

/** What really comes. */
export async function ask(origin: string, asked: Exchange): Promise<Exchange> {
  const [method = '', path = ''] = asked.request.split(' ')
  const answer = await fetch(`${origin}${path}`, { ...asked.init, method })
  const text = await answer.text()
  const isJson = answer.headers.get('Content-Type')?.includes('json')
  return { ...asked, status: answer.status, body: isJson ? JSON.parse(text) : text }
}
