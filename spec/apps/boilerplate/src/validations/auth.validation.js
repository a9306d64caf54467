const Joi = require('joi')
const password = require('./password')

const token = Joi.object({ token: Joi.string().required() })
const refreshToken = Joi.object({ refreshToken: Joi.string().required() })

module.exports = {
  register: {
    body: Joi.object({
      name: Joi.string().required(),
      email: Joi.string().email().required(),
      password: password.required(),
    }),
  },
  login: {
    body: Joi.object({ email: Joi.string().required(), password: Joi.string().required() }),
  },
  logout: { body: refreshToken },
  refreshTokens: { body: refreshToken },
  forgotPassword: { body: Joi.object({ email: Joi.string().email().required() }) },
  resetPassword: { query: token, body: Joi.object({ password: password.required() }) },
  verifyEmail: { query: token },
}
