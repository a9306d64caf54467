import { Router } from 'express'
import { z } from 'zod'
import { operation } from '../../lib/index.ts'
import { answer } from './answer.ts'

const bytes = { type: 'string', format: 'binary' } as const

const FileInfo = z.object({
  name: z.string(),
  size: z.int(),
  type: z.string().meta({ examples: ['application/pdf'] }),
})

/** A folder of documents, behind the certificate of the shop and a key in a link. */
export function createFiles(): Router {
  const router = Router()
  router.use(
    operation({
      tags: ['files'],
      security: [{ certificate: [], linkKey: [] }],
      responses: { 403: { description: 'The link has expired' } },
    }),
  )
  addUploads(router)
  addContents(router)
  addFolderMethods(router)
  return router
}

function addUploads(router: Router): void {
  router.post(
    '/',
    operation({
      operationId: 'uploadFiles',
      summary: 'Upload a contract and its attachments',
      body: {
        content: {
          'multipart/form-data': {
            schema: {
              type: 'object',
              properties: {
                contract: { type: 'string', contentMediaType: 'application/pdf' },
                attachments: { type: 'array', items: bytes, maxItems: 8 },
                about: { type: 'object', properties: { title: { type: 'string' } } },
                folders: { type: 'array', items: { type: 'string' } },
              },
              required: ['contract'],
            },
            encoding: {
              attachments: {
                contentType: 'image/png, image/jpeg',
                headers: { 'X-Checksum': { schema: { type: 'string' } } },
              },
              about: { contentType: 'application/json' },
              folders: { style: 'form', explode: true, allowReserved: false },
            },
          },
          'multipart/mixed': {
            schema: { type: 'array', items: true },
            prefixEncoding: [
              { contentType: 'application/json' },
              {
                contentType: 'multipart/mixed',
                prefixEncoding: [{ contentType: 'text/plain' }],
                itemEncoding: { contentType: 'image/png' },
              },
              {
                contentType: 'multipart/form-data',
                encoding: { name: { contentType: 'text/plain' } },
              },
            ],
            itemEncoding: { contentType: 'application/octet-stream' },
          },
        },
      },
      responses: { 201: z.array(FileInfo) },
    }),
    answer,
  )
  router.post(
    '/avatar',
    operation({
      body: {
        required: false,
        content: { 'multipart/form-data': z.object({ avatar: z.file(), alt: z.string() }) },
      },
      responses: { 204: null },
    }),
    answer,
  )
}

function addContents(router: Router): void {
  router.get(
    '/content/*path',
    operation({
      operationId: 'getFile',
      headers: z.object({ Range: z.string().optional() }),
      responses: {
        200: { content: { 'application/octet-stream': bytes } },
        206: {
          description: 'The part that was asked for',
          headers: { 'Content-Range': { schema: { type: 'string' }, example: 'bytes 0-9/100' } },
          content: { 'application/octet-stream': bytes },
        },
        '3XX': { description: 'It has moved' },
        404: { $ref: '#/components/responses/NotFound' },
      },
    }),
    answer,
  )
  router.put(
    '/content/*path',
    operation({
      operationId: 'putFile',
      body: { content: { 'application/octet-stream': {}, 'text/*': { type: 'string' } } },
      responses: { 201: null, 204: null },
    }),
    answer,
  )
}

/** Of WebDAV, and of a cache. */
function addFolderMethods(router: Router): void {
  router.propfind(
    '/content/*path',
    operation({
      operationId: 'listFolder',
      summary: 'What a folder holds',
      headers: z.object({ Depth: z.enum(['0', '1', 'infinity']).default('1') }),
      responses: { 207: { description: 'Each file', schema: z.array(FileInfo) } },
    }),
    answer,
  )
  router.purge(
    '/content/*path',
    operation({ operationId: 'forgetFile', responses: { 202: null } }),
    answer,
  )
}
