module.exports = { wrap: require('express-async-handler') }
