/**
 * Declares operations on the classes that handle them, by the standard decorators of JavaScript: without
 * `experimentalDecorators`, and without metadata.
 *
 * @module
 */
export { controller } from './controller.ts'
export type { ControllerDecorator } from './controller.ts'

export { all, del, get, head, options, patch, post, put, trace } from './routes.ts'
export type { DeclareRoute } from './routes.ts'
export type { ControllerMiddleware, RequestOf, ResponseOf, RouteDecorator } from './route-types.ts'

export { controllerRouter } from './controller-router.ts'
export type { Controller, ControllerRouter } from './controller-router.ts'
