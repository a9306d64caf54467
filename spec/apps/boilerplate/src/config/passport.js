const { Passport, Strategy } = require('passport')
const tokenService = require('../services/token.service')
const userService = require('../services/user.service')

/** Takes the access token of `Authorization: Bearer …`. */
class BearerStrategy extends Strategy {
  name = 'bearer'

  authenticate(req) {
    const [, token] = /^Bearer (\S+)$/.exec(req.get('authorization') ?? '') ?? []
    const userId = token && tokenService.read(token, 'access')
    const user = userId && userService.find(userId)
    if (user) this.success(user)
    else this.fail(401)
  }
}

const passport = new Passport()
passport.use(new BearerStrategy())

module.exports = passport
