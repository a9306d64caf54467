import { moveDocument, type ApiDocument } from './moved-document.ts'
import type { Plugin } from './system.ts'

/** Calls reach the API where the page is open, whatever prefix a proxy strips from its path or adds. */
export const servers: Plugin = () => ({
  statePlugins: { spec: { wrapActions: { updateJsonSpec } } },
})

function updateJsonSpec(update: (document: ApiDocument) => unknown) {
  return (document: ApiDocument) => update(isImplied() ? moveDocument(document, paths()) : document)
}

/** Whether the author has left it to the document to say where the API is. */
function isImplied(): boolean {
  return document.documentElement.dataset['servers'] === 'implied'
}

function paths() {
  const shown = location.pathname
  return { shown, served: document.documentElement.dataset['servedAt'] ?? shown }
}
