import { readFileSync } from 'node:fs'
import { VARIANTS, type Settings } from '../../src/engine/settings.ts'

export interface Case {
  readonly name: string
  readonly before: string
  /** The file afterwards, or a line for each refusal. */
  readonly expected: string
  /** The day of the run: `%% today 2026-01-15` behind the name of the case. */
  readonly today?: string
  /** The variant of base images that is asked for: `%% variant distroless`. */
  readonly variant?: Settings['variant']
  /** Files of the build context: `%% file .nvmrc 14`, one line each. */
  readonly files?: Readonly<Record<string, string>>
}

/** Cases of the form `=== name`, a Dockerfile, `---`, what is expected, and a blank line. */
export function readCases(url: URL): readonly Case[] {
  return readFileSync(url, 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((text) => {
      const [, name = '', head = '', before = '', expected = ''] =
        /^(.*)\n((?:%% .*\n)*)([^]*?)^---\n([^]*)\n$/m.exec(text) ?? []
      if (before === '') throw new Error(`a case cannot be read: ${text}`)
      const today = /^%% today (.*)$/m.exec(head)?.[1]
      const asked = /^%% variant (.*)$/m.exec(head)?.[1]
      const variant = VARIANTS.find((each) => each === asked)
      if (asked !== variant) throw new Error(`there is no variant ${asked ?? ''}`)
      const files = [...head.matchAll(/^%% file (\S+) (.*)$/gm)].map(
        ([, path = '', content = '']) => [path, `${content.replaceAll('\\n', '\n')}\n`] as const,
      )
      return {
        name,
        before: withBase(before),
        expected,
        ...(today !== undefined && { today }),
        ...(variant !== undefined && { variant }),
        ...(files.length > 0 && { files: Object.fromEntries(files) }),
      }
    })
}

/** The text as a file: most cases leave the first line out. */
export function withBase(text: string): string {
  return /^(?:FROM|# (?:escape|syntax|check)=)/i.test(text) ? text : `FROM debian:bookworm\n${text}`
}
