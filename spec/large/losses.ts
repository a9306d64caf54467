import type { LargeVersion } from './large-app.ts'

/** What is worth knowing in every version. */
const always = [
  'NOTICE_UNDOCUMENTED GET /health',
  'NOTICE_CALLBACK_LEFT_OUT callbacks.auditEvents of the guard at accounts.ts',
]

const optional =
  'WARN_CALLBACK_OPTIONAL DELETE /accounts/{id} > callbacks.auditEvents > POST {$request.query.audit}/{$method}'

const stream = 'paths./events/stream.get.responses.200.content.text/event-stream'
const history = 'paths./events/history.get.responses.200.content'

/** What 3.2 alone can say. */
const until31 = [
  'WARN_METHOD_UNKNOWN M-SEARCH /shops/{shop}/catalogue/products',
  'WARN_METHOD_UNKNOWN REPORT /shops/{shop}/orders',
  'WARN_METHOD_UNKNOWN PROPFIND /files/content/{path}',
  'WARN_METHOD_UNKNOWN PURGE /files/content/{path}',
  ...always,
  'WARN_METHOD_UNKNOWN POST /shops/{shop}/orders > callbacks.receiverChecks',
  optional,
  'NOTICE_VERSION servers.1 > name',
  'NOTICE_VERSION paths./shops/{shop}/catalogue/products.post.responses.201 > summary',
  'WARN_VERSION paths./files.post.requestBody.content.multipart/mixed > prefixEncoding',
  'WARN_VERSION paths./files.post.requestBody.content.multipart/mixed > itemEncoding',
  `NOTICE_VERSION ${stream} > itemSchema`,
  `NOTICE_VERSION ${history}.application/jsonl > itemSchema`,
  `NOTICE_VERSION ${history}.application/json-seq > itemSchema`,
  'NOTICE_VERSION paths./events.post.requestBody.content.application/jsonl > itemSchema',
  'WARN_VERSION components.schemas.Shape > defaultMapping',
  'NOTICE_VERSION components.examples.Places > serializedValue',
  'NOTICE_VERSION components.securitySchemes.partnerKey > deprecated',
  'NOTICE_VERSION components.securitySchemes.oauth > oauth2MetadataUrl',
  'WARN_VERSION components.securitySchemes.oauth.flows > deviceAuthorization',
  'WARN_VERSION components.pathItems.Stock > query',
  'WARN_VERSION components.pathItems.Stock > additionalOperations',
  'NOTICE_VERSION tags.0 > summary',
  'NOTICE_VERSION tags.0 > kind',
  'NOTICE_VERSION tags.1 > parent',
  'NOTICE_VERSION tags.2 > parent',
  'NOTICE_VERSION tags.8 > kind',
  'NOTICE_VERSION tags.9 > kind',
]

const product = 'catalogue/products/{sku}.patch.requestBody.content.application/merge-patch+json'

/** What 3.1 can say, and 3.0 cannot. */
const until30 = [
  'webhooks',
  `paths./shops/{shop}/${product}.schema.properties.name > examples`,
  ...[
    ...['/shops/{shop}/orders.get.security.1', '/shops/{shop}/orders.post.security.1'],
    '/shops/{shop}/orders/{id}/again.post.security.1',
    ...['get', 'delete', 'patch'].map((method) => `/shops/{shop}/orders/{id}.${method}.security.1`),
    '/shops/{shop}/orders/{id}/payment.put.security.1',
    ...['/files.post.security.0', '/files/avatar.post.security.0'],
    ...['/files/content/{path}.get.security.0', '/files/content/{path}.put.security.0'],
  ].map((place) => `paths.${place} > mutualTLS`),
  `${stream}.x-itemSchema.properties.data > contentMediaType`,
  `${stream}.x-itemSchema.properties.data > contentSchema`,
  'components.schemas.Anything.properties.children.items > $dynamicRef',
  ...['prefixItems', 'maxContains', 'unevaluatedItems'].map(
    (keyword) => `components.schemas.Codes > ${keyword}`,
  ),
  'components.schemas.Delivery > unevaluatedProperties',
  'components.schemas.Labels > patternProperties',
  'components.schemas.Labels > propertyNames',
  'components.schemas.Product-Input.properties.name > examples',
  'components.schemas.Product-Output.properties.name > examples',
  'components.schemas.Settings.properties.logo > contentMediaType',
  'components.schemas.Settings.properties.terms > contentMediaType',
  'components.schemas.Settings.properties.terms > contentSchema',
  'components.schemas.Settings.properties.owner > examples',
  'components.securitySchemes.certificate > mutualTLS',
  // no operation can say that it is of this one
  'components.pathItems.Search > pathItem',
]

/** Every problem of the large app by version, in order: what the document cannot say is told. */
export const losses: Readonly<Record<LargeVersion, readonly string[]>> = {
  '3.0': [...until31, ...until30.map((place) => `WARN_VERSION ${place}`)],
  '3.1': until31,
  '3.2': [...always, optional],
}
