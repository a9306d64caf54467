const { createHmac } = require('node:crypto')
const ApiError = require('../errors/api-error')
const { users } = require('../models')

const hash = (password, email) => createHmac('sha256', email).update(password).digest('hex')

/** What others may see of a user. */
const show = (user) => {
  const { hash: _, ...shown } = user
  return shown
}

const refuseTaken = (email) => {
  if (findByEmail(email)) throw new ApiError(400, 'Email already taken')
}

const create = ({ password, ...user }) => {
  refuseTaken(user.email)
  return users.insert({ ...user, hash: hash(password, user.email), isEmailVerified: false })
}

const list = ({ role, limit, page }) => {
  const matching = users.list((user) => role === undefined || user.role === role)
  return {
    results: matching.slice((page - 1) * limit, page * limit).map(show),
    page,
    limit,
    totalPages: Math.ceil(matching.length / limit),
    totalResults: matching.length,
  }
}

const find = (id) => users.find(id)

const findByEmail = (email) => users.list((user) => user.email === email)[0]

const get = (id) => {
  const user = find(id)
  if (!user) throw new ApiError(404, 'User not found')
  return user
}

const update = (id, { password, ...changes }) => {
  const user = get(id)
  if (changes.email && changes.email !== user.email) refuseTaken(changes.email)
  Object.assign(user, changes)
  if (password) user.hash = hash(password, user.email)
  return user
}

const remove = (id) => users.remove(get(id).id)

const hasPassword = (user, password) => user.hash === hash(password, user.email)

module.exports = { create, find, findByEmail, get, hasPassword, list, remove, show, update }
