import { createReadyAnswer, type Answer } from '../ready-answer.ts'

/** Answers with a text, which is made or read when it is first asked for. */
export function answerText(type: string, read: () => string): Answer {
  let answer: Answer | undefined
  return (req, res, next) => {
    answer ??= createReadyAnswer({
      status: 200,
      type: `${type}; charset=utf-8`,
      bytes: Buffer.from(read()),
    })
    answer(req, res, next)
  }
}
