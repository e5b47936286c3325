// cargo run as a command of a container: the program that the build has made already, where nothing would be compiled anew.
import { posix } from 'node:path'
import { stateAt } from '../../../../dockerfile/document.ts'
import { parseToml, tableIn, tablesIn, textIn } from '../../../../project/toml.ts'
import type { Call } from '../../../calls/calls.ts'
import { sourceFiles } from '../../../calls/source-files.ts'
import { RUST_SOURCES } from '../../../calls/static-rust.ts'
import type { Subject } from '../../subject.ts'

export interface RanProgram {
  readonly path: string
  /** What CMD starts in place of cargo: the program and its own words. */
  readonly words: readonly string[]
}

/** Options that change neither what is built nor where it goes. */
const PLAIN = /^(?:--release|-r|--locked|--offline|--frozen|-q|--quiet|-v+|--verbose|--bins|--color=\w+)$/

/** Undefined where a container may compile, or where cargo gives the program what it would not have without it. */
export function ranProgram(subject: Subject, { command, folder, files }: Call): RanProgram | undefined {
  const { document, stage, building, project } = subject
  if (folder === undefined || command.wrappers.length > 0) return undefined
  const [action, ...words] = command.args.map(({ literal, text }) => literal ?? text)
  if (action !== 'run' && action !== 'r') return undefined
  const run = optionsOf(words)
  const builds = building.filter(
    ({ command }) => command.name === 'cargo' && /^(?:build|b)$/.test(command.args[0]?.text ?? ''),
  )
  // The last of them makes it; one before may be for the crates alone.
  const built = builds.map((call) =>
    call.folder === folder
      ? optionsOf(call.command.args.slice(1).map(({ literal, text }) => literal ?? text))
      : undefined,
  )
  if (run?.isRelease !== true || built.length === 0) return undefined
  if (built.some((each) => each?.isRelease !== true || each.operands.length > 0)) return undefined
  const last = built.at(-1)
  // https://doc.rust-lang.org/cargo/reference/config.html: [env], target-dir and aliases stand in files, or in variables.
  const names = [...stateAt(document, stage).variables.keys()]
  if (names.some((name) => /^CARGO_(?:TARGET|BUILD|PROFILE|ENCODED)/.test(name))) return undefined
  const above = parentsOf(folder)
  if ([folder, ...above].some((each) => files.list(posix.join(each, '.cargo')) !== undefined))
    return undefined
  if (above.some((each) => files.read(posix.join(each, 'Cargo.toml')) !== undefined)) return undefined
  // https://doc.rust-lang.org/cargo/reference/environment-variables.html: what cargo run tells a program.
  const sources = sourceFiles(project, RUST_SOURCES)
  if (!sources || sources.some(({ text }) => /\benv::var(?:_os|s)?\s*\(\s*(?:"CARGO|\))/.test(text)))
    return undefined
  const name = binaryOf(folder, files, run.binary)
  if (name === undefined || (last?.binary !== undefined && last.binary !== name)) return undefined
  const path = posix.join(folder, 'target/release', name)
  return { path, words: [`./target/release/${name}`, ...run.operands] }
}

interface Options {
  readonly isRelease: boolean
  readonly binary: string | undefined
  readonly operands: readonly string[]
}

/** Undefined where there is one that may change what is built. */
function optionsOf(words: readonly string[]): Options | undefined {
  let binary: string | undefined
  const end = words.findIndex(
    (word, index) => word === '--' || (isOperand(word) && words[index - 1] !== '--bin'),
  )
  const options = end === -1 ? words : words.slice(0, end)
  for (const [index, word] of options.entries()) {
    if (word === '--bin') binary = options[index + 1]
    else if (word.startsWith('--bin=')) binary = word.slice('--bin='.length)
    else if (options[index - 1] !== '--bin' && !PLAIN.test(word)) return undefined
  }
  const operands = end === -1 ? [] : words.slice(words[end] === '--' ? end + 1 : end)
  return { isRelease: options.some((word) => /^(?:--release|-r)$/.test(word)), binary, operands }
}

function isOperand(word: string): boolean {
  return !word.startsWith('-')
}

/** https://doc.rust-lang.org/cargo/commands/cargo-run.html: the only program, that of default-run, or the one that is named. */
function binaryOf(folder: string, files: Call['files'], named: string | undefined): string | undefined {
  const manifest = parseToml(files.read(posix.join(folder, 'Cargo.toml')) ?? '')
  const own = manifest && textIn(tableIn(manifest, 'package'), 'name')
  if (!manifest || own === undefined) return undefined
  const declared = tablesIn(manifest, 'bin').flatMap((table) => textIn(table, 'name') ?? [])
  const found = (files.list(posix.join(folder, 'src/bin')) ?? []).map((name) => name.replace(/\.rs$/, ''))
  const hasMain = files.sourceOf(posix.join(folder, 'src/main.rs')) !== undefined
  const all = new Set([...declared, ...found, ...(declared.length === 0 && hasMain ? [own] : [])])
  const wanted = named ?? textIn(tableIn(manifest, 'package'), 'default-run')
  if (wanted !== undefined) return all.has(wanted) ? wanted : undefined
  return all.size === 1 ? [...all][0] : undefined
}

function parentsOf(folder: string): readonly string[] {
  const parent = posix.dirname(folder)
  return parent === folder ? [] : [parent, ...parentsOf(parent)]
}
