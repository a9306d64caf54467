/** One way to a document. */
export interface Builder {
  readonly title: string
  /** An app, or whatever it reads, with as many operations; returned is what builds the document of it. */
  prepare(count: number): (() => object) | Promise<() => object>
}
