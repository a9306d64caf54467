/** The objects of an OpenAPI 3.1 document, under the specification's own names. Types only. */
import type { OpenAPIV3_1 } from 'openapi-types'

export type Document = OpenAPIV3_1.Document
export type InfoObject = OpenAPIV3_1.InfoObject
export type ServerObject = OpenAPIV3_1.ServerObject
export type TagObject = OpenAPIV3_1.TagObject
export type ExternalDocumentationObject = OpenAPIV3_1.ExternalDocumentationObject
export type SecurityRequirementObject = OpenAPIV3_1.SecurityRequirementObject
export type ComponentsObject = OpenAPIV3_1.ComponentsObject
export type PathsObject = OpenAPIV3_1.PathsObject
export type PathItemObject = OpenAPIV3_1.PathItemObject
export type ParameterObject = OpenAPIV3_1.ParameterObject
export type RequestBodyObject = OpenAPIV3_1.RequestBodyObject
export type ResponseObject = OpenAPIV3_1.ResponseObject
export type ReferenceObject = OpenAPIV3_1.ReferenceObject
export type HeaderObject = OpenAPIV3_1.HeaderObject
export type LinkObject = OpenAPIV3_1.LinkObject
export type ExampleObject = OpenAPIV3_1.ExampleObject

/** A Schema Object in a document that is being built: JSON Schema 2020-12, mutable. */
export interface SchemaObject {
  [keyword: string]: unknown
}

export interface MediaTypeObject {
  schema?: SchemaObject
  [field: string]: unknown
}

/** Keys are runtime expressions in braces, see `callbacks/expression.ts`. */
export interface CallbackObject {
  [expression: string]: PathItemObject
}

export interface OperationObject {
  operationId?: string
  parameters?: (ParameterObject | ReferenceObject)[]
  requestBody?: RequestBodyObject | ReferenceObject
  responses: Record<string, ResponseObject | ReferenceObject>
  callbacks?: Record<string, CallbackObject | ReferenceObject>
  security?: SecurityRequirementObject[]
  [field: string]: unknown
}
