const catchAsync = require('../errors/catch-async')
const userService = require('../services/user.service')

const createUser = catchAsync(async (req, res) => {
  res.status(201).send(userService.show(userService.create(req.body)))
})

const getUsers = catchAsync(async (req, res) => {
  res.send(userService.list(req.query))
})

const getUser = catchAsync(async (req, res) => {
  res.send(userService.show(userService.get(req.params.userId)))
})

const updateUser = catchAsync(async (req, res) => {
  res.send(userService.show(userService.update(req.params.userId, req.body)))
})

const deleteUser = catchAsync(async (req, res) => {
  userService.remove(req.params.userId)
  res.status(204).send()
})

module.exports = { createUser, deleteUser, getUser, getUsers, updateUser }
