import { lineOf, type Document } from '../dockerfile/document.ts'

// A Go format string handed to a program, `--format '{{.Names}}'` or `'{{json .}}'`, is no template of the file.
const GO_FORMAT = /^\{\{-?\s*(?:\.|json\b|range\b|println\b|index\b|end\b|if\s+\.)/
const MARKERS = /\{\{|\{%[-+]?\s|<%[-=#\s]|(@@|%%)[A-Z][A-Z0-9_]*\1/g

export interface TemplateMarker {
  readonly marker: string
  readonly line: number
}

/** The first sign that the file is the input of a template engine and not yet a Dockerfile. */
export function templateMarker(document: Document): TemplateMarker | undefined {
  for (const match of document.text.matchAll(MARKERS)) {
    if (match[0] === '{{' && GO_FORMAT.test(document.text.slice(match.index, match.index + 40))) continue
    if (isQuoted(document, match.index) || inComment(document, match.index)) continue
    return { marker: match[0], line: lineOf(document, match.index) }
  }
  return undefined
}

/** In quotes it is a text for some program: `sed "s/{{port}}/80/"`, a JSP page that echo writes. */
function isQuoted(document: Document, offset: number): boolean {
  const instruction = document.instructions.find(({ range }) => range.start <= offset && offset < range.end)
  if (!instruction || !/^(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK|LABEL|ONBUILD)$/.test(instruction.keyword))
    return false
  if (instruction.heredocs.some(({ body }) => body.start <= offset && offset < body.end)) return true
  const before = document.text.slice(instruction.range.start, offset).replace(/\\./g, '')
  let quote = ''
  for (const char of before) {
    if (quote === '') quote = char === '"' || char === "'" ? char : ''
    else if (char === quote) quote = ''
  }
  return quote !== ''
}

function inComment(document: Document, offset: number): boolean {
  const line = lineOf(document, offset)
  return [...document.comments, ...document.instructions.flatMap((each) => each.comments)].some(
    (comment) => comment.line === line,
  )
}
