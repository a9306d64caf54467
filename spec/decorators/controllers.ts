/** Controllers of every shape. Each method answers with its own name. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import {
  all,
  controller,
  del,
  get,
  head,
  options,
  patch,
  post,
  put,
  trace,
  type RequestOf,
} from 'ringback/decorators'
import { z } from 'zod'

@controller('/ordered')
export class Ordered {
  @get('/first')
  first(_req: Request, res: Response): void {
    res.send('first')
  }

  @get('/:id')
  any(_req: Request, res: Response): void {
    res.send('any')
  }

  @get('/last')
  last(_req: Request, res: Response): void {
    res.send('last')
  }

  @get('/twice/:times', { summary: 'the upper' })
  @get('/two/:times', { summary: 'the lower' })
  twice(_req: Request, res: Response): void {
    res.send('twice')
  }

  @post('/')
  [Symbol('symbol')](_req: Request, res: Response): void {
    res.send('symbol')
  }
}

@controller('/methods')
export class Methods {
  @get('/get')
  @put('/put')
  @post('/post')
  @patch('/patch')
  @del('/delete')
  @options('/options')
  @head('/head')
  @trace('/trace')
  @all('/all')
  answer(req: Request, res: Response): void {
    res.set('X-Passed', `${req.method} ${req.path}`).end()
  }
}

@controller('/optional')
export class Optional {
  @get('{/:page}')
  list(req: Request, res: Response): void {
    res.json(req.params)
  }
}

const ofShop = { params: z.object({ region: z.string(), shop: z.coerce.number() }) }

@controller('/shops/:shop')
export class Shop {
  @get('/:id', ofShop)
  show(req: RequestOf<typeof ofShop>, res: Response): void {
    res.json({ ...req.params, next: req.params.shop + 1 })
  }
}

@controller('/')
export class OptionalAtRoot extends Optional {}

/** Says in a header that it has run. */
function note(name: string): RequestHandler {
  return (_req, res, next) => {
    res.append('X-Passed', name)
    next()
  }
}

/** A decorator of somebody else's, which puts another method in the place of the one below it. */
function wrapped<This, Input extends unknown[], Result>(
  method: (this: This, ...input: Input) => Result,
  _context: ClassMethodDecoratorContext<This>,
): (this: This, ...input: Input) => Result {
  return function (...input) {
    const [, res] = input as unknown as [Request, Response]
    res.append('X-Passed', 'wrapper')
    return method.apply(this, input)
  }
}

/** One of a class, which puts a class that extends it in its place. */
function replaced<Class extends new () => object>(
  value: Class,
  _context: ClassDecoratorContext<Class>,
): Class {
  const Extended: new () => object = value
  return class extends Extended {} as Class
}

export abstract class Base {
  readonly #name = 'base'

  @get('/kept')
  kept(_req: Request, res: Response): void {
    res.send(`${this.#name} kept`)
  }

  @get('/overridden')
  overridden(_req: Request, res: Response): void {
    res.send('base overridden')
  }

  @get('/moved')
  moved(_req: Request, res: Response): void {
    res.send('base moved')
  }

  @get('/:rest')
  rest(_req: Request, res: Response): void {
    res.send('base rest')
  }
}

@controller('/derived', note('derived'))
export class Derived extends Base {
  override overridden(_req: Request, res: Response): void {
    res.send('derived overridden')
  }

  @get('/elsewhere')
  override moved(_req: Request, res: Response): void {
    res.send('derived moved')
  }

  @get('/own', {}, note('method'))
  own(_req: Request, res: Response): void {
    res.send('derived own')
  }
}

export class WithoutPath extends Derived {}

@controller('/further', note('further'))
export class WithPath extends Derived {}

// Two bodies that follow each other, with one method of one name in each.
@controller('/above')
class Above {
  @get('/above')
  @wrapped
  @get('/above/:id')
  show(_req: Request, res: Response): void {
    res.send('above')
  }
}

@controller('/below')
export class Below extends Above {
  @wrapped
  @get('/below')
  override show(_req: Request, res: Response): void {
    res.send('below')
  }
}

export { Above }

@controller('/colons')
export class EscapedColons {
  @get('/\\:one')
  @get('/\\:two')
  show(_req: Request, res: Response): void {
    res.send('colon')
  }
}

// One decorator for two bodies.
const listed = get('/listed')

@controller('/first')
class First {
  @listed
  list(_req: Request, res: Response): void {
    res.send('first')
  }
}

@controller('/second')
export class Second extends First {
  @listed
  override list(_req: Request, res: Response): void {
    res.send('second')
  }
}

@replaced
@controller('/replaced')
@replaced
export class Replaced {
  @get('/')
  show(_req: Request, res: Response): void {
    res.send('replaced')
  }
}

@controller('/', note('guarded'))
export class Guarded {
  @get('/guarded')
  show(_req: Request, res: Response): void {
    res.send('guarded')
  }
}

@controller('/open')
export class Open {
  @get('/', { summary: 'What is open' })
  show(_req: Request, res: Response): void {
    res.send('open')
  }
}

@controller('/counters')
export class Counter {
  #count = 0

  @post('/')
  add(_req: Request, res: Response): void {
    res.send(String(this.next()))
  }

  @get('/:id')
  show(req: Request, res: Response): void {
    res.json(req.params)
  }

  @get('/')
  async fail(): Promise<void> {
    throw new Error('There is no counter.')
  }

  @put('/')
  pass(_req: Request, _res: Response, next: NextFunction): void {
    next()
  }

  next(): number {
    return ++this.#count
  }
}
