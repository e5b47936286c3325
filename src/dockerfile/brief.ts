import type { Instruction } from './instruction.ts'

/** An instruction on one line of at most `max` characters, for a message: lines have other numbers once a file is changed. */
export function brief({ keyword, args }: Instruction, max = 50): string {
  const text = `${keyword} ${args.text.replace(/\s+/g, ' ').trim()}`
  return text.length > max ? `${text.slice(0, max - 1).trimEnd()}…` : text
}
