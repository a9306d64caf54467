import type { Express } from 'express'
import { exchangeBytes, startApp } from '../raw-exchange.ts'
import type { Exchange } from './exchange.ts'

/** What comes back to each request, in their order, less what the clock puts into it. */
export async function listAnswers(app: Express, exchanges: readonly Exchange[]): Promise<string[]> {
  const port = await startApp(app)
  const answers: string[] = []
  for (const { sent } of exchanges) answers.push(withoutClock(await exchangeBytes(port, sent)))
  return answers
}

function withoutClock(answer: string): string {
  return answer.replace(/^X-RateLimit-Reset: \d+\r\n/m, '')
}
