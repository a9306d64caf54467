const rightsOfRoles = new Map([
  ['user', []],
  ['admin', ['getUsers', 'manageUsers', 'manageInvoices']],
])

const hasRights = (role, rights) =>
  rights.every((right) => rightsOfRoles.get(role)?.includes(right))

module.exports = { hasRights, roles: [...rightsOfRoles.keys()] }
