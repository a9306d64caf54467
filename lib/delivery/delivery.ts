/** A request to another side that is to arrive: all that is needed to send it later, on any machine. */
export interface Delivery {
  /** The `webhook-id`: the same at every attempt. */
  readonly id: string
  /** Of the callback or webhook operation; it finds schemas and policy after a restart. */
  readonly operationId: string
  /** In capitals, such as `POST`. */
  readonly method: string
  /** Absolute, with its query; looked at again before each attempt. */
  readonly url: string
  /** What is declared, and Content-Type; the signature is made at each attempt. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The exact text, validated and serialised; undefined where the operation has no body. */
  readonly body: string | undefined
  /** In milliseconds since 1970. */
  readonly createdAt: number
  /** How many attempts were made before. */
  readonly attempts: number
}

/** What one attempt came to. */
export interface Attempt {
  readonly deliveryId: string
  /** From 1, and anew once it is sent again. One that a paused endpoint is tried by repeats its number. */
  readonly number: number
  /** In milliseconds since 1970. */
  readonly startedAt: number
  readonly durationMs: number
  readonly result: AttemptResult
  /** What of the answer is not as the operation declares; undefined where all is, or there is none. */
  readonly mismatch?: string | undefined
}

export type AttemptResult = AttemptAnswer | AttemptFault

/** The other side has answered. */
export interface AttemptAnswer {
  readonly kind: 'answer'
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** At most its first 16 KiB, as text; undefined where none came, or a compressed one. */
  readonly body: string | undefined
  /** Whether there was more, it did not end in time, or it was compressed, which is never undone. */
  readonly isCut: boolean
}

/** There was no answer, or no request. */
export interface AttemptFault {
  readonly kind: 'fault'
  /** Such as `ERR_DELIVERY_ADDRESS`, `ECONNREFUSED`, `UND_ERR_CONNECT_TIMEOUT`. */
  readonly code: string
  readonly message: string
  /** Whether another attempt could come to something else: a refused URL never does. */
  readonly isFinal: boolean
}

/** What becomes of a delivery after an attempt. */
export type Outcome =
  | { readonly kind: 'done' }
  /** Again, not before `at` (milliseconds since 1970). */
  | { readonly kind: 'retry'; readonly at: number }
  | { readonly kind: 'dead'; readonly reason: string }
  | Hold

/** No attempt was made, or none that counts: again, not before `at`. */
export interface Hold {
  readonly kind: 'hold'
  /** In milliseconds since 1970. */
  readonly at: number
  /** The endpoint that is paused, where that is why: what is held for it can be released by this name. */
  readonly endpoint?: string
}
