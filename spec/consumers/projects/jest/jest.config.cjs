module.exports = {
  moduleFileExtensions: ['js', 'cjs', 'mjs', 'ts', 'json', 'node'],
  testMatch: ['<rootDir>/*.test.{cjs,mjs,ts}'],
  transform: { '\\.ts$': '<rootDir>/transform.cjs' },
}
