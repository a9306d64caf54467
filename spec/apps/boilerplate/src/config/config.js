const Joi = require('joi')

const environment = Joi.object()
  .keys({
    NODE_ENV: Joi.string().valid('production', 'development', 'test').default('development'),
    TOKEN_SECRET: Joi.string().default('a secret for development'),
    ACCESS_MINUTES: Joi.number().default(30),
    REFRESH_DAYS: Joi.number().default(30),
  })
  .unknown()

const { value, error } = environment.validate(process.env)

if (error) throw new Error(`The environment is not as it should be: ${error.message}`)

module.exports = {
  env: value.NODE_ENV,
  tokens: {
    secret: value.TOKEN_SECRET,
    accessSeconds: value.ACCESS_MINUTES * 60,
    refreshSeconds: value.REFRESH_DAYS * 24 * 60 * 60,
  },
}
