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
  /** The `webhook-id`. */
  readonly deliveryId: string
  /** From 1, and anew once it is sent again. One that a paused endpoint is tried by repeats its number. */
  readonly number: number
  /** In milliseconds since 1970. */
  readonly startedAt: number
  /** From the first look-up to the end of the answer, in milliseconds. */
  readonly durationMs: number
  /** An answer, or why there was none. */
  readonly result: AttemptResult
  /** What of the answer is not as the operation declares; undefined where all is, or there is none. */
  readonly mismatch?: string | undefined
}

/** What came back, told apart by `kind`. */
export type AttemptResult = AttemptAnswer | AttemptFault

/** The other side has answered. */
export interface AttemptAnswer {
  /** Tells it from a fault. */
  readonly kind: 'answer'
  /** Of HTTP, such as `200`: any 2xx has taken the delivery. */
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
  /** Tells it from an answer. */
  readonly kind: 'fault'
  /** Such as `ERR_DELIVERY_ADDRESS`, `ECONNREFUSED`, `UND_ERR_CONNECT_TIMEOUT`. */
  readonly code: string
  /** What went wrong, for people. */
  readonly message: string
  /** Whether no other attempt could come to something else, as of a URL that is refused: then none is made. */
  readonly isFinal: boolean
}

/** What becomes of a delivery after an attempt. */
export type Outcome =
  /** The other side has taken it. */
  | { readonly kind: 'done' }
  /** Again, not before `at` (milliseconds since 1970). */
  | { readonly kind: 'retry'; readonly at: number }
  /** Given up; why, as `LoggedDelivery` says it. */
  | { readonly kind: 'dead'; readonly reason: string }
  /** No attempt was made, or none that counts. */
  | Hold

/** No attempt was made, or none that counts: again, not before `at`. */
export interface Hold {
  /** Tells it from what ends an attempt. */
  readonly kind: 'hold'
  /** In milliseconds since 1970. */
  readonly at: number
  /** The endpoint that is paused, where that is why: what is held for it can be released by this name. */
  readonly endpoint?: string
}
