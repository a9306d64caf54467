/** Whether two types are the same, and not only assignable to each other: `any` equals nothing else. */
export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Does not compile where the assertion is false. */
export type Expect<T extends true> = T
