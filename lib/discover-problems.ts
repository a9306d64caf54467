import type { Problem } from './errors.ts'
import type { PathTemplate, UnknownPath } from './path.ts'
import type { Wall } from './walls.ts'

/** Router 2.0 to 2.2 compile a mount path and forget it. */
export const mountNotKept: UnknownPath = {
  path: 'unknown',
  reason:
    'the router package before 2.3 keeps no mount paths, and this mount was made before ringback was imported',
}

export function unknownRoute({ path, reason }: UnknownPath, prefix: PathTemplate): Problem {
  return {
    ...unknownPath('route', path, prefix),
    message: `The path of a route, ${path}, cannot be written in OpenAPI: ${reason}. The route is not in the document.`,
    remedy: 'Write it with named parameters.',
  }
}

export function unknownMount(unknown: UnknownPath, prefix: PathTemplate, count: number): Problem {
  const { path, reason } = unknown
  const routes = count === 1 ? '1 route is' : `${count} routes are`
  return {
    ...unknownPath('mount', path, prefix),
    message: `${routes} behind a mount whose path is not known (${path}): ${reason}. They are not in the document.`,
    remedy: remedyFor(unknown, 'Mount them at a path with named parameters.'),
  }
}

/** A mount that is listed at one of its paths, and is reached at another too. */
export function unknownForm(unknown: UnknownPath, prefix: PathTemplate, count: number): Problem {
  const { path, reason } = unknown
  return {
    ...unknownMount(unknown, prefix, count),
    message: `A mount is reached at ${path} too: ${reason}. That form of it is not in the document.`,
  }
}

/** A wildcard at the end of a mount path leaves the routes behind it nothing but "/". */
export function takesAll({ path }: PathTemplate): UnknownPath {
  return {
    path,
    reason: 'its wildcard takes the whole path, and leaves "/" to the routes behind it',
  }
}

export function unknownGuard(unknown: UnknownPath, prefix: PathTemplate): Problem {
  const { path, reason } = unknown
  return {
    ...unknownPath('guard', path, prefix),
    message: `A guard is mounted at a path that is not known (${path}): ${reason}. It documents nothing.`,
    remedy: remedyFor(unknown, 'Mount it at a path with named parameters.'),
  }
}

function remedyFor(unknown: UnknownPath, otherwise: string): string {
  return unknown === mountNotKept
    ? 'Run `npm update router`, or import ringback before the mount is made.'
    : otherwise
}

function unknownPath(
  what: string,
  path: string,
  prefix: PathTemplate,
): Pick<Problem, 'code' | 'severity' | 'where'> {
  const under = prefix.path ? ` under ${prefix.path}` : ''
  return { code: 'WARN_PATH_UNKNOWN', severity: 'warning', where: `${what} ${path}${under}` }
}

/** A declared route that no request reaches. */
export function shadowed(method: string, template: PathTemplate, wall: Wall): Problem {
  return {
    code: 'WARN_OPERATION_SHADOWED',
    severity: 'warning',
    where: `${method.toUpperCase()} ${template.path || '/'}`,
    message: `The route is never reached: ${wall.what}, which stands before it, passes no request on.`,
    remedy: 'Move the route before it.',
  }
}

/** Each copy of Express has prototypes of its own, and reads paths by its own rules. */
export function mixedVersions(): Problem {
  return {
    code: 'WARN_EXPRESS_VERSIONS',
    severity: 'warning',
    where: 'the app and its routers',
    message:
      'Routers of Express 4 and of Express 5 stand in one app: two copies of Express are installed.',
    remedy: 'Find them with `npm ls express`, and install one version for all.',
  }
}

/** Its requests are made by the API, and none of them comes in. */
export function clientRouterMounted({ path }: PathTemplate): Problem {
  return {
    code: 'ERR_CALLBACK_ROUTER',
    severity: 'error',
    where: `a mount or a route under ${path || '/'}`,
    message:
      'A callback or webhook router is mounted, and the requests that it holds are not made to you.',
    remedy: 'Give it to the operation that calls back, or to openapi({ webhooks }).',
  }
}
