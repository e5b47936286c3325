// The archives, packages and installers that a command takes something out of, and needs no longer when it is through.
import { hasOption, optionValues, readOptions, type OptionGrammar } from './option-words.ts'
import { baseName } from './path-values.ts'
import type { Step, StepWord } from './steps.ts'

const unpacked = new WeakMap<Step, readonly StepWord[]>()

/** The words that name them; `-` and the like left out. */
export function unpackedBy(step: Step): readonly StepWord[] {
  const known = unpacked.get(step) ?? readUnpacked(step)
  unpacked.set(step, known)
  return known
}

function readUnpacked(step: Step): readonly StepWord[] {
  const { words } = step
  const name = step.command.name ?? ''
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined
  if (reader) return reader(step)
  if (/^python\d*[\d.]*$/.test(name)) return byPython(words)
  if (/^pip\d*[\d.]*$/.test(name)) return byPip(words)
  const { program } = step
  return program && /\.(?:run|bin|sh|bsx)"?$|\/rustup-init"?$/.test(program.text) && isRunOnce(step, program)
    ? [program]
    : []
}

type Reader = (step: Step) => readonly StepWord[]

const NOTHING: OptionGrammar = { short: '', long: [] }

// tar(1) 1.34 and bsdtar(1).
const TAR: OptionGrammar = {
  short: 'CfTXbHIKNVgL',
  long: (
    'file directory strip-components strip exclude exclude-from files-from transform xform use-compress-program owner group ' +
    'mode format blocking-factor checkpoint-action one-top-level warning'
  ).split(' '),
}

function byTar({ words, reads }: Step): readonly StepWord[] {
  const [first] = words
  // The old style has no dash, and the values follow the letters: `tar xzf file`.
  const old = first && /^[A-Za-z]+$/.test(first.text) ? first : undefined
  const letters = old ? oldStyle(words) : words
  const read = readOptions(letters, TAR)
  if (!hasOption(read, 'x', 'extract', 'get')) return []
  const files = optionValues(read, 'f', 'file')
  return files.length > 0 && files.every((file) => file.text !== '-') ? files : reads
}

function oldStyle(words: readonly StepWord[]): readonly StepWord[] {
  const [first, ...rest] = words
  if (!first) return []
  const values = [...rest]
  const options = [...first.text].flatMap((letter) => {
    const option: StepWord = { ...first, text: `-${letter}` }
    const value = TAR.short.includes(letter) ? values.shift() : undefined
    return value ? [option, value] : [option]
  })
  return [...options, ...values]
}

const UNZIP: OptionGrammar = { short: 'dPxi', long: [] }

function byUnzip({ words }: Step): readonly StepWord[] {
  const read = readOptions(words, UNZIP)
  return hasOption(read, 'l', 't', 'z', 'Z', 'v') ? [] : read.operands.slice(0, 1)
}

/** `7z x file`, `unrar x file`, `ar x file`, `jar xf file`: a command in letters, then the archive. */
function byLetters({ words }: Step): readonly StepWord[] {
  const [letters, ...rest] = words
  if (!letters || !/^-?[a-z]*[xe][a-z]*$/.test(letters.text)) return []
  return rest.filter((word) => !word.text.startsWith('-')).slice(0, 1)
}

const DPKG: OptionGrammar = { short: 'D', long: ['root', 'admindir', 'instdir'] }

function byDpkg({ words }: Step): readonly StepWord[] {
  const read = readOptions(words, DPKG)
  if (hasOption(read, 'i', 'install', 'unpack')) return read.operands
  return hasOption(read, 'x', 'X', 'R', 'extract', 'vextract', 'raw-extract') ? read.operands.slice(0, 1) : []
}

function byRpm({ words }: Step): readonly StepWord[] {
  const read = readOptions(words, { short: 'E', long: ['root', 'prefix', 'dbpath', 'define'] })
  const installs = hasOption(read, 'i', 'U', 'F', 'install', 'upgrade') && !hasOption(read, 'q', 'query')
  return installs ? read.operands : []
}

/** Package files among what a package manager installs; the other operands are names of packages. */
function byManager(verbs: RegExp, file: RegExp): Reader {
  return ({ words }) => {
    const { operands } = readOptions(words, { short: 'ot', long: ['option', 'target-release'] })
    const at = operands.findIndex((word) => verbs.test(word.text))
    return at === -1 ? [] : operands.slice(at + 1).filter((word) => file.test(word.text))
  }
}

const DEB = /\/.*\.deb"?$|\/[^/]*\$\{?\w+\}?"?$/
const RPM = /\.rpm"?$/
const WHEEL = /\.(?:whl|tar\.gz|tgz|zip|tar\.bz2)"?$/

/** Options of pip install with a value. */
export const PIP: OptionGrammar = {
  short: 'riefctm',
  long: (
    'requirement index-url extra-index-url find-links target prefix root constraint editable trusted-host timeout ' +
    'progress-bar cache-dir'
  ).split(' '),
}

function byPip(words: readonly StepWord[]): readonly StepWord[] {
  const { operands, options } = readOptions(words, PIP)
  if (operands[0]?.text !== 'install' || options.some(({ name }) => name === 'e' || name === 'editable'))
    return []
  return operands.slice(1).filter((word) => WHEEL.test(word.text) && !word.text.includes('://'))
}

function byPython(words: readonly StepWord[]): readonly StepWord[] {
  const at = words.findIndex((word) => word.text === '-m')
  if (at !== -1) return words[at + 1]?.text === 'pip' ? byPip(words.slice(at + 2)) : []
  return byInterpreter(words)
}

function byInterpreter(words: readonly StepWord[]): readonly StepWord[] {
  const script = words.find((word) => !/^[-+]/.test(word.text))
  return script && isInstaller(script) ? [script] : []
}

/** `.bin` is any program, which may be what the image is for. */
function isRunOnce({ words }: Step, program: StepWord): boolean {
  if (!isInstaller(program)) return false
  return (
    !/\.bin"?$/.test(program.text) ||
    /^"?\/(?:tmp|var\/tmp)\//.test(program.text) ||
    words.some(({ text }) => /silent|unattended|accept|install|prefix/i.test(text))
  )
}

/** A script that puts something into the system and is of no use afterwards; others may be what the image is for. */
function isInstaller({ text }: StepWord): boolean {
  const path = text.replaceAll('"', '')
  if (/(?:^|\/)s?bin\//.test(path)) return false
  return /^(?:get[-_.]|.*install|.*setup|.*(?:mini|ana)conda|.*(?:miniforge|mambaforge|micromamba)|rustup|ez_setup|bootstrap)|\.(?:run|bin|bsx)$/i.test(
    baseName(path),
  )
}

const DECOMPRESSES = { short: 'ST', long: ['suffix', 'threads'] }

/** Those that write to standard output, or keep their input; the others put a new name in its place. */
function byDecompressor(step: Step): readonly StepWord[] {
  return replacedBy(step) ? [] : compressed(step)
}

function compressed({ command: { name = '' }, words, reads }: Step): readonly StepWord[] {
  const read = readOptions(words, DECOMPRESSES)
  const decompresses = /^(?:un|g?un|bun)|cat$/.test(name) || hasOption(read, 'd', 'decompress', 'uncompress')
  if (!decompresses || hasOption(read, 't', 'l', 'test', 'list')) return []
  return read.operands.length > 0 ? read.operands : reads
}

const SUFFIX = /\.(?:gz|bz2|xz|lzma|Z)$/

/** The compressed files that a command replaces by those that were in them: `gunzip x.gz`. */
export function replacedBy(step: Step): readonly StepWord[] | undefined {
  const { name = '' } = step.command
  if (!/^(?:gunzip|bunzip2|unxz|unlzma|uncompress|gzip|bzip2|xz|lzma)$/.test(name)) return undefined
  const read = readOptions(step.words, DECOMPRESSES)
  if (hasOption(read, 'c', 'k', 'stdout', 'to-stdout', 'keep') || read.operands.length === 0) return undefined
  return compressed(step)
}

/** The name of what was in a compressed file. */
export function uncompressedName(path: string): string | undefined {
  if (/\.t[gbx]z2?$/.test(path)) return path.replace(/\.t[gbx]z2?$/, '.tar')
  return SUFFIX.test(path) ? path.replace(SUFFIX, '') : undefined
}

const operandsOfAll: Reader = ({ words }) => readOptions(words, NOTHING).operands
const shellScript: Reader = ({ words }) =>
  words.some((word) => /^-[a-z]*c$/.test(word.text)) ? [] : byInterpreter(words)
const apt = byManager(/^install$/, DEB)
const yum = byManager(/^(?:install|localinstall|in|update|upgrade|reinstall)$/, RPM)

const READERS: Readonly<Record<string, Reader>> = {
  tar: byTar,
  gtar: byTar,
  bsdtar: byTar,
  unzip: byUnzip,
  '7z': byLetters,
  '7za': byLetters,
  '7zr': byLetters,
  '7zz': byLetters,
  unrar: byLetters,
  ar: byLetters,
  jar: byLetters,
  dpkg: byDpkg,
  'dpkg-deb': byDpkg,
  gdebi: operandsOfAll,
  rpm: byRpm,
  rpm2cpio: operandsOfAll,
  apt,
  'apt-get': apt,
  yum,
  dnf: yum,
  microdnf: yum,
  zypper: yum,
  apk: byManager(/^add$/, /\.apk"?$/),
  pacman: ({ words }) =>
    hasOption(readOptions(words, NOTHING), 'U') ? readOptions(words, NOTHING).operands : [],
  gem: byManager(/^install$/, /\.gem"?$/),
  pipx: ({ words }) => byPip(words),
  // `R CMD INSTALL file`
  R: ({ words }) =>
    words[0]?.text === 'CMD' && words[1]?.text === 'INSTALL'
      ? words.slice(2).filter((word) => /\.tar\.gz"?$/.test(word.text))
      : [],
  sh: shellScript,
  bash: shellScript,
  dash: shellScript,
  ash: shellScript,
  php: ({ words }) => byInterpreter(words),
  perl: ({ words }) => byInterpreter(words),
  // `java -jar installer.jar`
  java: ({ words }) => {
    const jar = words[words.findIndex((word) => word.text === '-jar') + 1]
    return jar && words.some((word) => word.text === '-jar') && isInstaller(jar) ? [jar] : []
  },
  gunzip: byDecompressor,
  bunzip2: byDecompressor,
  unxz: byDecompressor,
  unlzma: byDecompressor,
  gzip: byDecompressor,
  bzip2: byDecompressor,
  xz: byDecompressor,
  zcat: byDecompressor,
  bzcat: byDecompressor,
  xzcat: byDecompressor,
  // These keep their input.
  unzstd: ({ words }) => readOptions(words, NOTHING).operands,
  zstd: ({ words }) =>
    hasOption(readOptions(words, NOTHING), 'd') ? readOptions(words, NOTHING).operands : [],
}

/** The directory that an archive is unpacked into, where the command names one. */
export function unpackTarget({ command: { name }, words }: Step): StepWord | undefined {
  if (name === 'unzip') return optionValues(readOptions(words, UNZIP), 'd')[0]
  if (name !== 'tar' && name !== 'bsdtar') return undefined
  const old = words[0] && /^[A-Za-z]+$/.test(words[0].text)
  return optionValues(readOptions(old ? oldStyle(words) : words, TAR), 'C', 'directory')[0]
}

/** True for a command that unpacks an archive into a directory, be it from standard input. */
export function readsArchive(step: Step): boolean {
  const { name = '' } = step.command
  if (name === 'unzip') return unpackedBy(step).length > 0
  if (!/^(?:tar|gtar|bsdtar)$/.test(name)) return false
  const old = step.words[0] && /^[A-Za-z]+$/.test(step.words[0].text)
  return hasOption(readOptions(old ? oldStyle(step.words) : step.words, TAR), 'x', 'extract', 'get')
}
