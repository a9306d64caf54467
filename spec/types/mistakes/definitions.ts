/** Mistakes in a definition, and in what stands beside it. */
import { Router } from 'express'
import { callbackRouter, operation } from 'ringback'
import * as v from 'valibot'
import { z } from 'zod'
import { arktype, handler, jsonSchema, olderTypebox, typebox, valibot, zod } from './schemas.ts'

// Fields.
// error: Object literal may only specify known properties, but 'sumary' does not exist in type 'OperationDefinition'. Did you mean to write 'summary'?
operation({ sumary: 'An invoice', body: zod.Invoice }, handler)
// error: Type 'string' is not assignable to type 'readonly string[]'.
operation({ tags: 'invoices' }, handler)
// error: Type 'string' is not assignable to type 'boolean | undefined'.
operation({ deprecated: 'yes' }, handler)
// error: Type 'string' is not assignable to type 'string[]'.
operation({ security: [{ bearer: 'read' }] }, handler)

// Slots.
// error: Type 'number' is not assignable to type '"body takes a schema, or { content: { [mediaType]: schema } }"'.
operation({ body: 42 }, handler)
// error: Type '"Invoice"' is not assignable to type '"body takes a schema, or { content: { [mediaType]: schema } }"'.
operation({ body: 'Invoice' }, handler)
// error: Type '() => z.ZodObject<{ id: z.ZodString; total: z.ZodDefault<z.ZodNumber>; }, z.core.$strip>' is not assignable to type '"body takes a schema, or { content: { [mediaType]: schema } }"'.
operation({ body: () => zod.Invoice }, handler)
// error: Type '{ id: z.ZodString; }' is not assignable to type '"a schema is expected here, and this is a map of schemas: write z.object({ … })"'.
operation({ body: { id: z.string() } }, handler)
// error: Type '{ page: v.StringSchema<undefined>; }' is not assignable to type '"a schema is expected here, and this is a map of schemas: write z.object({ … })"'.
operation({ query: { page: v.string() } }, handler)
// error: Type '{ page: { type: string; }; }' is not assignable to type '"a schema is expected here, and this is a map of schemas: write z.object({ … })"'.
operation({ query: { page: { type: 'integer' } } }, handler)
// error: Type 'ZodString' is not assignable to type '"query takes a schema of an object, of which each property is one parameter"'.
operation({ query: z.string() }, handler)
// error: Type 'Type<{ title: string; }, {}>[]' is not assignable to type '"headers takes a schema of an object, such as z.object({ … })"'.
operation({ headers: [arktype.Problem] }, handler)
// error: Type '"id"' is not assignable to type '"params takes a schema of an object, such as z.object({ … })"'.
operation({ params: 'id' }, handler)
// error: Type 'ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>' is not assignable to type '"content takes schemas by media type: { [mediaType]: schema }"'.
operation({ body: { content: zod.Invoice } }, handler)
// error: Type '"string"' is not assignable to type '"a media type takes a schema, or { schema, example }"'.
operation({ body: { content: { 'text/csv': 'string' } } }, handler)
// error: Type '"Invoice"' is not assignable to type '"a schema is expected here, such as z.object({ … })"'.
operation({ body: { content: { 'application/jsonl': { itemSchema: 'Invoice' } } } }, handler)
// error: Type 'string' is not assignable to type 'JsonSchema'.
operation({ body: { type: 'object', properties: { id: 'string' } } }, handler)
// error: Type 'ZodString' is not assignable to type 'JsonSchema'.
// reads: Type 'ZodStandardSchemaWithJSON<ZodString>' is not assignable to type '"a schema of a library cannot stand inside a JSON Schema: write the whole with the library"'.
operation({ body: { type: 'object', properties: { id: z.string() } } }, handler)
// error: Type 'string' is not assignable to type 'readonly string[]'.
operation({ body: { type: 'object', required: 'id' } }, handler)

// Responses.
// error: Type 'TObject<{ id: TString; total: TNumber; }>' is not assignable to type '"ok is not a status: write a number, a range such as '4XX', or 'default'"'.
operation({ responses: { ok: typebox.Invoice } }, handler)
// error: Type '{ readonly type: 'object'; readonly properties: { readonly title: { readonly type: 'string'; }; }; readonly required: readonly ['title']; }' is not assignable to type '"4xx is not a status: write a number, a range such as '4XX', or 'default'"'.
// error, TypeScript 5.9: Type '{ readonly type: "object"; readonly properties: { readonly title: { readonly type: "string"; }; }; readonly required: readonly ["title"]; }' is not assignable to type '"4xx is not a status: write a number, a range such as '4XX', or 'default'"'.
operation({ responses: { '4xx': jsonSchema.Problem } }, handler)
// error: Type 'TObject<{ id: TString; total: TNumber; }>' is not assignable to type '"responses are written by status: { 200: schema }"'.
operation({ responses: olderTypebox.Invoice }, handler)
// error: Type 'ObjectSchema<{ readonly id: StringSchema<undefined>; readonly total: OptionalSchema<NumberSchema<undefined>, 0>; }, undefined>[]' is not assignable to type '"a response is a schema, null for one without a body, or { description, content }"'.
operation({ responses: { 200: [valibot.Invoice] } }, handler)
// error: Type 'undefined' is not assignable to type '"a response is a schema, null for one without a body, or { description, content }"'.
operation({ responses: { 204: undefined } }, handler)
// error: Type '"An invoice"' is not assignable to type '"descripton is not a field of a response: look for a misspelling, or begin its name with x-"'.
operation({ responses: { 200: { descripton: 'An invoice', schema: arktype.Invoice } } }, handler)
// error: Type '"Invoice"' is not assignable to type '"a schema is expected here, such as z.object({ … })"'.
operation({ responses: { 200: { description: 'An invoice', schema: 'Invoice' } } }, handler)

// Callbacks.
// error: Type 'CallbackRouter<unknown, never>' is not assignable to type '"callbacks takes callback routers by name: { events }"'.
operation({ callbacks: callbackRouter() }, handler)
// error: Type 'Router' is not assignable to type '"a callback is what callbackRouter() returns: a router of Express holds requests that you receive"'.
operation({ callbacks: { events: Router() } }, handler)

// What stands beside.
// error: Argument of type 'RequestHandler<ParamsDictionary, any, any, ParsedQs, Record<string, any>>' is not assignable to parameter of type '"a definition comes first: operation({ summary, body, responses }, handler)"'.
operation(handler)
// error: Argument of type 'ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>' is not assignable to parameter of type '"a definition comes first: operation({ summary, body, responses }, handler)"'.
operation(zod.Invoice, handler)
// error: Argument of type '{ readonly type: 'object'; readonly properties: { readonly id: { readonly type: 'string'; }; readonly total: { readonly type: 'number'; readonly default: 0; }; }; readonly required: readonly ['id']; }' is not assignable to parameter of type '"a definition comes first: operation({ summary, body, responses }, handler)"'.
// error, TypeScript 5.9: Argument of type '{ readonly type: "object"; readonly properties: { readonly id: { readonly type: "string"; }; readonly total: { readonly type: "number"; readonly default: 0; }; }; readonly required: readonly ["id"]; }' is not assignable to parameter of type '"a definition comes first: operation({ summary, body, responses }, handler)"'.
operation(jsonSchema.Invoice, handler)
// error: Expected 1-2 arguments, but got 0.
operation()
// error: Expected 1-2 arguments, but got 3.
operation({ body: zod.Invoice }, handler, handler)
// error: Argument of type 'string' is not assignable to parameter of type 'OperationHandler<{ readonly summary: "An invoice"; }, PathParameters>'.
operation({ summary: 'An invoice' }, 'handler')
operation(
  { summary: 'An invoice' },
  // error: Argument of type '(_error: Error, _req: unknown, _res: unknown, _next: unknown) => void' is not assignable to parameter of type 'OperationHandler<{ readonly summary: "An invoice"; }, PathParameters>'.
  // reads: Target signature provides too few arguments. Expected 4 or more, but got 3.
  (_error: Error, _req: unknown, _res: unknown, _next: unknown) => {},
)
