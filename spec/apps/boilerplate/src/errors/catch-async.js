/** Express 4 does not look after promises. */
const catchAsync = (handler) => (req, res, next) => {
  Promise.resolve(handler(req, res, next)).catch((error) => next(error))
}

module.exports = catchAsync
