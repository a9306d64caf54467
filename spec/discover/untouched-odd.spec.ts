import express from 'express'
import { expect, it } from 'vitest'
import { openapi } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
it('a sub-app without a route keeps its settings open', async () => {
  const [app, inner] = [express(), express()]
  app.use('/sub', inner)
  openapi({ info: { title: 'x', version: '1' } }).document(app)
  inner.enable('strict routing')
  inner.get('/x', (_req, res) => void res.end())
  expect((await fetch(`${await listen(app)}/sub/x/`)).status).toBe(404)
})
it('routes added behind an unplaced mount are counted', () => {
  const app = express()
  const inner = express.Router()
  app.use(/^\/(?:x|y)+/, inner)
  const documentation = openapi({ info: { title: 'x', version: '1' } })
  const codes = () =>
    documentation
      .problems(app)
      .filter(({ code }) => code === 'WARN_PATH_UNKNOWN')
      .map(({ message }) => message.slice(0, 10))
  expect(codes()).toEqual([])
  inner.get('/a', (_req, res) => void res.end())
  expect(codes()).toEqual(['1 route is'])
})
