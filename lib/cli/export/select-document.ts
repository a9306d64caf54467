import type { Application } from '../../express.ts'
import type { Document } from '../../openapi-types.ts'
import { readTargetVersion } from '../../openapi-version.ts'
import { refuseOption } from '../command-options.ts'
import { listDocumentations, type MountedDocumentation } from '../documentations.ts'

export interface Wanted {
  /** Of OpenAPI. */
  readonly version?: string | undefined
  /** What the other side implements. */
  readonly receiver?: boolean | undefined
  /** The path that it is served at, of several documents. */
  readonly at?: string | undefined
}

/**
 * The document that an app serves.
 *
 * @throws {RingbackError} `ERR_COMMAND_OPTION` where it has none, or several; `ERR_DOCUMENT` with every
 *   problem, where one of them is an error
 */
export function selectDocument(app: Application, { version, receiver, at }: Wanted): Document {
  const { app: documented, documentation } = selectMounted(listDocumentations(app), app, at)
  const target = version === undefined ? undefined : readTargetVersion(version)
  return receiver
    ? documentation.receiverDocument(documented, target)
    : documentation.document(documented, target)
}

function selectMounted(
  all: readonly MountedDocumentation[],
  app: Application,
  at: string | undefined,
): MountedDocumentation {
  const chosen = at === undefined ? preferOwn(all, app) : all.filter((one) => isServedAt(one, at))
  const [first] = chosen
  if (first && chosen.length === 1) return first
  if (all.length === 0) {
    throw refuseOption(
      'The app has no openapi(), and so no document.',
      'Mount it: app.use(openapi({ info: { title, version } })).',
      'ringback export',
    )
  }
  const served = all.map((one) => one.documentation.pages(one.app)[0] ?? 'none that is served')
  throw refuseOption(
    at === undefined
      ? `The app has ${all.length} documents.`
      : `No document of the app is served at "${at}".`,
    `Say which by --at, with one of ${served.join(', ')}.`,
    'ringback export',
  )
}

/** A sub-app may have a document of its own, and is part of the whole app's. */
function preferOwn(all: readonly MountedDocumentation[], app: Application): MountedDocumentation[] {
  const own = all.filter((one) => one.app === app)
  return own.length > 0 ? own : [...all]
}

function isServedAt({ app, documentation }: MountedDocumentation, path: string): boolean {
  return documentation.pages(app).includes(path)
}
