import type { Page } from 'playwright-core'

/** A text or the border of a control that stands out too little from what is behind it. */
export interface Fault {
  readonly what: string
  readonly ratio: number
}

type Colour = readonly [red: number, green: number, blue: number, alpha: number]

interface Painted {
  readonly what: string
  readonly least: number
  readonly colour: string
  /** The backgrounds that it stands on, the nearest first. */
  readonly backgrounds: readonly string[]
}

/** WCAG 2.2, 1.4.3 and 1.4.11: text has a contrast of 4.5:1 at least, what shows a control one of 3:1. */
export async function findFaintParts(page: Page, selector: string): Promise<Fault[]> {
  const painted = await page.evaluate<Painted[]>(`(${readPainted})(${JSON.stringify(selector)})`)
  if (painted.length === 0) throw new Error(`there is no text in ${selector}`)
  return painted
    .map(({ what, least, colour, backgrounds }) => {
      const behind = backgrounds.map(readColour).reduceRight<Colour>(paintOver, [255, 255, 255, 1])
      return { what, least, ratio: contrast(paintOver(behind, readColour(colour)), behind) }
    })
    .filter(({ least, ratio }) => ratio < least)
    .map(({ what, ratio }) => ({ what, ratio: Math.round(ratio * 100) / 100 }))
}

/** Every text, and the border of every button, in what the selector finds; runs in the page. */
const readPainted = `(selector) => {
  const roots = [...document.querySelectorAll(selector)]
  const elements = new Set(roots.flatMap((root) => [root, ...root.querySelectorAll('*')]))
  const backgroundsOf = (element) =>
    element ? [getComputedStyle(element).backgroundColor, ...backgroundsOf(element.parentElement)] : []
  const textOf = ({ childNodes }) =>
    [...childNodes].map(({ nodeType, data }) => (nodeType === 3 ? data.trim() : '')).join('')
  const readText = (element, { color: colour }) => {
    const what = textOf(element)
    return what === '' ? [] : [{ what, least: 4.5, colour, backgrounds: backgroundsOf(element) }]
  }
  const readBorder = (element, { borderTopColor: colour, borderTopWidth }) => {
    if (element.tagName !== 'BUTTON' || borderTopWidth === '0px') return []
    const backgrounds = backgroundsOf(element.parentElement)
    return [{ what: 'border of ' + textOf(element), least: 3, colour, backgrounds }]
  }
  return [...elements]
    .filter((element) => element.getClientRects().length > 0)
    .map((element) => [element, getComputedStyle(element)])
    .flatMap(([element, style]) => [...readText(element, style), ...readBorder(element, style)])
}`

function readColour(css: string): Colour {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (css.match(/[\d.]+/g) ?? []).map(Number)
  return [red, green, blue, alpha]
}

function paintOver(behind: Colour, colour: Colour): Colour {
  const [, , , alpha] = colour
  const mix = (at: 0 | 1 | 2): number => colour[at] * alpha + behind[at] * (1 - alpha)
  return [mix(0), mix(1), mix(2), 1]
}

function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** "The relative brightness of any point in a colorspace". */
function luminance([red, green, blue]: Colour): number {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
