// Programs and packages that a command needs without naming them.
import { perlBaseModules } from '../../catalog/image-contents.ts'
import { valueOf } from '../../shell/changed-paths.ts'
import type { SimpleCommand } from '../../shell/commands.ts'

export interface Implied {
  readonly programs: readonly string[]
  readonly packages: readonly string[]
}

const NOTHING: Implied = { programs: [], packages: [] }

/** https://www.gnu.org/software/tar/manual/html_node/gzip.html: by the option, or by the name of the archive. */
const COMPRESSORS: readonly (readonly [option: RegExp, name: RegExp, program: string])[] = [
  [/^(?:-?[a-zA-Z]*J[a-zA-Z]*|--xz)$/, /\.(?:tar\.xz|txz)\b/, 'xz'],
  [/^(?:-?[a-zA-Z]*j[a-zA-Z]*|--bzip2)$/, /\.(?:tar\.bz2|tbz2?|tb2)\b/, 'bzip2'],
  [/^--zstd$/, /\.(?:tar\.zst|tzst)\b/, 'zstd'],
  [/^--lzma$/, /\.tar\.lzma\b/, 'xz'],
]

/** @param release of Debian, by its code name */
export function impliedBy({ name = '', args }: SimpleCommand, release: string): Implied {
  const words = args.map(valueOf)
  const text = words.join(' ')
  switch (name) {
    case 'tar':
      return {
        programs: COMPRESSORS.flatMap(([option, file, program]) =>
          words.some((word, index) => (word.startsWith('-') || index === 0 ? option.test(word) : false)) ||
          file.test(text)
            ? [program]
            : [],
        ),
        packages: [],
      }
    case 'curl':
    case 'wget':
    case 'svn':
    case 'hg':
      return text.includes('http://') && !text.includes('https://') ? NOTHING : CERTIFICATES
    case 'git':
      if (
        !/^(?:clone|fetch|pull|push|submodule|ls-remote|lfs|remote)$/.test(
          words.find((word) => !word.startsWith('-')) ?? '',
        )
      )
        return NOTHING
      return /(?:ssh:\/\/|git@)/.test(text) ? { programs: ['ssh'], packages: [] } : CERTIFICATES
    case 'gpg':
    case 'gpg2':
      return /--(?:recv-keys?|keyserver|search-keys|refresh-keys)|--auto-key/.test(text)
        ? { programs: ['dirmngr'], packages: [] }
        : NOTHING
    case 'perl':
      return needsWholePerl(words, release) ? { programs: [], packages: ['perl'] } : NOTHING
    case 'apt-key':
      return { programs: /\badv\b/.test(text) ? ['gpg', 'dirmngr'] : ['gpg'], packages: [] }
    default:
      return NOTHING
  }
}

const CERTIFICATES: Implied = { programs: [], packages: ['ca-certificates'] }

/** A minimal image has perl-base: the interpreter with a few of its modules. */
function needsWholePerl(words: readonly string[], release: string): boolean {
  const text = words.join(' ')
  const inline = words.some((word) => /^-[a-zA-Z]*[eE]$/.test(word))
  if (!inline) return words.some((word) => !word.startsWith('-'))
  const modules = [
    ...text.matchAll(/(?:^|\s)-[mM]-?([A-Z]\w*(?:::\w+)*)|\b(?:use|require)\s+([A-Z]\w*(?:::\w+)*)/g),
  ]
  const base = perlBaseModules(release)
  return modules.some(([, option, used]) => !base.has(option ?? used ?? ''))
}
