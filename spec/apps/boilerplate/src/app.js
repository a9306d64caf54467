const express = require('express')
const compression = require('compression')
const cors = require('cors')
const helmet = require('helmet')
const passport = require('./config/passport')
const ApiError = require('./errors/api-error')
const { convertError, handleError } = require('./middlewares/error')
const { authLimiter } = require('./middlewares/rate-limiter')
const routes = require('./routes/v1')

const app = express()

// headers against the common attacks
app.use(helmet())

// bodies
app.use(express.json())
app.use(express.urlencoded({ extended: true }))

app.use(compression())

// other origins, and what they ask for before a request
app.use(cors())
app.options('*', cors())

app.use(passport.initialize())

// whoever fails to sign in is slowed down
app.use('/v1/auth', authLimiter)

app.use('/v1', routes)

// nothing has answered
app.use((req, res, next) => next(new ApiError(404, 'Not found')))

app.use(convertError)
app.use(handleError)

module.exports = app
