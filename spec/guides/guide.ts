import { existsSync, readdirSync, readFileSync } from 'node:fs'

interface Block {
  readonly language: string
  /** What belongs to the other tool, which is not installed here. */
  readonly isBefore: boolean
  readonly text: string
}

/** A migration guide in docs/, and the folder of what it quotes. */
export interface Guide {
  readonly text: string
  readonly folder: string
  /** What its blocks in these languages quote. */
  list(...languages: readonly string[]): readonly string[]
}

export function readGuide(name: string): Guide {
  const text = readFileSync(`docs/from-${name}.md`, 'utf8')
  const blocks = [...text.matchAll(/^```(\w+)( before)?\n(.*?)^```$/gms)].map(readBlock)
  return {
    text,
    folder: `spec/guides/${name}`,
    list: (...languages) =>
      blocks
        .filter(({ language, isBefore }) => !isBefore && languages.includes(language))
        .map((block) => block.text),
  }
}

function readBlock([, language = '', before, text = '']: RegExpMatchArray): Block {
  return { language, isBefore: before !== undefined, text }
}

/** All that the folder of a guide holds, one file after the other. */
export function readSources({ folder }: Guide): string {
  return readdirSync(folder)
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
    .join('\n')
}

/** Links of a guide that lead to no file, or to no heading of one. */
export function findBrokenLinks({ text }: Guide): string[] {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link)
  return links.filter((link) => !link.startsWith('https://') && !leadsSomewhere(link))
}

function leadsSomewhere(link: string): boolean {
  const [file = '', anchor] = link.split('#')
  if (!existsSync(`docs/${file}`)) return false
  if (anchor === undefined) return true
  const headings = readFileSync(`docs/${file}`, 'utf8').matchAll(/^#+ (.*)$/gm)
  return [...headings].some(([, heading = '']) => anchorOf(heading) === anchor)
}

/** As GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')
}
