const { roles } = require('./config/roles')

const text = { type: 'string' }
const count = { type: 'integer' }

const User = {
  title: 'User',
  type: 'object',
  properties: {
    id: text,
    name: text,
    email: { type: 'string', format: 'email' },
    role: { enum: roles },
    isEmailVerified: { type: 'boolean' },
  },
  required: ['id', 'name', 'email', 'role', 'isEmailVerified'],
}

const UserPage = {
  title: 'UserPage',
  type: 'object',
  properties: {
    results: { type: 'array', items: User },
    page: count,
    limit: count,
    totalPages: count,
    totalResults: count,
  },
  required: ['results', 'page', 'limit', 'totalPages', 'totalResults'],
}

const Refusal = {
  title: 'Refusal',
  type: 'object',
  properties: { code: count, message: text },
  required: ['code', 'message'],
}

module.exports = { Refusal, User, UserPage }
