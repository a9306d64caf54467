/** Documents by id, in the place of a database. */
class Collection {
  #documents = new Map()
  #lastId = 0

  constructor(documents) {
    for (const document of documents) this.insert(document)
  }

  list(matches = () => true) {
    return [...this.#documents.values()].filter(matches)
  }

  find(id) {
    return this.#documents.get(id)
  }

  insert(document) {
    const id = String((this.#lastId += 1))
    const inserted = { id, ...structuredClone(document) }
    this.#documents.set(id, inserted)
    return inserted
  }

  remove(id) {
    return this.#documents.delete(id)
  }
}

module.exports = Collection
