/** The JSON of tsconfig.json and the like: comments and commas at the ends of lists are no faults there. Undefined for other text. */
export function jsonWithComments(text: string): unknown {
  const plain = text
    .replace(/"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g, (match) =>
      match.startsWith('"') ? match : ' ',
    )
    .replace(/"(?:[^"\\\n]|\\.)*"?|,(?=\s*[}\]])/g, (match) => (match === ',' ? '' : match))
  try {
    return JSON.parse(plain)
  } catch {
    return undefined
  }
}
