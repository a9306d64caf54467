const Collection = require('./collection')
const { users, invoices } = require('./seed.json')

module.exports = {
  users: new Collection(users),
  invoices: new Collection(invoices),
}
