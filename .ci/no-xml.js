// In the place of fast-xml-parser in dist/.
export class XMLBuilder {
  constructor() {
    throw new Error('Samples are made as JSON alone.')
  }
}
