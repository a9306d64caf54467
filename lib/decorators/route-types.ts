import type { NextFunction, Request, Response } from '../express.ts'
import type {
  OperationHandler,
  OperationRequest,
  OperationResponse,
  PathParameters,
} from '../handler.ts'

/**
 * The request of a decorated method: what its definition declares, and the parameters of its path.
 *
 * ```ts
 * const show = { responses: { 200: Invoice } }
 *
 * function read(req: RequestOf<typeof show, '/:id'>, res: ResponseOf<typeof show>) {}
 * ```
 */
export type RequestOf<D, Path extends string = string> = OperationRequest<D, ParametersOf<Path>>

/** The response of a decorated method: `json()` takes what its definition declares for the status. */
export type ResponseOf<D> = OperationResponse<D>

/**
 * Decorates a method that takes the request and the response of its declaration.
 *
 * @param method The method, which handles the requests of the route.
 * @param context What the language says of it: it is neither static nor private.
 */
export type RouteDecorator<D, Path extends string> = <
  This,
  Method extends OperationHandler<D, ParametersOf<Path>>,
>(
  method: Method,
  context: ClassMethodDecoratorContext<This, Method> & {
    readonly static: false
    readonly private: false
  },
) => void

/**
 * Middleware that runs before a decorated method. Several may declare their own parameters and query, so
 * that one which reads these has `req: Request` written out.
 */
export type ControllerMiddleware = (
  req: Request<never, unknown, Request['body'], never>,
  res: Response,
  next: NextFunction,
) => unknown

/**
 * The parameters that a path names. Groups and `?` make them optional, a wildcard has a list of texts on
 * Express 5. What a path says by a regular expression or in quotes is not told apart.
 */
export type ParametersOf<Path extends string> = string extends Path
  ? PathParameters
  : Path extends `${string}${'(' | '"'}${string}`
    ? PathParameters
    : Path extends `${infer Before}{${infer Group}}${infer After}`
      ? Named<Before> & Partial<ParametersOf<Group>> & ParametersOf<After>
      : Named<Path>

type Named<Path extends string> = Path extends `${infer Before}:${infer After}`
  ? Wildcard<Before> & Parameter<After, NameIn<After>>
  : Wildcard<Path>

type Parameter<After, Name extends string> = After extends `${Name}${infer Rest}`
  ? Rest extends `?${infer Further}`
    ? { [Key in Name]?: string } & Named<Further>
    : { [Key in Name]: string } & Named<Rest>
  : {}

type Wildcard<Path extends string> = Path extends `${string}*${infer After}`
  ? { [Key in NameIn<After>]: string[] }
  : {}

/** What stands before the first character that no name has. */
type NameIn<
  Path extends string,
  Name extends string = '',
> = Path extends `${infer Character}${infer Rest}`
  ? Character extends Delimiter
    ? Name
    : NameIn<Rest, `${Name}${Character}`>
  : Name

type Delimiter = '/' | '-' | '.' | '?' | '*' | '+' | ':' | '~' | ',' | ';' | '@' | '\\' | '}'
