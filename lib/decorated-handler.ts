import type { NextFunction, Request, Response } from './express.ts'

/** What Express runs: the decorated handler, with the path parameters that its route gives it. */
export interface DecoratedHandler<Path> extends Decorated<Path> {
  // The declaration types the body, the query and the answer; the route is free in all of them.
  // oxlint-disable-next-line typescript/no-explicit-any
  (req: Request<Path, any, any, any>, res: Response, next: NextFunction): void
}

/** Tells a decorated handler from any other to the compiler, and takes the path's parameters into it. */
export interface Decorated<Path> {
  /** Present in types only. */
  readonly '~ringback/path': Path | undefined
}

// Beside a plain RequestHandler, Express's own overloads take the parameters from that one, which says
// nothing of the path. These two come before them, and take what a decorated handler ends: with
// anything else they fail, after they have given the handlers the types that Express's first overload
// gives them. They name nothing that Express 4 and 5 do not both have.
declare module 'express-serve-static-core' {
  interface IRouterMatcher<T, Method> {
    <
      Route extends string,
      P = RouteParameters<Route>,
      // oxlint-disable-next-line typescript/no-explicit-any -- as in Express's own
      ResBody = any,
      // oxlint-disable-next-line typescript/no-explicit-any -- as in Express's own
      ReqBody = any,
      ReqQuery = Query,
      // oxlint-disable-next-line typescript/no-explicit-any -- as in Express's own
      LocalsObj extends Record<string, any> = Record<string, any>,
    >(
      path: Route,
      ...handlers: [
        ...before: RequestHandler<P, ResBody, ReqBody, ReqQuery, LocalsObj>[],
        last: RequestHandler<P, ResBody, ReqBody, ReqQuery, LocalsObj> &
          Decorated<RouteParameters<Route>>,
      ]
    ): T
    <
      Route extends string,
      P = RouteParameters<Route>,
      // oxlint-disable-next-line typescript/no-explicit-any -- as in Express's own
      ResBody = any,
      // oxlint-disable-next-line typescript/no-explicit-any -- as in Express's own
      ReqBody = any,
      ReqQuery = Query,
      // oxlint-disable-next-line typescript/no-explicit-any -- as in Express's own
      LocalsObj extends Record<string, any> = Record<string, any>,
    >(
      path: Route,
      ...handlers: [
        ...before: RequestHandlerParams<P, ResBody, ReqBody, ReqQuery, LocalsObj>[],
        last: RequestHandler<P, ResBody, ReqBody, ReqQuery, LocalsObj> &
          Decorated<RouteParameters<Route>>,
      ]
    ): T
  }
}
