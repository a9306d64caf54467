import { expect, it } from 'vitest'
import { listen } from '../live-app.ts'
import { importCompiled } from './compile.ts'
import type * as Snippets from '../readme/decorators-snippets.ts'

it('the controllers of README.md answer and are documented', async () => {
  const { app, documentation } = await importCompiled<typeof Snippets>(
    '../readme/decorators-snippets.ts',
    'esbuild',
  )
  const { paths } = documentation.document(app)
  const operations = Object.entries(paths ?? {}).map(([path, item]) => [
    path,
    Object.keys(item ?? {}),
  ])
  expect(operations).toEqual([
    ['/invoices', ['post']],
    ['/invoices/{id}', ['get']],
    ['/drafts/{id}', ['delete', 'get']],
    ['/drafts', ['post']],
  ])
  expect(documentation.problems(app)).toEqual([])
  const origin = await listen(app)
  const ask = async (request: string, headers: object, body?: object): Promise<unknown[]> => {
    const [method = '', path = ''] = request.split(' ')
    const answer = await fetch(origin + path, {
      method,
      headers: { ...headers, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return [answer.status, await answer.text()]
  }
  const invoice = { id: 'i-1', customer: 'c', total: 3 }
  expect(await ask('POST /invoices', {}, invoice)).toEqual([201, '{"id":"i-1"}'])
  expect(await ask('GET /invoices/i-1', {})).toEqual([200, JSON.stringify(invoice)])
  expect(await ask('GET /invoices/i-2', {})).toEqual([404, '{"title":"No such invoice"}'])
  expect(await ask('POST /drafts', {}, invoice)).toEqual([401, '{"title":"Who are you?"}'])
  const token = { Authorization: 'Bearer t' }
  expect(await ask('DELETE /drafts/i-1', token)).toEqual([403, '{"title":"You may not write."}'])
  expect(await ask('DELETE /drafts/i-1', { ...token, 'X-Role': 'writer' })).toEqual([204, ''])
})
