const Joi = require('joi')
const { roles } = require('../config/roles')
const password = require('./password')

const params = Joi.object({ userId: Joi.string().pattern(/^\d+$/).required() })

module.exports = {
  createUser: {
    body: Joi.object({
      name: Joi.string().required(),
      email: Joi.string().email().required(),
      password: password.required(),
      role: Joi.string()
        .valid(...roles)
        .required(),
    }),
  },
  getUsers: {
    query: Joi.object({
      role: Joi.string().valid(...roles),
      limit: Joi.number().integer().min(1).max(100).default(10),
      page: Joi.number().integer().min(1).default(1),
    }),
  },
  getUser: { params },
  updateUser: {
    params,
    body: Joi.object({ name: Joi.string(), email: Joi.string().email(), password }).min(1),
  },
  deleteUser: { params },
}
