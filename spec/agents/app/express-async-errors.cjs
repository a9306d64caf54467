require('express-async-errors')

module.exports = {}
