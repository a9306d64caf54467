/**
 * Every reason for which ringback refuses, warns or remarks. Compare `error.code`, never the class:
 * two copies of this package, such as of two versions, have a class each.
 */
export type ErrorCode =
  // thrown by the call that is mistaken
  | 'ERR_OPENAPI_NOT_CALLED'
  | 'ERR_OPENAPI_OPTION'
  | 'ERR_APP_NOT_FOUND'
  | 'ERR_SERVER_APP'
  | 'ERR_DEFINITION'
  | 'ERR_HANDLER'
  | 'ERR_SCHEMA'
  | 'ERR_CALLBACK_EXPRESSION'
  | 'ERR_CALLBACK_ROUTER'
  | 'ERR_CALLBACK_DUPLICATE'
  | 'ERR_CALLBACK_OPERATION'
  | 'ERR_CALLBACK_NAME'
  | 'ERR_CALLBACK_SOURCE'
  | 'ERR_LINK_EXPRESSION'
  | 'ERR_LINK_SOURCE'
  | 'ERR_DECORATOR'
  | 'ERR_DECORATOR_CONVENTION'
  | 'ERR_CONTROLLER'
  | 'ERR_CONTROLLER_DUPLICATE'
  // found while the document is built
  | 'ERR_DOCUMENT'
  | 'ERR_SCHEMA_NAME'
  | 'ERR_OPERATION_ID'
  | 'ERR_PATH_PARAMETER'
  | 'ERR_REFERENCE'
  | 'ERR_LINK_PARAMETER'
  | 'ERR_SECURITY_SCHEME'
  // passed to next() while a request runs
  | 'ERR_BODY_PARSER_MISSING'
  | 'ERR_REQUEST_INVALID'
  | 'ERR_MEDIA_TYPE'
  | 'ERR_BODY_MALFORMED'
  | 'ERR_RESPONSE_INVALID'
  // thrown while a callback is sent
  | 'ERR_CALLBACK_URL'
  // delivery
  | 'ERR_DELIVERY_ENGINE'
  | 'ERR_DELIVERY_STORE'
  | 'ERR_DELIVERY_OPERATION'
  | 'ERR_DELIVERY_TARGET'
  | 'ERR_DELIVERY_PAYLOAD'
  | 'ERR_DELIVERY_FAILED'
  | 'ERR_DELIVERY_UNKNOWN'
  | 'ERR_DELIVERY_OPTION'
  | 'ERR_DELIVERY_URL'
  | 'ERR_DELIVERY_ADDRESS'
  | 'ERR_DELIVERY_RUNNING'
  | 'ERR_DELIVERY_FULL'
  | 'ERR_DELIVERY_STOPPED'
  | 'ERR_DELIVERY_SECRET'
  | 'ERR_DELIVERY_ID'
  | 'ERR_DELIVERY_TRANSACTION'
  | 'ERR_DELIVERY_TIMESTAMP'
  // the receiver
  | 'ERR_RECEIVER_OPERATION'
  | 'ERR_RECEIVER_AMBIGUOUS'
  | 'ERR_RECEIVER_PARSED'
  | 'ERR_RECEIVER_METHOD'
  | 'ERR_RECEIVER_SIZE'
  | 'ERR_RECEIVER_SIGNATURE'
  | 'ERR_RECEIVER_BUSY'
  | 'ERR_RECEIVER_REPLAYS'
  | 'ERR_RECEIVER_TIMEOUT'
  // a document that is given to the command
  | 'ERR_DOCUMENT_READ'
  | 'ERR_DOCUMENT_SYNTAX'
  | 'ERR_DOCUMENT_VERSION'
  | 'ERR_DOCUMENT_LIMIT'
  | 'ERR_DOCUMENT_REFERENCE'
  | 'ERR_DOCUMENT_OPERATION'
  // a command
  | 'ERR_COMMAND_ENTRY'
  | 'ERR_COMMAND_OPTION'
  | 'ERR_COMMAND_PORT'
  | 'ERR_COMMAND_SAMPLE'
  // reported, and an error only where `strict` is set
  | 'WARN_STATUS_UNDECLARED'
  | 'WARN_OPERATION_UNMOUNTED'
  | 'WARN_OPERATION_SHADOWED'
  | 'WARN_PATH_UNKNOWN'
  | 'WARN_SECURITY_SCHEME'
  | 'WARN_METHOD_UNKNOWN'
  | 'WARN_CALLBACK_OPTIONAL'
  | 'WARN_CALLBACK_LOST'
  | 'WARN_CALLBACK_UNDECLARED'
  | 'WARN_CALLBACK_UNSENT'
  | 'WARN_SENDER_IDLE'
  | 'WARN_BODY_IGNORED'
  | 'WARN_PAGE_HIDDEN'
  | 'WARN_VERSION'
  | 'WARN_BASE_CONFLICT'
  | 'WARN_BASE_UNROUTED'
  | 'WARN_EXPRESS_VERSIONS'
  // worth knowing
  | 'NOTICE_UNDOCUMENTED'
  | 'NOTICE_BASE_REPEATED'
  | 'NOTICE_VERSION'
  | 'NOTICE_HEADER_IGNORED'
  | 'NOTICE_CALLBACK_CONSTANT'
  | 'NOTICE_CALLBACK_LEFT_OUT'
  | 'NOTICE_CALLBACK_NESTED'

/** One thing that is wrong with an app or its document, as data. */
export interface Problem {
  /** Which kind of problem it is. */
  readonly code: ErrorCode
  /** `strict` turns warnings into errors; notices stay notices. */
  readonly severity: 'error' | 'warning' | 'notice'
  /** Such as `POST /invoices > callbacks.invoiceEvents`. */
  readonly where: string
  /** What is wrong, with the offending value quoted. */
  readonly message: string
  /** What to do about it. */
  readonly remedy: string
}

/** One thing that is wrong with a request, as its client is told. */
export interface RequestFault {
  /** Where in the request it is. */
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'body'
  /** A JSON Pointer (RFC 6901) to it, such as `/lines/0/sku`; empty for a body as a whole. */
  readonly path: string
  /** What is wrong, such as `must be integer`. */
  readonly message: string
  /** A keyword of JSON Schema, or a code of the schema's library, such as `required`. */
  readonly code: string
}

/** A place that is put into words only where a message needs it. A string is one. */
export interface Where {
  toString(): string
}

export interface ErrorDetails extends Omit<Problem, 'severity' | 'where'> {
  readonly where?: Where | undefined
  /** The HTTP status that Express answers with where the error reaches `next()`. */
  readonly status?: number | undefined
  readonly problems?: readonly Problem[] | undefined
  readonly errors?: readonly RequestFault[] | undefined
  readonly cause?: unknown
}

/** The one class of error that ringback throws: what is wrong, where, and what to do about it. */
export class RingbackError extends Error {
  /** The same for all of them, and for every copy of the package. */
  override readonly name = 'RingbackError'
  /** Which kind of error it is: compare this. */
  readonly code: ErrorCode
  /** Where the mistake is, such as `POST /invoices > callbacks.invoiceEvents`; empty if unknown. */
  readonly where: string
  /** What to do about it. */
  readonly remedy: string
  /** The HTTP status that Express answers with where the error reaches `next()`. */
  readonly status: number
  /** The same, by the name that others read. */
  readonly statusCode: number
  /** With `ERR_DOCUMENT`: everything that is wrong, in the order in which it was found. */
  readonly problems?: readonly Problem[]
  /** With `ERR_REQUEST_INVALID` and its like: every fault of the request, in every place. */
  readonly errors?: readonly RequestFault[]

  constructor(details: ErrorDetails) {
    const where = String(details.where ?? '')
    super(
      describeProblem({ ...details, where }),
      details.cause === undefined ? {} : { cause: details.cause },
    )
    this.code = details.code
    this.where = where
    this.remedy = details.remedy
    this.status = details.status ?? 500
    this.statusCode = this.status
    if (details.problems) this.problems = details.problems
    if (details.errors) this.errors = details.errors
  }
}

/** A request that is not as declared, with all that is wrong with it. */
export interface InvalidRequestError extends RingbackError {
  readonly errors: readonly RequestFault[]
}

/** The lines in which a problem is printed: code, message, place and remedy. */
export function describeProblem(problem: {
  code: string
  where?: string | undefined
  message: string
  remedy: string
}): string {
  const place = problem.where ? `\n  at ${problem.where}` : ''
  return `${problem.code} ${problem.message}${place}\n  ${problem.remedy}`
}

/**
 * `source` with a caret under the character at `index`, for the message of a parser's error. Tabs and
 * line breaks are written as `\t` and `\n`, so that the caret stays under its character.
 */
export function drawCaret(source: string, index: number): string {
  const before = printable(source.slice(0, index))
  return `  ${before}${printable(source.slice(index))}\n  ${' '.repeat([...before].length)}^`
}

function printable(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')
}

/** A value that was given in place of another, in the words of a message. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object') return describeObject(value)
  if (typeof value === 'string') return JSON.stringify(value)
  return `the ${typeof value} ${String(value as number | boolean | bigint | symbol)}`
}

function describeObject(value: object): string {
  const keys = Object.keys(value)
  if (keys.length === 0) return 'an object without keys'
  return `an object with ${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ' …' : ''}`
}
