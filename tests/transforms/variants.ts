import { parseDocument } from '../../src/dockerfile/document.ts'
import { applyEdits } from '../../src/dockerfile/text-edit.ts'

/** Another way to write the same Dockerfile, under which a transform has to do the same. */
export interface Variant {
  readonly name: string
  readonly write: (text: string) => string
}

export const variants: readonly Variant[] = [
  { name: 'as written', write: (text) => text },
  { name: 'with CRLF', write: (text) => text.replaceAll('\n', '\r\n') },
  { name: 'with a byte order mark', write: (text) => `\uFEFF${text}` },
  { name: 'without a final newline', write: (text) => text.replace(/\n$/, '') },
  { name: 'with lower-case keywords', write: lowerCase },
  { name: 'with a backtick as escape character', write: backtick },
]

function lowerCase(text: string): string {
  const edits = parseDocument(text).instructions.map(({ keywordRange }) => ({
    ...keywordRange,
    text: text.slice(keywordRange.start, keywordRange.end).toLowerCase(),
  }))
  // AS is as good as a keyword.
  return applyEdits(text, edits).replace(/^(from .*) AS /gm, '$1 as ')
}

function backtick(text: string): string {
  return `# escape=\`\n${text.replace(/^# escape=.*\n/, '').replace(/\\$/gm, '`')}`
}
