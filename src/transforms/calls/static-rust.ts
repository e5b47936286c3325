// Programs in Rust that are built for musl, which is linked statically by default.
import { posix } from 'node:path'
import { officialImage } from '../../catalog/image-name.ts'
import { officialTag } from '../../catalog/official-images.ts'
import { stateAt, type Document } from '../../dockerfile/document.ts'
import type { Project } from '../../project/project.ts'
import { linkedCrates } from '../../project/rust/linked-crates.ts'
import { externalBase } from '../../shell/shell.ts'
import type { Call } from './calls.ts'
import { sourceReason } from './source-files.ts'

export const RUST_SOURCES = /\.rs$/

// crt_static_default in compiler/rustc_target/src/spec of https://github.com/rust-lang/rust at 051ef0c. Alpine's own rust and
// those of other distributions link dynamically; their triples have their own names, or are the host's.
const STATIC_TARGET = /^(?:x86_64|aarch64)-unknown-linux-musl$/

/** As goReason, for what cargo writes. */
export function rustReason(
  document: Document,
  calls: readonly Call[],
  path: string,
  project: Project,
): string | false | undefined {
  const name = posix.basename(path)
  for (const call of calls) {
    const target = call.command.name === 'cargo' ? targetOf(document, call, path) : false
    if (target === false) continue
    if (target === undefined ? !isRustOfAlpine(document, call) : !STATIC_TARGET.test(target))
      return `${name} is not built for a target that links statically, such as x86_64-unknown-linux-musl`
    if (call.files.read(posix.join(folderOf(call), 'Cargo.toml')) === undefined)
      return `the sources of ${name} are not in a known build context`
    const flags = flagsAgainst(document, call)
    if (flags !== undefined) return flags
    const crate = linkedCrate(call)
    if (crate !== undefined) return crate
    // https://doc.rust-lang.org/std/process/ and what tokio and nix have in its place.
    return sourceReason(project, name, RUST_SOURCES, ({ path: file, text }) =>
      /\bprocess::(?:\{[^}]*\bCommand\b|Command\b)|\bexecv|\bfexecve\b|\blibloading\b|\bduct::|\bcmd_lib::|\bxshell::/.test(
        text,
      )
        ? `${file} starts other programs, and ${name} may be made from it`
        : undefined,
    )
  }
  return false
}

/** The triple that a program at this path is for; undefined for that of the image, false where cargo does not write it. */
function targetOf(document: Document, call: Call, path: string): string | false | undefined {
  const words = call.command.args.map(({ literal, text }) => literal ?? text)
  const action = words.find((word) => !/^[-+]/.test(word))
  const value = (name: string): string | undefined => option(words, name)
  if (call.folder === undefined) return false
  if (action === 'install') {
    // Without --locked it takes the newest crates: https://doc.rust-lang.org/cargo/commands/cargo-install.html
    if (value('--path') === undefined || !words.some((word) => /^--(?:locked|frozen)$/.test(word)))
      return false
    const root = posix.resolve(call.folder, value('--root') ?? '/usr/local/cargo')
    return posix.dirname(path) === posix.join(root, 'bin') ? value('--target') : false
  }
  if (action !== 'build' && action !== 'b') return false
  const folder = folderOf(call)
  const given = value('--target-dir') ?? variable(document, call, 'CARGO_TARGET_DIR')
  const isRelease = words.some((word) => word === '--release' || word === '-r')
  const profile = value('--profile') ?? (isRelease ? 'release' : 'debug')
  const [, root = '', triple, built] = /^(.*?)\/([^/]+-[^/]+-[^/]+)?\/?([^/]+)\/[^/]+$/.exec(path) ?? []
  const places = given === undefined ? above(folder).map((each) => posix.join(each, 'target')) : [given]
  if (
    built !== (profile === 'dev' ? 'debug' : profile) ||
    !places.some((each) => posix.resolve(folder, each) === root)
  )
    return false
  return triple ?? value('--target')
}

/** Where the Cargo.toml is. */
function folderOf({ command, folder = '/' }: Call): string {
  const words = command.args.map(({ literal, text }) => literal ?? text)
  const manifest = option(words, '--manifest-path')
  return posix.resolve(
    folder,
    manifest === undefined ? (option(words, '--path') ?? '.') : posix.dirname(manifest),
  )
}

function option(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(name)
  return at === -1 ? words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) : words[at + 1]
}

/** A folder and those that it is in: a workspace builds into the one at its root. */
function above(folder: string): readonly string[] {
  return folder === '/' ? ['/'] : [folder, ...above(posix.dirname(folder))]
}

/** rustup's toolchain on Alpine, whose own triple is that of musl: Dockerfiles of https://github.com/rust-lang/docker-rust. */
function isRustOfAlpine(document: Document, { stage }: Call): boolean {
  const image = officialImage(externalBase(document, stage))
  if (image?.name !== 'rust') return false
  return officialTag('rust', image.tag)?.sameSuffix.startsWith('alpine') === true
}

function flagsAgainst(document: Document, call: Call): string | undefined {
  for (const name of ['RUSTFLAGS', 'CARGO_BUILD_RUSTFLAGS', 'CARGO_ENCODED_RUSTFLAGS']) {
    const flags = variable(document, call, name)
    if (flags !== undefined && /[$]|-crt-static|prefer-dynamic|relocation-model|link-arg/.test(flags))
      return `what ${name} does to the linking is not known`
  }
  for (const folder of above(call.folder ?? '/'))
    for (const file of ['.cargo/config.toml', '.cargo/config']) {
      const text = call.files.read(posix.join(folder, file)) ?? ''
      if (/-crt-static|prefer-dynamic|link-arg|^\s*linker\b/m.test(text))
        return `what ${file} does to the linking is not known`
    }
  return undefined
}

/** Empty where it is set to what only the build knows. */
function variable(
  document: Document,
  { stage, instruction, command }: Call,
  name: string,
): string | undefined {
  const own = command.syntax.prefix.find((each) => each.type === 'Assignment' && each.name === name)
  if (own && 'text' in own) return own.text.slice(name.length + 1).replace(/^(["'])(.*)\1$/, '$2')
  const value = stateAt(document, stage, instruction).variables.get(name)
  return value && (value.text ?? '$')
}

function linkedCrate(call: Call): string | undefined {
  const lock = above(folderOf(call))
    .map((each) => call.files.read(posix.join(each, 'Cargo.lock')))
    .find((text) => text !== undefined)
  if (lock === undefined) return 'which libraries it links to is not known without a Cargo.lock'
  // openssl-src has a copy of the library: https://docs.rs/openssl/latest/openssl/#vendored
  const vendored = /^name = "openssl-src"/m.test(lock) ? 'openssl-sys' : undefined
  const crate = linkedCrates(lock).find(({ name }) => name !== vendored)
  return crate && `whether ${crate.name} ${crate.version} links statically is not known`
}
