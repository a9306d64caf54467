const Joi = require('joi')

const hasLetterAndDigit = (value, { message }) =>
  /\d/.test(value) && /[a-z]/i.test(value)
    ? value
    : message('{{#label}} must contain at least one letter and one digit')

module.exports = Joi.string().min(8).custom(hasLetterAndDigit)
