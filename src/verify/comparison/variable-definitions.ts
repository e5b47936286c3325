import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { argDefinitions, keyValues } from '../../dockerfile/words.ts'
import type { Lineage } from './lineage.ts'

/** The ENV and ARG that set the variables which a text names, and those that they name in turn. */
export function definitionsBehind(
  document: Document,
  lineage: Lineage,
  text: string,
): readonly Instruction[] {
  const all = [...document.globalArgs, ...lineage.instructions].flatMap((instruction) =>
    namesSet(instruction, document.escape).map((name) => ({ name, instruction })),
  )
  const found = new Set<Instruction>()
  const queue = [text]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const names = new Set([...next.matchAll(/\$\{?(\w+)/g)].map((match) => match[1]))
    for (const { name, instruction } of all) {
      if (!names.has(name) || found.has(instruction)) continue
      found.add(instruction)
      queue.push(instruction.args.text)
    }
  }
  return [...found]
}

function namesSet({ keyword, args }: Instruction, escape: string): readonly string[] {
  if (keyword === 'ARG') return argDefinitions(args.text, escape).map(({ key }) => key)
  return keyword === 'ENV' ? (keyValues(args.text, escape) ?? []).map(({ key }) => key) : []
}
