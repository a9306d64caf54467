const scopes = {
  'catalogue:read': 'Read the catalogue',
  'catalogue:write': 'Change the catalogue',
  accounts: 'See and change accounts',
  admin: 'Run the shop',
}
const refreshUrl = 'https://id.shop.test/refresh'
export const authorizationUrl = 'https://id.shop.test/authorize'
export const tokenUrl = 'https://id.shop.test/token'

/** Of every kind that OpenAPI has, each of which some operation asks for. */
export const securitySchemes = {
  partnerKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Partner-Key',
    description: 'Is given to partners',
    deprecated: true,
  },
  linkKey: { type: 'apiKey', in: 'query', name: 'key' },
  session: { type: 'apiKey', in: 'cookie', name: 'session' },
  basic: { type: 'http', scheme: 'basic' },
  digest: { type: 'http', scheme: 'digest' },
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  oauth: {
    type: 'oauth2',
    oauth2MetadataUrl: 'https://id.shop.test/.well-known/oauth-authorization-server',
    flows: {
      implicit: { authorizationUrl, refreshUrl, scopes },
      password: { tokenUrl, refreshUrl, scopes },
      clientCredentials: { tokenUrl, refreshUrl, scopes },
      authorizationCode: { authorizationUrl, tokenUrl, refreshUrl, scopes },
      deviceAuthorization: {
        deviceAuthorizationUrl: 'https://id.shop.test/device',
        tokenUrl,
        refreshUrl,
        // Redocly throws where this flow has a scope
        scopes: {},
      },
    },
  },
  // Swagger UI asks it where to sign in
  openId: { type: 'openIdConnect', openIdConnectUrl: '/.well-known/openid-configuration' },
  certificate: { type: 'mutualTLS', description: 'Of the shop' },
  anyKey: { $ref: '#/components/securitySchemes/partnerKey' },
}
