// CommonJS, where a package can be loaded when it is needed, and bundlers see which. An ES module that imports a
// file of CommonJS has it searched for names besides, which takes as long again and more.
module.exports = {
  ajv: () => require('ajv/dist/2020.js'),
  formats: () => require('ajv-formats/dist/formats.js'),
  cors: () => require('cors'),
  swaggerUi: () => require('swagger-ui-express'),
  // Of Node's own, those that most apps do without: TLS takes milliseconds to load.
  https: () => require('node:https'),
  module: () => require('node:module'),
  vm: () => require('node:vm'),
}
