/** Mistakes in what a handler answers. */
import { operation } from 'ringback'
import { arktype, jsonSchema, olderTypebox, typebox, valibot, zod } from './schemas.ts'

operation({ responses: { 200: zod.Invoice, 204: null, 404: zod.Problem } }, (_req, res) => {
  // error: Object literal may only specify known properties, but 'totals' does not exist in type '{ id: string; total?: number | undefined; }'. Did you mean to write 'total'?
  res.json({ id: 'i-1', totals: 1 })
  // error: Type 'number' is not assignable to type 'string'.
  res.json({ id: 1 })
  // error: Property 'id' is missing in type '{ total: number; }' but required in type '{ id: string; total?: number | undefined; }'.
  // error, TypeScript 5.9: Argument of type '{ total: number; }' is not assignable to parameter of type '{ id: string; total?: number | undefined; }'.
  // reads, TypeScript 5.9: Property 'id' is missing in type '{ total: number; }' but required in type '{ id: string; total?: number | undefined; }'.
  res.json({ total: 1 })
  // error: Object literal may only specify known properties, and 'id' does not exist in type '{ title: string; }'.
  res.status(404).json({ id: 'i-1' })
  // error: Argument of type '{ id: string; }' is not assignable to parameter of type '"this response is declared as null, without a body: write .end()"'.
  res.status(204).json({ id: 'i-1' })
  // error: Argument of type 'string' is not assignable to parameter of type 'number'.
  res.status('404').json({ title: 'None' })
  // error: Property 'stauts' does not exist on type 'TypedResponse<{ readonly 200: ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>; readonly 204: null; readonly 404: ZodObject<{ title: ZodString; }, $strip>; }, "success">'. Did you mean 'status'?
  res.stauts(404).json({ title: 'None' })
})

operation({ responses: { 201: valibot.Invoice, '4XX': valibot.Problem } }, (_req, res) => {
  // error: Object literal may only specify known properties, but 'totals' does not exist in type '{ id: string; total?: number | undefined; }'. Did you mean to write 'total'?
  res.status(201).json({ id: 'i-1', totals: 1 })
  // error: Type 'number' is not assignable to type 'string'.
  res.status(201).json({ id: 1 })
  // error: Object literal may only specify known properties, and 'id' does not exist in type '{ title: string; }'.
  res.status(422).json({ id: 'i-1' })
})

operation({ responses: { 200: arktype.Invoice, default: arktype.Problem } }, (_req, res) => {
  // error: Object literal may only specify known properties, but 'totals' does not exist in type '{ id: string; total?: number; }'. Did you mean to write 'total'?
  res.json({ id: 'i-1', totals: 1 })
  // error: Property 'id' is missing in type '{ total: number; }' but required in type '{ id: string; total?: number; }'.
  // error, TypeScript 5.9: Argument of type '{ total: number; }' is not assignable to parameter of type '{ id: string; total?: number; }'.
  // reads, TypeScript 5.9: Property 'id' is missing in type '{ total: number; }' but required in type '{ id: string; total?: number; }'.
  res.json({ total: 1 })
  // error: Type 'number' is not assignable to type 'string'.
  res.status(500).json({ title: 1 })
})

operation({ responses: { 200: { schema: typebox.Invoice } } }, (_req, res) => {
  // error: Object literal may only specify known properties, but 'totals' does not exist in type '{ id: string; total: number; }'. Did you mean to write 'total'?
  res.json({ id: 'i-1', totals: 1 })
  // error: Property 'total' is missing in type '{ id: string; }' but required in type '{ id: string; total: number; }'.
  // error, TypeScript 5.9: Argument of type '{ id: string; }' is not assignable to parameter of type '{ id: string; total: number; }'.
  // reads, TypeScript 5.9: Property 'total' is missing in type '{ id: string; }' but required in type '{ id: string; total: number; }'.
  res.json({ id: 'i-1' })
})

operation({ responses: { 200: olderTypebox.Invoice, 404: olderTypebox.Problem } }, (_req, res) => {
  // error: Type 'string' is not assignable to type 'number'.
  res.json({ id: 'i-1', total: '1' })
  // error: Object literal may only specify known properties, but 'titel' does not exist in type '{ title: string; }'. Did you mean to write 'title'?
  res.status(404).json({ titel: 'None' })
})

operation({ responses: { 200: jsonSchema.Invoice, 204: null } }, (_req, res) => {
  // error: Object literal may only specify known properties, but 'totals' does not exist in type '{ id: string; total?: number; }'. Did you mean to write 'total'?
  res.json({ id: 'i-1', totals: 1 })
  // error: Type 'number' is not assignable to type 'string'.
  res.status(200).json({ id: 1 })
  // error: Argument of type 'null' is not assignable to parameter of type '"this response is declared as null, without a body: write .end()"'.
  res.status(204).json(null)
})
