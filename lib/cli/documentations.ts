import { createDocumentation, type Documentation } from '../documentation.ts'
import type { DocumentationIdentity } from '../documentation.ts'
import { discover } from '../discover.ts'
import type { RingbackError } from '../errors.ts'
import type { Application } from '../express.ts'
import { readOptions } from '../options.ts'

/** A mounted `openapi()`, and the app that it documents. */
export interface MountedDocumentation {
  readonly app: Application
  readonly documentation: Documentation
}

/** Every `openapi()` in an app and in its sub-apps; one that is mounted twice is listed once. */
export function listDocumentations(app: Application): MountedDocumentation[] {
  const mounted = discover(app).documentations.map((one) => ({
    app: one.app,
    documentation: readDocumentation(one.documentation),
  }))
  return mounted.filter(
    (one, index) =>
      mounted.findIndex(
        (other) => other.app === one.app && other.documentation === one.documentation,
      ) === index,
  )
}

/** By the copy of this package that the app has, unless that is one from before there was a command. */
function readDocumentation(identity: object): Documentation {
  const { documentation, webhooks } = identity as DocumentationIdentity
  return documentation ?? createDefault({ webhooks })
}

/** What documents an app that has no `openapi()`. */
export function createDefault(
  identity: DocumentationIdentity = { webhooks: undefined },
): Documentation {
  const options = readOptions({ info: { title: 'An app without openapi()', version: '0' } })
  return createDocumentation({ ...options, isPublished: false }, identity)
}

/** Whether a document has errors. By its code: the app may have another copy of this package. */
export function isFaultyDocument(error: unknown): error is RingbackError {
  const { code, problems } = (error ?? {}) as Partial<RingbackError>
  return code === 'ERR_DOCUMENT' && problems !== undefined
}
