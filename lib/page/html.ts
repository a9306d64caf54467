/** The parts of a page: URLs are from its own address, where they are relative. */
export interface Html {
  readonly lang: string
  readonly title: string
  readonly icons: readonly string[]
  readonly stylesheets: readonly string[]
  readonly colorScheme: string
  /** Scripts that run before anything is shown. */
  readonly firstScripts: readonly string[]
  /** Classic scripts, in this order. */
  readonly scripts: readonly string[]
  /** Where the page is drawn. */
  readonly root: string
  /** What the scripts read: `data-…` of the root element, by the names after `data-`. */
  readonly data: Readonly<Record<string, string>>
  /** Where the document is, for who has no scripts. */
  readonly document: string
}

/** A page of files alone: neither script nor style stands in it, whatever policy the app sends. */
export function writeHtml(html: Html): string {
  return `<!doctype html>
<html lang="${escapeHtml(html.lang)}"${writeData(html.data)}>
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="${html.colorScheme}">
  <title>${escapeHtml(html.title)}</title>
${lines([...html.icons.map(writeIcon), ...html.stylesheets.map(writeStylesheet), ...html.firstScripts.map(writeScript)])}
</head>
<body>
  <div id="${escapeHtml(html.root)}"></div>
  <noscript>This page needs JavaScript. The document is at <a href="${escapeHtml(html.document)}">${escapeHtml(html.document)}</a>.</noscript>
${lines(html.scripts.map(writeScript))}
</body>
</html>
`
}

function lines(elements: readonly string[]): string {
  return elements.map((element) => `  ${element}`).join('\n')
}

function writeData(data: Readonly<Record<string, string>>): string {
  return Object.entries(data)
    .map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`)
    .join('')
}

function writeIcon(url: string): string {
  return `<link rel="icon" href="${escapeHtml(url)}">`
}

function writeStylesheet(url: string): string {
  return `<link rel="stylesheet" href="${escapeHtml(url)}">`
}

function writeScript(url: string): string {
  return `<script src="${escapeHtml(url)}"></script>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as it stands between tags, or between double quotes in one. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
}
