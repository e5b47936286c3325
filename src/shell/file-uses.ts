// What the commands of a script do with one file.
import { downloadsOf } from './downloads.ts'
import { baseName, isAtOrBelow, joinPath, mayCover, parentOf } from './path-values.ts'
import { pathOf, type Step, type StepWord } from './steps.ts'
import { readsArchive, replacedBy, uncompressedName, unpackedBy } from './unpacking.ts'

export interface FileUse {
  readonly step: Step
  readonly kind:
    /** Takes something out of it, or installs it. */
    | 'unpacks'
    /** Reads it to see whether it is right, or says its name. */
    | 'checks'
    | 'removes'
    /** Gives it another name. */
    | 'moves'
    /** Anything else. */
    | 'uses'
  /** The word that names this file and nothing else. */
  readonly word: StepWord | undefined
  /** For `moves`: what its name may be now. */
  readonly to: readonly string[]
}

/** Undefined for a step that has nothing to do with the file. */
export function useOf(step: Step, path: string): FileUse | undefined {
  const use = (kind: FileUse['kind'], word?: StepWord, to: readonly string[] = []): FileUse => ({
    step,
    kind,
    word,
    to,
  })
  if (mayRemove(step, path)) return use('removes')
  const exact = [...step.words, ...step.reads, ...(step.program ? [step.program] : [])].find((word) =>
    names(step, word, path),
  )
  const unpacked = unpackedBy(step)
  const own = unpacked.find((word) => names(step, word, path))
  if (own) return use('unpacks', isNamed(step, own, path) ? own : { ...own, text: `${own.text}.zip` })
  if (unpacked.some((word) => covers(step, word, path))) return use('unpacks')
  const replaced = replacedBy(step)?.some((word) => names(step, word, path))
  if (replaced === true) {
    const to = uncompressedName(path)
    return to === undefined ? use('uses') : use('moves', undefined, [to])
  }
  const { name = '' } = step.command
  if (exact && CHECKS.has(name) && !writesFile(step)) return use('checks', exact)
  // Fetched again under the same name.
  if (downloadsOf(step).some((each) => each.path === path)) return use('checks')
  if (exact && name === 'mv') return movedTo(step, exact, path, use)
  if (exact) return use('uses', exact)
  const said = saysName(step, path)
  if (said) return use(CHECKS.has(name) && !writesFile(step) ? 'checks' : 'uses')
  // Its directory is taken along as a whole.
  if (!TAKES_TREES.has(name) || readsArchive(step) || (name === 'find' && !handsOn(step))) return undefined
  const taken = takenBy(step)
  return taken.some((word) => covers(step, word, path) || isAbove(step, word, path)) ? use('uses') : undefined
}

const CHECKS = new Set(
  (
    'sha1sum sha224sum sha256sum sha384sum sha512sum shasum md5sum b2sum cksum gpg gpgv gpg2 openssl minisign cosign echo printf ' +
    'test [ [[ ls stat file du wc grep egrep fgrep chmod chown chgrp touch'
  ).split(' '),
)
const TAKES_TREES = new Set('cp mv rsync install tar zip 7z ln find for xargs scp'.split(' '))

/** True for a find that does more than to show what it finds. */
function handsOn({ command, words }: Step): boolean {
  return command.surroundings.includes('pipeline') || words.some(({ text }) => /^-(?:exec|ok)/.test(text))
}

/** Without the place that things are taken to. */
function takenBy({ command, words }: Step): readonly StepWord[] {
  const toLast = /^(?:cp|mv|rsync|install|ln|scp)$/.test(command.name ?? '')
  return toLast && !words.some((word) => /^(?:-t|--target)/.test(word.text)) ? words.slice(0, -1) : words
}

function writesFile({ writes }: Step): boolean {
  return writes.some((word) => !/^\/dev\/|^&?\d$/.test(word.text))
}

function names(step: Step, word: StepWord, path: string): boolean {
  if (word.value?.glob !== false) return false
  const named = pathOf(step, word)
  // `unzip data` reads data.zip.
  return isNamed(step, word, path) || (step.command.name === 'unzip' && isSame(`${named ?? ''}.zip`, path))
}

function isNamed(step: Step, word: StepWord, path: string): boolean {
  const named = pathOf(step, word)
  return named !== undefined && isSame(named, path)
}

/** Below a directory that nothing tells, a file may be the one that an absolute path names. */
function isSame(left: string, right: string): boolean {
  if (left === right) return true
  const [short, long] = left.startsWith('./') ? [left, right] : [right, left]
  return short.startsWith('./') && long.startsWith('/') && long.endsWith(short.slice(1))
}

/** True for a pattern that the file's name may match, as long as it is one of its directory. */
function covers(step: Step, word: StepWord, path: string): boolean {
  if (word.value?.glob !== true) return false
  const pattern = pathOf(step, word)
  return pattern === undefined ? mayCover(baseName(word.value.text), baseName(path)) : mayCover(pattern, path)
}

function isAbove(step: Step, word: StepWord, path: string): boolean {
  if (word.value?.glob !== false) return false
  const top = pathOf(step, word)
  return top !== undefined && top !== path && isAtOrBelow(path, top)
}

/** True for a step that may take a file away, or be meant to. */
export function mayRemove(step: Step, path: string): boolean {
  const { name = '' } = step.command
  if (name === 'trap') return step.words.some((word) => /\brm\b/.test(word.text))
  if (name === 'find') {
    const deletes = step.words.some((word) => /^(?:-delete|rm)$/.test(word.text))
    const from = step.words.find((word) => !word.text.startsWith('-'))
    const top = from && pathOf(step, from)
    return deletes && (top === undefined || isAtOrBelow(path, top) || mayCover(top, path))
  }
  if (/^(?:xargs|sudo|su|sh|bash|busybox)$/.test(name) && step.words.some((word) => /\brm\b/.test(word.text)))
    return true
  if (!/^(?:rm|unlink|shred|rmdir)$/.test(name)) return false
  return step.words.some((word) => !word.text.startsWith('-') && mayBe(step, word, path))
}

/** True where a word may stand for the file or a directory above it, as far as can be told. */
function mayBe(step: Step, word: StepWord, path: string): boolean {
  if (!word.value) return mayBeWritten(word.text, path)
  const named = pathOf(step, word)
  const sameKind = named?.startsWith('./') === path.startsWith('./')
  if (named !== undefined && sameKind) return mayCover(generalized(named), path) || mayCover(named, path)
  const last = generalized(baseName(word.value.text))
  return path.split('/').some((part) => mayCover(last, part))
}

/** Variables may stand for anything. */
function generalized(text: string): string {
  return text.replace(/\$\{[^}]*\}|\$\([^)]*\)/g, '*')
}

/** For words that dfopt does not read: `/tmp/{a,b}.tgz`, `"$@"`. */
function mayBeWritten(text: string, path: string): boolean {
  const last = text.replaceAll('"', '').split('/').at(-1) ?? ''
  const pattern = last.replace(/\{[^{}]*\}|\$\([^()]*\)|`[^`]*`|\$\{?\w+\}?|\[[^\]]*\]/g, '*')
  return path.split('/').some((part) => mayCover(pattern, part))
}

function movedTo(
  step: Step,
  word: StepWord,
  path: string,
  use: (kind: FileUse['kind'], word?: StepWord, to?: readonly string[]) => FileUse,
): FileUse {
  const operands = step.words.filter((each) => !each.text.startsWith('-'))
  const [from, to] = operands
  const target = to && pathOf(step, to)
  if (operands.length !== 2 || from !== word || target === undefined || to?.value?.glob !== false)
    return use('uses', word)
  return use('moves', word, [target, joinPath(target, baseName(path)) ?? target])
}

/** True where a word has the file's name within it: `file:///tmp/x.zip`, `if=x.img`, the text of an echo. */
function saysName(step: Step, path: string): boolean {
  return [...step.words, ...step.reads].some((word) => {
    const text = word.value?.text ?? normalText(word.text)
    // The same name elsewhere, in the network or below another directory.
    if (text.startsWith('file://')) return isSame(joinPath('/', text.slice(7)) ?? '', path)
    if (/^[a-z]+:\/\//.test(text)) return false
    return mentions(text, baseName(path))
  })
}

/** `$NAME` and `${NAME}` in one spelling. */
export function normalText(text: string): string {
  return text.replace(/\$(\w+)/g, '${$1}')
}

/** True where a text has a file name in it, and not as a part of a longer one. */
export function mentions(text: string, name: string): boolean {
  if (!text.includes(name)) return false
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\w.-])${escaped}(?![\\w-]|\\.\\w)`).test(text)
}

/** What the file is called from where a step runs; undefined where that cannot be told. */
export function nameFrom(step: Step, path: string): string | undefined {
  return parentOf(path) === step.here ? baseName(path) : path.startsWith('/') ? path : undefined
}
