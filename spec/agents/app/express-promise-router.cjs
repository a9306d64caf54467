module.exports = { Router: require('express-promise-router') }
