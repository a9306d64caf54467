/** Mistakes, each made when its function is called; the compiler refuses most of them before. */
import { callbackRouter } from 'ringback'
import { all, controller, controllerRouter, del, get, post } from 'ringback/decorators'
import { z } from 'zod'

/** As JavaScript sees it, which has no types to refuse a mistake. */
type Untyped = (...input: unknown[]) => (...input: unknown[]) => void
const anyController = controller as unknown as Untyped
const anyGet = get as unknown as Untyped
const anyRouter = controllerRouter as unknown as (...input: unknown[]) => unknown

const noop = (): void => {}

export const mistakes = {
  controllerPath: () => anyController('invoices'),
  controllerWithoutPath: () => anyController(),
  controllerNotCalled: () => anyController(class {}, { kind: 'class' }),
  controllerMiddleware: () => anyController('/', [noop]),
  controllerErrors: () => anyController('/', (_a: 1, _b: 2, _c: 3, _d: 4) => {}),
  controllerOnMethod: () => {
    class Invoices {
      @anyController('/')
      list(): void {}
    }
    return Invoices
  },
  olderClass: () => anyController('/')(class {}),
  olderMethod: () => anyGet('/')(noop, { kind: 'method', isStatic: false }),
  path: () => anyGet(':id', {}),
  emptyPath: () => anyGet('', {}),
  pathOfAnotherKind: () => anyGet(/x/, {}),
  notCalled: () => anyGet(noop, { kind: 'method' }),
  definition: () => anyGet('/', noop),
  definitionIsNull: () => anyGet('/', null),
  field: () => anyGet('/', { sumary: 'All' }),
  schema: () => anyGet('/', { responses: { 200: z.map(z.string(), z.string()) } }),
  source: () =>
    post('/', {
      body: z.object({ id: z.string() }),
      // @ts-expect-error: the compiler refuses it before
      callbacks: { paid: callbackRouter().post('{$request.body#/idd}', {}) },
    }),
  link: () =>
    get('/', {
      responses: {
        200: {
          schema: z.object({ id: z.string() }),
          links: { show: { operationId: 'show', parameters: { id: '$response.body#/idd' } } },
        },
      },
    }),
  middleware: () => anyGet('/', {}, 'requireUser'),
  errors: () => anyGet('/', {}, (_a: 1, _b: 2, _c: 3, _d: 4) => {}),
  staticMethod: () => {
    class Invoices {
      @anyGet('/')
      static list(): void {}
    }
    return Invoices
  },
  privateMethod: () => {
    class Invoices {
      @anyGet('/')
      #list(): void {}
      list = (): void => this.#list()
    }
    return Invoices
  },
  onField: () => {
    class Invoices {
      @anyGet('/')
      list = noop
    }
    return Invoices
  },
  onClass: () => {
    @anyGet('/')
    class Invoices {}
    return Invoices
  },
  onHandlerOfErrors: () => {
    class Invoices {
      @anyGet('/')
      list(_a: 1, _b: 2, _c: 3, _d: 4): void {}
    }
    return Invoices
  },
  withoutControllers: () => anyRouter(),
  theClass: () => {
    @controller('/')
    class Invoices {
      @get('/')
      list(): void {}
    }
    class Drafts extends Invoices {}
    return anyRouter(Drafts)
  },
  aFunction: () => anyRouter(noop),
  nothing: () => anyRouter(null),
  withoutController: () => {
    class Invoices {
      @get('/')
      list(): void {}
    }
    return controllerRouter(new Invoices())
  },
  withoutRoute: () => {
    @controller('/')
    class Invoices {
      list(): void {}
    }
    return controllerRouter(new Invoices())
  },
  notConstructed: () => {
    @controller('/')
    class Invoices {
      @get('/')
      list(): void {}
    }
    return controllerRouter(Object.create(Invoices.prototype) as Invoices)
  },
  twiceInOne: () => {
    @controller('/invoices')
    class Invoices {
      @get('/:id')
      show(): void {}

      @get('/:number/')
      find(): void {}
    }
    return controllerRouter(new Invoices())
  },
  twiceInTwo: () => {
    @controller('/invoices')
    class Invoices {
      @all('/')
      list(): void {}
    }
    @controller('/')
    class Root {
      @all('/invoices')
      all(): void {}
    }
    return controllerRouter(new Invoices(), new Root())
  },
  twiceInInherited: () => {
    abstract class Base {
      @get('/')
      all(): void {}
    }
    @controller('/')
    class Drafts extends Base {
      @get('/')
      list(): void {}
    }
    return controllerRouter(new Drafts())
  },
  pathOfExpress: () => {
    @controller('/invoices')
    class Invoices {
      @del('/(')
      remove(): void {}
    }
    return controllerRouter(new Invoices())
  },
}
