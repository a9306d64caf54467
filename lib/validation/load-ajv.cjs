// CommonJS, where a package can be loaded when it is needed, and bundlers see which.
module.exports = {
  ajv: () => require('ajv/dist/2020.js'),
  formats: () => require('ajv-formats/dist/formats.js'),
}
