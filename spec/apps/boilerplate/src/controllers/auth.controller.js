const ApiError = require('../errors/api-error')
const catchAsync = require('../errors/catch-async')
const emailService = require('../services/email.service')
const tokenService = require('../services/token.service')
const userService = require('../services/user.service')

const userOfToken = (token, type) => {
  const user = userService.find(tokenService.read(token, type))
  if (!user) throw new ApiError(401, 'Please authenticate')
  return user
}

const register = catchAsync(async (req, res) => {
  const user = userService.create({ ...req.body, role: 'user' })
  res.status(201).send({ user: userService.show(user), tokens: tokenService.createPair(user.id) })
})

const login = catchAsync(async (req, res) => {
  const { email, password } = req.body
  const user = userService.findByEmail(email)
  if (!user || !userService.hasPassword(user, password)) {
    throw new ApiError(401, 'Incorrect email or password')
  }
  res.send({ user: userService.show(user), tokens: tokenService.createPair(user.id) })
})

const logout = catchAsync(async (req, res) => {
  const { refreshToken } = req.body
  if (!tokenService.read(refreshToken, 'refresh')) throw new ApiError(404, 'Not found')
  tokenService.revoke(refreshToken)
  res.status(204).send()
})

const refreshTokens = catchAsync(async (req, res) => {
  const user = userOfToken(req.body.refreshToken, 'refresh')
  res.send(tokenService.createPair(user.id))
})

const forgotPassword = catchAsync(async (req, res) => {
  const user = userService.findByEmail(req.body.email)
  if (!user) throw new ApiError(404, 'No users found with this email')
  emailService.send(user.email, 'Reset your password', tokenService.create(user.id, 'reset'))
  res.status(204).send()
})

const resetPassword = catchAsync(async (req, res) => {
  const user = userOfToken(req.query.token, 'reset')
  userService.update(user.id, { password: req.body.password })
  res.status(204).send()
})

const verifyEmail = catchAsync(async (req, res) => {
  const user = userOfToken(req.query.token, 'verify')
  userService.update(user.id, { isEmailVerified: true })
  res.status(204).send()
})

module.exports = {
  forgotPassword,
  login,
  logout,
  refreshTokens,
  register,
  resetPassword,
  verifyEmail,
}
