/** What the reference calls a type that nobody can import: what its users give there, or are given. */
export const called = {
  OptionsWithBase: 'OpenAPIOptions',
  OptionsWithInfo: 'OpenAPIOptions',
  CallbackRoutes: 'CallbackRouter',
  ReceivableCallbacks: 'CallbackRouter',
  WebhookRoutes: 'WebhookRouter',
  ReceivableWebhooks: 'WebhookRouter',
  Guard: 'OperationMiddleware',
  GuardHandler: 'RequestHandler',
  ShownSender: 'Sender',
  CallingRequest: 'Request',
  CallingResponse: 'Response',
  RequestTarget: 'Request',
  Boss: 'PgBoss',
  PostgresPool: 'Pool',
}

/** What only lets the compiler refuse a mistake: the type is that of the first argument. */
export const checks = new Set([
  ...['Checked', 'CheckedCallback', 'GrammaticalKey', 'ByStatus', 'WithoutOthers'],
])

/** Types that say less than their description does. */
export const opaque = new Set(['JsonSchema', 'Schema', 'StandardTyped', 'LibrarySchema'])

/** What a reader of Express knows by its type. */
export const express = {
  Application: 'The Express app.',
  Request: 'The request, as Express has it.',
  Response: 'The response, as Express has it.',
  NextFunction: 'Hands on to what comes after, with an error or without.',
}

/** What any name of a kind holds, where the type that has it says nothing of that. */
export const otherNames = { 'x-…': 'Any JSON; written into the document as it is.' }

const specification = 'https://spec.openapis.org/oas/v3.2.0.html'

/** Where the specification describes what `ServerObject` and its like are. */
export function findInSpecification(name) {
  if (name === 'Document') return `${specification}#openapi-object`
  const [, words] = /^([A-Z]\w+)Object$/.exec(name) ?? []
  if (words === undefined) return undefined
  const anchor = words.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
  return `${specification}#${anchor}-object`
}
