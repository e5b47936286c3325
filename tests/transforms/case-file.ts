import { readFileSync } from 'node:fs'

export interface Case {
  readonly name: string
  readonly before: string
  /** The file afterwards, or a line for each refusal. */
  readonly expected: string
}

/** Cases of the form `=== name`, a Dockerfile, `---`, what is expected, and a blank line. */
export function readCases(url: URL): readonly Case[] {
  return readFileSync(url, 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((text) => {
      const [, name = '', before = '', expected = ''] = /^(.*)\n([^]*?)^---\n([^]*)\n$/m.exec(text) ?? []
      if (before === '') throw new Error(`a case cannot be read: ${text}`)
      return { name, before: withBase(before), expected }
    })
}

/** The text as a file: most cases leave the first line out. */
export function withBase(text: string): string {
  return /^(?:FROM|# (?:escape|syntax|check)=)/i.test(text) ? text : `FROM debian:bookworm\n${text}`
}
