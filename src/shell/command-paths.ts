// A shell remembers where it found a program. A RUN that starts `pip` and then installs a newer one elsewhere on PATH
// leaves a shell that still starts the old one; a new shell, that of the next RUN, starts the new one.
import { splitImageReference } from '../dockerfile/image-reference.ts'
import { commandsOf, walk, type SimpleCommand } from './commands.ts'
import type { ParsedScript } from './parser.ts'
import { perScript } from './per-script.ts'
import type { Script } from './script.ts'

// The official images install these in /usr/local/bin, where an upgrade puts them again.
// https://github.com/docker-library/python, https://github.com/nodejs/docker-node, https://github.com/docker-library/ruby
const IN_PLACE: Readonly<Record<string, readonly string[]>> = {
  'library/python': ['pip', 'pip2', 'pip3'],
  'library/node': ['npm', 'yarn'],
  'library/ruby': ['gem', 'bundle', 'bundler'],
}

/**
 * The programs that a script may put in another directory of PATH than where they were: names, or all of them.
 * @param base the image that the script runs on.
 */
export function replacedPrograms(script: Pick<Script, 'syntax'>, base: string): ReadonlySet<string> | 'any' {
  const repository = splitImageReference(base)?.repository ?? ''
  const inPlace = Object.hasOwn(IN_PLACE, repository) ? IN_PLACE[repository] : undefined
  const { mentioned, installed } = replacedAnywhere(script.syntax)
  if (installed === 'any') return 'any'
  return new Set([...mentioned, ...installed.filter((name) => !inPlace?.includes(name))])
}

const replacedAnywhere = perScript((syntax) => {
  const found = commandsOf({ syntax }).map(replacedBy)
  return {
    mentioned: mentionedPaths(syntax),
    installed: found.includes('any') ? 'any' : found.flatMap((names) => (names === 'any' ? [] : names)),
  } as const
})

/** The last parts of the paths that a script mentions, command names apart: what it may write, move or remove. */
function mentionedPaths(syntax: ParsedScript): readonly string[] {
  const found: string[] = []
  for (const { name, args } of commandsOf({ syntax })) {
    if (name === 'update-alternatives') continue
    for (const word of args) {
      if (word.text.includes('/')) found.push(baseName(word.literal ?? word.text.replaceAll('"', '')))
    }
  }
  walk(syntax, [], (node) => {
    if (node.type === 'Redirect' && node.target?.text.includes('/')) found.push(baseName(node.target.value))
  })
  return found
}

function replacedBy({ name = '', args }: SimpleCommand): readonly string[] | 'any' {
  const words = args.map((word) => word.literal ?? '*')
  const has = (...wanted: readonly string[]): boolean => words.some((word) => wanted.includes(word))
  if (name === 'n' || name === 'nvm') return ['node', 'npm', 'npx', 'corepack']
  if (/^(?:sh|bash|dash|ash)$/.test(name) || /\.(?:sh|py|pl|rb)$/.test(name)) return TOOLCHAINS
  if (/^(?:make|gmake|ninja|cmake|meson|checkinstall)$/.test(name))
    return words.some(isInstallTarget) ? 'any' : []
  if (name === 'update-alternatives') {
    // --install link name path priority, --set name path: the link and its name are what is replaced.
    const install = words.indexOf('--install')
    const set = words.indexOf('--set')
    return [
      ...(install === -1 ? [] : words.slice(install + 1, install + 3)),
      ...(set === -1 ? [] : words.slice(set + 1, set + 2)),
    ].map(baseName)
  }
  if (/^(?:ln|cp|mv|install)$/.test(name)) return words.filter((word) => !word.startsWith('-')).map(baseName)
  if (/^(?:pip|pip\d[\d.]*|pipx|easy_install)$/.test(name) && has('install')) return packageNames(words)
  if (/^python\d*[\d.]*$/.test(name) && has('pip') && has('install')) return packageNames(words)
  if (/^(?:npm|pnpm|yarn|bun|corepack)$/.test(name) && has('-g', '--global', 'global', 'enable', 'prepare')) {
    return name === 'corepack' ? ['yarn', 'pnpm', 'npm'] : packageNames(words)
  }
  if (name === 'gem') return has('--system') ? ['gem'] : packageNames(words)
  if (/^(?:cargo|go|cpan|cpanm|luarocks|composer)$/.test(name) && has('install', 'global'))
    return packageNames(words)
  return []
}

// What an installer of unknown content, `curl … | bash` or `./install.sh`, tends to put in a place of its own.
const TOOLCHAINS: readonly string[] = [
  ...[
    'node',
    'npm',
    'npx',
    'yarn',
    'python',
    'python2',
    'python3',
    'pip',
    'pip2',
    'pip3',
    'ruby',
    'gem',
    'bundle',
  ],
  ...['go', 'cargo', 'rustc', 'php', 'composer', 'java', 'mvn', 'gradle'],
]

function isInstallTarget(word: string): boolean {
  return /^(?:--)?install(?:-|$)/.test(word)
}

function baseName(word: string): string {
  return word.split('/').at(-1) ?? word
}

/** `pip`, `pip3` and `npm` out of `pip==23.1`, `npm@latest`. */
function packageNames(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => {
    const name = /^(?:@[^/]+\/)?([A-Za-z][\w.-]*?)(?:$|[=<>~!@[])/.exec(baseName(word))?.[1]
    if (name === undefined) return []
    return name === 'pip' ? ['pip', 'pip2', 'pip3'] : [name]
  })
}
