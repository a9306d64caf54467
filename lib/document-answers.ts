import { createReceiverDocument } from './document/receiver-document.ts'
import type { Reading } from './documentation.ts'
import type { Application, Request, Response } from './express.ts'
import { readForwardedPrefix } from './forwarded-prefix.ts'
import type { Document } from './openapi-types.ts'
import type { DocumentAddresses, ResolvedOptions } from './options.ts'
import { createReadyAnswer, type Answer } from './ready-answer.ts'
import { writeYaml } from './yaml.ts'

/** The answers of one build of the document, each made when it is first asked for. */
interface Edition {
  readonly reading: Reading
  readonly own: Formats
  readonly receiver: Formats
}

/** One document in both formats. */
interface Formats {
  json(): Answer
  yaml(): Promise<Answer>
}

/** What answers with the documents, by path: in JSON, and in YAML beside it. */
export function createDocumentAnswers(
  options: ResolvedOptions,
  read: (app: Application) => Reading,
): [path: string, answer: Answer][] {
  const findEdition = keepEditions(options, read)
  const { document, yaml, receiver } = options
  return [
    ...answerFormats({ json: document, yaml }, (req, res) => findEdition(req, res).own),
    ...(receiver ? answerFormats(receiver, (req, res) => findEdition(req, res).receiver) : []),
  ]
}

function answerFormats(
  { json, yaml }: DocumentAddresses,
  find: (req: Request, res: Response) => Formats,
): [path: string, answer: Answer][] {
  return [
    [json, (req, res, next) => find(req, res).json()(req, res, next)],
    [
      yaml,
      (req, res, next) => {
        find(req, res)
          .yaml()
          .then((answer) => answer(req, res, next))
          .catch(next)
      },
    ],
  ]
}

/** One edition for each app and each prefix, until the app's routes change. */
function keepEditions(
  options: ResolvedOptions,
  read: (app: Application) => Reading,
): (req: Request, res: Response) => Edition {
  const editions = new WeakMap<Application, Map<string, Edition>>()
  return (req, res) => {
    const reading = read(req.app)
    const prefix = options.fields['servers'] ? '' : readForwardedPrefix(req, res)
    const kept = editions.get(req.app) ?? new Map<string, Edition>()
    const known = kept.get(prefix)
    if (known?.reading === reading) return known
    const edition = createEdition(reading, prefix, options)
    editions.set(req.app, kept.set(prefix, edition))
    if (kept.size > maxPrefixes) forgetOne(kept)
    return edition
  }
}

/** An app stands behind one proxy or two; more would be somebody who makes them up. */
const maxPrefixes = 8

/** The oldest, and never the one without a prefix, so that nobody who makes them up takes that away. */
function forgetOne(kept: Map<string, Edition>): void {
  const oldest = [...kept.keys()].find((prefix) => prefix !== '')
  if (oldest !== undefined) kept.delete(oldest)
}

/** Where the API stands matters nothing to who implements its callbacks: no prefix goes into theirs. */
function createEdition(reading: Reading, prefix: string, options: ResolvedOptions): Edition {
  const { document } = reading
  const own = document && (() => withPrefix(document, prefix))
  const receiver = document && (() => createReceiverDocument(document))
  return {
    reading,
    own: createFormats(own, reading, options),
    receiver: createFormats(receiver, reading, options),
  }
}

function createFormats(
  make: (() => Document) | undefined,
  reading: Reading,
  options: ResolvedOptions,
): Formats {
  let json: Answer | undefined
  let yaml: Promise<Answer> | undefined
  return {
    json: () => (json ??= make ? answerJson(make()) : answerErrors(reading, options)),
    yaml: () =>
      (yaml ??= make ? answerYaml(make()) : Promise.resolve(answerErrors(reading, options))),
  }
}

function answerJson(document: Document): Answer {
  return createReadyAnswer({
    status: 200,
    type: 'application/json; charset=utf-8',
    bytes: Buffer.from(JSON.stringify(document, undefined, 2)),
  })
}

/** RFC 9512: `application/yaml` has no charset; it is UTF-8. */
async function answerYaml(document: Document): Promise<Answer> {
  const bytes = Buffer.from(await writeYaml(document))
  return createReadyAnswer({ status: 200, type: 'application/yaml', bytes })
}

/** "A relative URL … is relative to the location where the document … is being served." */
function withPrefix(document: Document, prefix: string): Document {
  if (prefix === '') return document
  const { openapi, info, servers, ...others } = document
  const url = servers?.[0]?.url ?? ''
  return {
    openapi,
    info,
    servers: [{ url: prefix + url.replace(/\/$/, '') }],
    ...others,
  } as Document
}

/** Problem details (RFC 9457); in production nothing of the inside is told. */
function answerErrors({ problems }: Reading, { isProduction }: ResolvedOptions): Answer {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const details = {
    type: 'about:blank',
    title: 'The API document cannot be built',
    status: 500,
    ...(isProduction ? {} : { detail: `${errors.length} to mend`, errors }),
  }
  return createReadyAnswer({
    status: 500,
    type: 'application/problem+json; charset=utf-8',
    bytes: Buffer.from(JSON.stringify(details, undefined, 2)),
  })
}
