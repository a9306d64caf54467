/** One line of the table of requests: what is sent, and what comes of it in every kind of schema. */
export interface RequestCase {
  readonly title: string
  readonly request: SentRequest
  readonly answer: Answer
}

export interface SentRequest {
  readonly method: string
  /** As it stands in the request, percent-encoded or not. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** The status, with what the handler has of the request or with the places of all faults. */
export type Answer = readonly [status: number, held: unknown]

/** The handler has these values, and no others. */
export function good(title: string, request: SentRequest, held: object): RequestCase {
  return { title, request, answer: [200, held] }
}

/** Refused for faults in these places, each as `query/page`: `in`, and the JSON Pointer into it. */
export function bad(title: string, request: SentRequest, ...faults: string[]): RequestCase {
  return { title, request, answer: [422, faults.toSorted()] }
}

/** Good, with a query of these values. */
export function goodQuery(title: string, url: string, query: object): RequestCase {
  return good(title, get(url), { query })
}

/** Good, with a body that arrives as it was sent. */
export function goodBody(title: string, url: string, body: unknown): RequestCase {
  return good(title, post(url, body), { body })
}

export function badQuery(title: string, url: string, ...pointers: string[]): RequestCase {
  return bad(title, get(url), ...pointers.map((pointer) => `query${pointer}`))
}

export function badBody(
  title: string,
  url: string,
  body: unknown,
  ...pointers: string[]
): RequestCase {
  return bad(title, post(url, body), ...pointers.map((pointer) => `body${pointer}`))
}

export function get(url: string, headers: Readonly<Record<string, string>> = {}): SentRequest {
  return { method: 'GET', url, headers }
}

export function post(
  url: string,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): SentRequest {
  return send(url, 'application/json', JSON.stringify(value), headers)
}

/** A body as it is written. */
export function send(
  url: string,
  mediaType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): SentRequest {
  return { method: 'POST', url, headers: { 'content-type': mediaType, ...headers }, body }
}
