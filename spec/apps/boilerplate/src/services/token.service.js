const { createHmac } = require('node:crypto')
const config = require('../config/config')

const revoked = new Set()

const signatureOf = (userId, type) =>
  createHmac('sha256', config.tokens.secret).update(`${userId}.${type}`).digest('hex').slice(0, 32)

const create = (userId, type) => `${userId}.${type}.${signatureOf(userId, type)}`

/** The user that a token was made for, where it is one of this type. */
const read = (token, type) => {
  const [userId] = token.split('.')
  return token === create(userId, type) && !revoked.has(token) ? userId : undefined
}

const revoke = (token) => revoked.add(token)

const createPair = (userId) => ({
  access: { token: create(userId, 'access'), expiresIn: config.tokens.accessSeconds },
  refresh: { token: create(userId, 'refresh'), expiresIn: config.tokens.refreshSeconds },
})

module.exports = { create, createPair, read, revoke }
