const passport = require('../config/passport')
const { hasRights } = require('../config/roles')
const ApiError = require('../errors/api-error')

const authenticate = (req, res, next) =>
  new Promise((resolve, reject) => {
    const decide = (error, user) => {
      if (error || !user) reject(error ?? new ApiError(401, 'Please authenticate'))
      else resolve(user)
    }
    passport.authenticate('bearer', { session: false }, decide)(req, res, next)
  })

/** Who is signed in, and has these rights or asks for what is their own. */
const auth =
  (...rights) =>
  async (req, res, next) => {
    try {
      req.user = await authenticate(req, res, next)
      const isOwn = req.params.userId === req.user.id
      if (isOwn || hasRights(req.user.role, rights)) next()
      else next(new ApiError(403, 'Forbidden'))
    } catch (error) {
      next(error)
    }
  }

module.exports = auth
