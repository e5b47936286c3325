// Directories of sources that a script fetches, and the commands that build and install what is in them.
import { readOptions, type OptionGrammar } from './option-words.ts'
import { PIP } from './unpacking.ts'
import { baseName, isAtOrBelow, joinPath } from './path-values.ts'
import { pathOf, type Step, type StepWord } from './steps.ts'

// git-clone(1): options with a value.
const CLONE: OptionGrammar = {
  short: 'bocju',
  long: (
    'branch depth origin config jobs reference reference-if-able separate-git-dir template filter shallow-since ' +
    'shallow-exclude upload-pack server-option revision bundle-uri'
  ).split(' '),
}

/** The directory that a git clone makes; undefined for another command, or where nothing tells. */
export function clonedInto({ command, words, here }: Step): string | undefined {
  if (command.name !== 'git') return undefined
  // `git -c x=y -C folder clone …`
  const at = words.findIndex((word) => word.text === 'clone')
  if (at === -1 || words.slice(0, at).some((word) => /^(?:-C|--git-dir|--work-tree)/.test(word.text)))
    return undefined
  const { operands, options } = readOptions(words.slice(at + 1), CLONE)
  if (options.some(({ name }) => /^(?:bare|mirror)$/.test(name))) return undefined
  const [address, folder] = operands
  const named = folder ? folder.value?.text : address?.value && repositoryName(address.value.text)
  const path = named === undefined ? undefined : joinPath(here, named)
  // Into a directory that was there before.
  return path === undefined || here === undefined || isAtOrBelow(here, path) ? undefined : path
}

/** `repo` of `https://host/user/repo.git`. */
function repositoryName(address: string): string | undefined {
  const name = /([^/:]+?)(?:\.git)?\/*$/.exec(address)?.[1]
  return name === undefined || /[?#]/.test(name) || /^\$\{[^}]*\}$/.test(name) ? undefined : name
}

/** True for a command that puts what was built where it belongs, and needs nothing of the sources afterwards. */
export function installs({ command, words }: Step): boolean {
  const { name = '' } = command
  const has = (word: string | RegExp): boolean =>
    words.some(({ text }) => (typeof word === 'string' ? text === word : word.test(text)))
  if (/^(?:make|gmake|ninja|scons|b2|bjam|meson|waf|rake|Build)$/.test(name))
    return has(/^install(?:[-_/](?!.*(?:link|dev))[\w-]+)?$/)
  if (name === 'cmake') return has('--install') || (has('--build') && has(/^install(?:\/strip)?$/))
  if (/^python\d*[\d.]*$/.test(name)) {
    if (has('-m') && has('pip')) return pipInstalls(words)
    return has(/^(?:\.\/)?setup\.py$/) && has('install') && !has('develop')
  }
  if (/^pip\d*[\d.]*$/.test(name)) return pipInstalls(words)
  if (name === 'go') return has('install')
  if (name === 'cargo') return has('install')
  if (name === 'R') return has('INSTALL')
  if (name === 'luarocks') return has('make')
  return false
}

function pipInstalls(words: readonly StepWord[]): boolean {
  const { operands, options } = readOptions(words, PIP)
  if (options.some(({ name }) => name === 'e' || name === 'editable')) return false
  const at = operands.findIndex(({ text }) => text === 'install')
  return at !== -1 && operands.slice(at + 1).some(({ text }) => /^"?(?:\.|\/|\$)/.test(text))
}

const TOOLS = new Set(
  (
    'cd pushd popd pwd ls echo printf true : set export test [ mkdir touch cat grep head tail date time nproc which env ' +
    'git tar unzip curl wget gunzip patch sed chmod chown cp mv install strip find rm ' +
    'make gmake cmake ninja meson scons qmake qmake-qt5 perl autoreconf aclocal autoconf automake autoheader libtoolize ' +
    'phpize gcc g++ cc clang ldconfig apt-get apt apk yum dnf pip pip2 pip3 python python2 python3 go cargo R luarocks'
  ).split(' '),
)

/** True for a command of which is known that it leaves nothing behind that points into the sources. */
export function buildsOnly(step: Step): boolean {
  const { command, program, words } = step
  const { name = '' } = command
  const texts = words.map(({ text }) => text)
  if (/^(?:python\d*[\d.]*|pip\d*[\d.]*)$/.test(name)) {
    return installs(step) || texts.some((text) => /^(?:build|build_ext|download|uninstall)$/.test(text))
  }
  if (/^(?:go|cargo)$/.test(name))
    return installs(step) || /^(?:build|get|mod|test|fetch)$/.test(texts[0] ?? '')
  if (name === 'git') return !texts.some((text) => /^(?:worktree|--shared|-s|--reference.*)$/.test(text))
  // Links to where the files are.
  if (name === 'cp') return !texts.some((text) => /^(?:-[a-zA-Z]*s[a-zA-Z]*|--symbolic-link)$/.test(text))
  if (name === 'ldconfig') return !texts.some((text) => !text.startsWith('-'))
  if (name === 'perl') return texts.some((text) => /(?:Makefile|Build)\.PL$/.test(text))
  // The kernel's modules_install links /lib/modules/…/build to its sources.
  if (/^(?:make|gmake|ninja)$/.test(name))
    return !texts.some((text) => /^(?:develop|link|symlink|run|start|modules_install)/.test(text))
  if (TOOLS.has(name)) return true
  return /^"?(?:\.{1,2}\/|\/).*(?:configure|config|Configure|autogen\.sh|bootstrap(?:\.sh)?|buildconf(?:\.sh)?|b2|bootstrap\.py|Build|waf)"?$/.test(
    program?.text ?? '',
  )
}

/** Where an option says that things go: `--prefix=…`, `-DCMAKE_INSTALL_PREFIX:PATH=…`, `DESTDIR=…`. */
export function targetsOf({ words, here }: Step): readonly (string | undefined)[] {
  return words.flatMap((word, index) => {
    const text = word.value?.text ?? word.text
    const found = /^-{0,2}\w*(?:prefix|dir|path|root|target)\w*(?::\w+)?=(.*)$/i.exec(text)
    const next = /^-{1,2}(?:prefix|root|target|t|\w*dir)$/.test(word.text) ? words[index + 1] : undefined
    const path = found?.[1] ?? next?.value?.text
    return path === undefined || path === '' ? [] : [joinPath(here, path)]
  })
}

/** True for a command that takes things out of a directory to another place. */
export function takesOut(step: Step, folder: string): boolean {
  const { command, words } = step
  if (!/^(?:cp|mv|install)$/.test(command.name ?? '') || words.some(({ text }) => text.startsWith('-t')))
    return false
  const isInside = (word: StepWord | undefined): boolean => {
    const path = word && pathOf(step, word)
    return path !== undefined && isAtOrBelow(path, folder)
  }
  const operands = words.filter(({ text }) => !text.startsWith('-'))
  return operands.length > 1 && !isInside(operands.at(-1)) && operands.slice(0, -1).some(isInside)
}

/** True when the name of a directory comes from that of the archive: each of its parts is in the address. */
export function isNamedAfter(folder: string, address: string): boolean {
  const parts = baseName(folder)
    .toLowerCase()
    .split(/[-_]+/)
    .filter((part) => part !== '')
  return parts.length > 0 && parts.every((part) => address.toLowerCase().includes(part))
}
