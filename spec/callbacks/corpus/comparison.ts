import { isMethod, listParents, nameParent } from './client-requests.ts'
import { documentRules, requestRules } from './emission-rules.ts'
import type { DocumentRule, RequestRule } from './emission-rules.ts'
import type { DocumentObject, PublishedDocument } from './published-document.ts'
import { isObject, writeOut } from './references.ts'

/** Which of the emission rules apply. */
export interface Rules {
  readonly ofDocument: readonly DocumentRule[]
  readonly ofRequest: readonly RequestRule[]
}

const allRules: Rules = { ofDocument: documentRules, ofRequest: requestRules }

export function withoutRule(left: DocumentRule | RequestRule): Rules {
  return {
    ofDocument: documentRules.filter((rule) => rule !== left),
    ofRequest: requestRules.filter((rule) => rule !== left),
  }
}

/** A published document as it can be declared: what it says, in 3.1 and at another address. */
export function prepare(published: PublishedDocument, rules: Rules = allRules): DocumentObject {
  const prepared = rules.ofDocument.reduce(
    (each, rule) => ({ ...each, document: rule(each) }),
    published,
  )
  return prepared.document
}

/** A request that cannot be declared. */
export interface Refused {
  /** The key of a callback, such as `{$request.body#/sink}`. */
  readonly key: string
}

/** The webhooks of a document, and the callbacks of each operation by its name. */
export interface ClientSide {
  readonly webhooks: DocumentObject
  readonly callbacks: Readonly<Record<string, DocumentObject>>
}

/** The part of a document that is about requests which its API makes, with no reference in it. */
export function readClientSide(document: DocumentObject): ClientSide {
  const ofParents = listParents(document).map((parent) => [
    nameParent(parent),
    writeOut(parent.operation['callbacks'], document),
  ])
  return {
    webhooks: writeOut(document['webhooks'] ?? {}, document) as DocumentObject,
    callbacks: Object.fromEntries(ofParents) as ClientSide['callbacks'],
  }
}

/**
 * What ringback is to write of a published document.
 *
 * @param refused The callbacks whose keys are no expressions: they are left out.
 */
export function expectClientSide(
  published: PublishedDocument,
  refused: readonly Refused[] = [],
  rules: Rules = allRules,
): ClientSide {
  const { webhooks, callbacks } = readClientSide(prepare(published, rules))
  const keys = new Set(refused.map(({ key }) => key))
  return {
    webhooks: mapMembers(webhooks, (item, name) => writeItem(item, name, rules)),
    callbacks: mapMembers(callbacks, (ofParent) =>
      mapMembers(ofParent, (callback, name) =>
        mapMembers(callback, (item, key) => (keys.has(key) ? {} : writeItem(item, name, rules))),
      ),
    ) as ClientSide['callbacks'],
  }
}

function writeItem(item: DocumentObject, name: string, { ofRequest }: Rules): DocumentObject {
  const entries = Object.entries(item).map(([method, operation]) => {
    if (!isMethod(method)) return [method, operation]
    const place = { name, method }
    return [
      method,
      ofRequest.reduce((each, rule) => rule(each, place), operation as DocumentObject),
    ]
  })
  return Object.fromEntries(entries) as DocumentObject
}

/** A copy with each member changed; what nothing is left of leaves no name behind. */
function mapMembers(
  object: DocumentObject,
  change: (member: DocumentObject, name: string) => DocumentObject,
): DocumentObject {
  const entries = Object.entries(object)
    .map(([name, member]) => [name, isObject(member) ? change(member, name) : member] as const)
    .filter(([, member]) => !isObject(member) || Object.keys(member).length > 0)
  return Object.fromEntries(entries)
}
