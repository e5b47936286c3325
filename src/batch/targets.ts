import { parseDocument } from '../dockerfile/document.ts'

/** Those of the wanted stages that a file does not have, by name or by number, as BuildKit compares them. */
export function missingTargets(wanted: readonly string[], text: string): readonly string[] {
  if (wanted.length === 0) return []
  const { stages } = parseDocument(text)
  const known = new Set(stages.flatMap(({ name, index }) => [name ?? '', String(index)]))
  return wanted.filter((target) => !known.has(target.toLowerCase()))
}
