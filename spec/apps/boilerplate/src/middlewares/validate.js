const Joi = require('joi')
const ApiError = require('../errors/api-error')

/** Each part of a request that has a schema is checked, and replaced by what the schema makes of it. */
const validate = (schemas) => (req, res, next) => {
  const given = Object.fromEntries(Object.keys(schemas).map((part) => [part, req[part]]))
  const { value, error } = Joi.object(schemas).validate(given, {
    abortEarly: false,
    errors: { wrap: { label: false } },
  })
  if (error) return next(new ApiError(400, error.details.map(({ message }) => message).join(', ')))
  Object.assign(req, value)
  next()
}

module.exports = validate
