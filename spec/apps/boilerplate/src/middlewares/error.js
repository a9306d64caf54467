const { STATUS_CODES } = require('node:http')
const config = require('../config/config')
const ApiError = require('../errors/api-error')

/** Whatever was thrown becomes an error of the API's own. */
const convertError = (error, req, res, next) => {
  if (error instanceof ApiError) return next(error)
  const statusCode = error.statusCode ?? 500
  next(new ApiError(statusCode, error.message || STATUS_CODES[statusCode], statusCode < 500))
}

const handleError = (error, req, res, _next) => {
  const isSecret = config.env === 'production' && !error.isExpected
  const code = isSecret ? 500 : error.statusCode
  const message = isSecret ? STATUS_CODES[500] : error.message
  res.status(code).send({
    code,
    message,
    ...(config.env === 'development' && { stack: error.stack }),
  })
}

module.exports = { convertError, handleError }
