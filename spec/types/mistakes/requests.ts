/** Mistakes in what a handler reads. */
import type { Request } from 'express'
import { operation } from 'ringback'
import {
  app,
  arktype,
  handler,
  jsonSchema,
  olderTypebox,
  typebox,
  valibot,
  zod,
} from './schemas.ts'

app.post(
  '/shops/:shop/invoices',
  handler,
  operation({ body: zod.Invoice }, (req) => {
    // error: Property 'totals' does not exist on type '{ id: string; total: number; }'. Did you mean 'total'?
    void req.body.totals
    // error: Property 'shopp' does not exist on type '{ shop: string; }'. Did you mean 'shop'?
    void req.params.shopp
    // error: Type 'number' is not assignable to type 'string'.
    const total: string = req.body.total
    // error: Object is possibly 'undefined'.
    void req.query['page'].length
    return total
  }),
)

operation({ summary: 'Nothing is declared' }, (req) => {
  // error: 'req.body' is of type 'unknown'.
  void req.body.id
  // error: 'req.cookies' is of type 'unknown'.
  void req.cookies.session
})

operation({ query: valibot.Invoice, params: valibot.Problem }, (req) => {
  // error: Property 'totals' does not exist on type '{ id: string; total: number; }'. Did you mean 'total'?
  void req.query.totals
  // error: Property 'titel' does not exist on type '{ title: string; }'. Did you mean 'title'?
  void req.params.titel
})

operation({ headers: arktype.Problem, cookies: arktype.Problem }, (req) => {
  // error: Property 'titel' does not exist on type '{ title: string; } & Omit<StandardHeaders, "title">'. Did you mean 'title'?
  void req.headers.titel
  // error: Property 'titel' does not exist on type '{ title: string; }'. Did you mean 'title'?
  void req.cookies.titel
})

operation(
  {
    query: typebox.Invoice,
    body: { content: { 'application/json': typebox.Invoice, 'text/csv': { type: 'string' } } },
  },
  (req) => {
    // error: Property 'totals' does not exist on type '{ id: string; total: number; }'. Did you mean 'total'?
    void req.query.totals
    // error: Property 'id' does not exist on type 'string | { id: string; total: number; }'.
    // reads: Property 'id' does not exist on type 'string'.
    void req.body.id
  },
)

operation({ body: olderTypebox.Invoice }, (req) => {
  // error: Property 'totals' does not exist on type '{ id: string; total: number; }'. Did you mean 'total'?
  void req.body.totals
})

operation(
  {
    query: jsonSchema.Problem,
    body: { content: { 'application/json': jsonSchema.Invoice }, required: false },
  },
  (req) => {
    // error: Property 'titel' does not exist on type '{ title: string; }'. Did you mean 'title'?
    void req.query.titel
    // error: 'req.body' is possibly 'undefined'.
    void req.body.id
  },
)

// error: Argument of type '(req: Request<object, unknown, { name: string; }>) => string' is not assignable to parameter of type 'OperationHandler<{ readonly body: ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>; }, object>'.
// reads: Property 'name' is missing in type '{ id: string; total: number; }' but required in type '{ name: string; }'.
operation({ body: zod.Invoice }, (req: Request<object, unknown, { name: string }>) => req.body.name)
// error: Argument of type 'RequestHandler<ParamsDictionary, any, any, ParsedQs, Record<string, any>>' is not assignable to parameter of type 'OperationHandler<{ readonly query: ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>; }, ParamsDictionary>'.
// reads: Type 'number' is not assignable to type 'string | (string | ParsedQs)[] | ParsedQs | undefined'.
// reads, TypeScript 5.9: Type 'number' is not assignable to type 'string | ParsedQs | (string | ParsedQs)[] | undefined'.
operation({ query: zod.Invoice }, handler)
