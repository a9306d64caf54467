/** Whether two types are the same, and not only assignable to each other: `any` equals nothing else. */
export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Does not compile where the assertion is false. */
export type Expect<T extends true> = T

export type IsAny<T> = 0 extends 1 & T ? true : false

/** The slots of a request, and a property of each, that are `any`: `never` where all is well. */
export type AnySlot<Req extends Slots> =
  AnyIn<Pick<Req, keyof Slots>> | AnyBelow<Pick<Req, keyof Slots>>

interface Slots {
  params: unknown
  query: unknown
  headers: unknown
  cookies: unknown
  body: unknown
}

type AnyIn<T> = { [Key in keyof T]-?: IsAny<T[Key]> extends true ? Key : never }[keyof T]
type AnyBelow<T> = { [Key in keyof T]-?: AnyIn<T[Key]> }[keyof T]
