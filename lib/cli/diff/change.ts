/** Whether a change breaks who relies on the old document, may do so, or cannot. */
export type Severity = 'breaking' | 'warning' | 'safe'

/** Those who call the API, or those who implement its callbacks and webhooks. */
export type Concerned = 'clients' | 'receivers'

/** One thing in which two documents differ for somebody. */
export interface Change {
  readonly severity: Severity
  readonly for: Concerned
  /** Such as `POST /invoices > callbacks.invoiceEvents > request body > /total`. */
  readonly where: string
  readonly code: ChangeCode
  /** A sentence about the new document, as compared to the old. */
  readonly message: string
}

/** What has changed, to be told apart by tools. */
export type ChangeCode =
  // operations
  | 'operation-added'
  | 'operation-removed'
  | 'operation-deprecated'
  | 'operation-id-changed'
  | 'callback-added'
  | 'callback-removed'
  | 'callback-renamed'
  | 'callback-url-changed'
  | 'webhook-added'
  | 'webhook-removed'
  | 'link-added'
  | 'link-removed'
  // what operations consist of
  | 'parameter-added'
  | 'parameter-removed'
  | 'parameter-required'
  | 'parameter-optional'
  | 'parameter-format-changed'
  | 'header-added'
  | 'header-removed'
  | 'header-required'
  | 'header-optional'
  | 'header-format-changed'
  | 'body-added'
  | 'body-removed'
  | 'body-required'
  | 'body-optional'
  | 'media-type-added'
  | 'media-type-removed'
  | 'encoding-changed'
  | 'response-added'
  | 'response-removed'
  | 'security-added'
  | 'security-removed'
  | 'security-scheme-changed'
  | 'server-added'
  | 'server-removed'
  // schemas
  | SchemaChangeCode

export type SchemaChangeCode =
  | 'type-added'
  | 'type-removed'
  | 'type-changed'
  | 'null-added'
  | 'null-removed'
  | 'value-added'
  | 'value-removed'
  | 'property-added'
  | 'property-removed'
  | 'property-required'
  | 'property-optional'
  | 'additional-allowed'
  | 'additional-refused'
  | 'bound-raised'
  | 'bound-lowered'
  | 'pattern-added'
  | 'pattern-removed'
  | 'pattern-changed'
  | 'format-added'
  | 'format-removed'
  | 'format-changed'
  | 'multiple-changed'
  | 'unique-items-added'
  | 'unique-items-removed'
  | 'encoding-changed'
  | 'alternative-added'
  | 'alternative-removed'
  | 'alternatives-exclusive'
  | 'default-changed'
  | 'keyword-added'
  | 'keyword-removed'
  | 'keyword-changed'
  | 'discriminator-changed'
  | 'never-accepted'
  | 'not-compared'

/**
 * Which way values go, as seen by who is concerned: what they write has to fit the new document as it did
 * the old, and what they read must not be more than the old one said.
 */
export type Direction = 'written' | 'read'

/** What a change means in each direction. */
export type Effect = Readonly<Record<Direction, Severity>>

/** Less is allowed than was. */
export const narrowed: Effect = { written: 'breaking', read: 'safe' }
/** More is allowed than was. */
export const widened: Effect = { written: 'safe', read: 'breaking' }
/** Something else is allowed than was. */
export const changed: Effect = { written: 'breaking', read: 'breaking' }
/** More, or less, or neither. */
export const unknown: Effect = { written: 'warning', read: 'warning' }
export const harmless: Effect = { written: 'safe', read: 'safe' }
