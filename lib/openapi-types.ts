/** The objects of an OpenAPI document, under the specification's own names: 3.1, and what 3.2 adds. Types only. */
import type { OpenAPIV3_1 } from 'openapi-types'

export type Document = OpenAPIV3_1.Document
export type InfoObject = OpenAPIV3_1.InfoObject
export type ServerObject = OpenAPIV3_1.ServerObject & {
  /** 3.2: "An optional unique string to refer to the host designated by the URL". */
  readonly name?: string
}
export type TagObject = OpenAPIV3_1.TagObject & {
  /** 3.2: a short text to display in place of the name. */
  readonly summary?: string
  /** 3.2: "The name of a tag that this tag is nested under". */
  readonly parent?: string
  /** 3.2: such as `nav`, `badge` or `audience`. */
  readonly kind?: string
}
export type ExternalDocumentationObject = OpenAPIV3_1.ExternalDocumentationObject
export type SecurityRequirementObject = OpenAPIV3_1.SecurityRequirementObject
export type ComponentsObject = Omit<OpenAPIV3_1.ComponentsObject, 'securitySchemes'> & {
  securitySchemes?: Record<string, SecuritySchemeObject | ReferenceObject>
  /** 3.2 */
  mediaTypes?: Record<string, MediaTypeObject | ReferenceObject>
}
export type SecuritySchemeObject =
  OpenAPIV3_1.SecuritySchemeObject | MutualTLSObject | DeviceFlowObject

interface MutualTLSObject {
  type: 'mutualTLS'
  description?: string
}

/** 3.2: OAuth 2.0 Device Authorization Grant, RFC 8628. */
interface DeviceFlowObject {
  type: 'oauth2'
  description?: string
  oauth2MetadataUrl?: string
  flows: {
    deviceAuthorization?: {
      deviceAuthorizationUrl: string
      tokenUrl: string
      refreshUrl?: string
      scopes: Record<string, string>
    }
    [flow: string]: unknown
  }
}
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
