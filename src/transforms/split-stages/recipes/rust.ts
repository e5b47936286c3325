// Rust: the program, what it reads, and the libraries that its crates are linked to.
import { posix } from 'node:path'
import { contentsOf } from '../../../catalog/image-contents.ts'
import { officialTag } from '../../../catalog/official-images.ts'
import { devLibraryReleases, libraryFor } from '../../../catalog/dev-libraries.ts'
import type { SimpleCommand } from '../../../shell/commands.ts'
import type { Call } from '../../calls/calls.ts'
import { RUST_SOURCES } from '../../calls/static-rust.ts'
import { sourceFiles } from '../../calls/source-files.ts'
import { buildPart } from '../build-part.ts'
import { installedHeaders, linkedLibraries } from '../linked-libraries.ts'
import { startOf } from '../new-start.ts'
import { placedBy } from '../placed-files.ts'
import { runtimeFiles, type SourceLanguage } from '../runtime-files.ts'
import { EMPTY_PLAN, isNoSplit, noSplit, type NoSplit, type Recipe, type SplitPlan } from '../split-plan.ts'
import { programPath, started, startedFiles } from '../start.ts'
import { startedCommands } from '../started-commands.ts'
import { alpineOf, releaseOf, type Subject } from '../subject.ts'
import { crateLinks } from './rust/crates.ts'
import { ranProgram, type RanProgram } from './rust/ran-program.ts'
import { needsCrates, programNames } from './rust/targets.ts'

export const rust: Recipe = {
  name: 'rust',
  plan(subject) {
    if (subject.image.name !== 'rust') return undefined
    const starts = started(subject)
    const again = starts.find(({ command }) => command.name === 'cargo')
    const ran = again && starts.length === 1 ? ranProgram(subject, again) : undefined
    if (again && !ran)
      return noSplit(
        `cargo ${again.command.args[0]?.text ?? ''} compiles the program whenever a container starts`,
        'build it in a RUN with cargo build --release, and start what that makes',
        again.at,
      )
    const builds = subject.building.filter(({ command }) => isBuild(command))
    if (starts.length === 0 || !builds.some(makesProgram)) return undefined
    return planOf(subject, builds, ran)
  },
}

function isBuild({ name = '' }: SimpleCommand): boolean {
  return /^(?:cargo|rustup|rustc|strip)$/.test(name)
}

function makesProgram({ command: { name, args } }: Call): boolean {
  return name === 'cargo' && args.some(({ text }) => /^(?:build|b|install)$/.test(text))
}

const LANGUAGE: SourceLanguage = {
  sources: RUST_SOURCES,
  ofBuilds:
    /^(?:Cargo\.(?:toml|lock)|rust-toolchain(?:\.toml)?|clippy\.toml|rustfmt\.toml|deny\.toml|diesel\.toml|askama\.toml|Cross\.toml|target|benches|.*\.proto)$/,
  // Names that are no literal: what the program opens, only a run shows. Rocket reads Rocket.toml and templates by itself.
  opensFiles:
    /\b(?:File::open|OpenOptions|fs::(?:read|read_to_string|read_dir|metadata|canonicalize)|read_to_string|NamedFile|FileServer|ServeDir|ServeFile|Files::new|Tera::new|Handlebars|dotenv\w*|Config::builder|config::|WalkDir|glob\(|Template::fairing|rocket::|extern crate rocket)/,
  silent: [
    /^\s*\/\/.*$/gm,
    /\binclude(?:_str|_bytes|_dir)?!\s*\([^)]*\)/g,
    /\b(?:embed_migrations|migrate)!\s*\([^)]*\)/g,
    /^\s*#!?\[(?:folder|template|derive|path|grammar)\b[^\]]*\]/gm,
  ],
}

function planOf(subject: Subject, builds: readonly Call[], ran: RanProgram | undefined): SplitPlan | NoSplit {
  const [first] = started(subject)
  const found = ran && first ? { path: ran.path, target: ran.path, start: first } : startedProgram(subject)
  if (!found)
    return noSplit(
      `what ${(first && programPath(first)) ?? 'the container'} starts is not seen to be made by cargo from the build context`,
      'start the program by its path, such as /app/target/release/name, and run dfopt where the build context is',
      first?.at,
    )
  const { path, target, start } = found
  const obstacle = sourceObstacle(subject)
  if (obstacle) return { ...obstacle, at: start.at }
  const whole = { from: path, to: path, isFolder: false }
  const part = buildPart(subject, builds, isBuild, { buildPackages: new Set(), artefacts: [whole] }, [
    '/usr/local/cargo',
    '/usr/local/rustup',
    '/root/.cargo',
  ])
  if ('reason' in part) return part
  const last = [...part.builds].sort((left, right) => left.index - right.index).at(-1)
  const files = last && runtimeFiles(subject, last, LANGUAGE)
  if (!files) return noSplit('the sources are too many to be read', 'split it by hand')
  const libraries = librariesOf(subject, builds)
  if ('reason' in libraries) return { ...libraries, at: start.at }
  const runtime = runtimeOf(subject)
  if (typeof runtime === 'object') return runtime
  // cargo itself is not called any more.
  const calling = ran ? { ...subject, starting: subject.starting.filter((call) => call !== start) } : subject
  const called = alpineOf(subject) === undefined ? startedCommands(calling, [{ ...whole, to: target }]) : []
  if (isNoSplit(called)) return called
  const words = `cargo ${start.command.args.map(({ text }) => text).join(' ')}`
  const newStart = ran && startOf(subject, last, ran.words, `CMD starts what ${words} does`)
  if (ran && !newStart)
    return noSplit(
      `what ${words} does cannot be written in the place of CMD`,
      `start ${path} in its place`,
      start.at,
    )
  return {
    ...EMPTY_PLAN,
    runtime,
    edits: newStart?.edits ?? [],
    removes: newStart?.removes ?? [],
    builds: part.builds,
    artefacts: [
      { from: path, to: target, isFolder: false },
      ...[...files, ...startedFiles(subject, part.builds)].filter(
        ({ from }, index, all) => from !== path && all.findIndex((each) => each.from === from) === index,
      ),
    ],
    packages: [...called, ...libraries.packages],
    leaves: 'the compiler, the sources and the crates',
    notes: newStart ? [newStart.note] : [],
  }
}

interface Program {
  readonly path: string
  /** Where the runtime stage has it. */
  readonly target: string
  readonly start: Call
}

/** Where cargo puts programs that it installs: https://github.com/rust-lang/docker-rust sets CARGO_HOME. */
const INSTALLED = '/usr/local/cargo/bin'

function startedProgram(subject: Subject): Program | undefined {
  const names = programNames(subject)
  if (!names || names.size === 0) return undefined
  const installs = subject.building.some(
    ({ command }) =>
      command.name === 'cargo' &&
      command.args.some(({ text }) => text === 'install') &&
      command.args.some(({ text }) => /^--path(?:=|$)/.test(text)),
  )
  for (const start of started(subject)) {
    const path = programPath(start)
    if (path === undefined || start.files.sourceOf(path) !== undefined) continue
    const name = posix.basename(path)
    const placed = placedBy(subject, name)
    if (path.includes('/')) {
      const isMade =
        names.has(name) &&
        (/\/target\/(?:.+\/)?[\w-]+\/[^/]+$/.test(path) || (installs && posix.dirname(path) === INSTALLED))
      if (isMade || placed.includes(path)) return { path, target: path, start }
      continue
    }
    const inPath = placed.find((each) => /\/s?bin\//.test(each))
    if (inPath !== undefined) return { path: inPath, target: inPath, start }
    if (installs && names.has(name))
      return { path: posix.join(INSTALLED, name), target: posix.join('/usr/local/bin', name), start }
  }
  return undefined
}

/** What the sources start or load that is not known, or that the runtime stage may not have. */
function sourceObstacle(subject: Subject): NoSplit | undefined {
  const files = sourceFiles(subject.project, RUST_SOURCES)
  if (!files || files.length === 0)
    return noSplit(
      'what the program reads and starts when it runs is in sources that are not in a known build context',
      'run dfopt where the build context is',
    )
  const release = releaseOf(subject)
  const there = release === undefined ? undefined : contentsOf('debian', 'slim', release)
  for (const { path, text } of files) {
    if (/(?:^|\/)(?:build\.rs$|tests?\/|benches\/|examples\/|xtask\/)/.test(path)) continue
    const code = text.replace(/^\s*\/\/.*$/gm, '')
    if (/\b(?:libloading|dlopen2?)::/.test(code))
      return noSplit(
        `${path} loads libraries when the program runs`,
        'split it by hand, and run dfopt verify',
      )
    if (!/\bprocess::|\bduct::|\bxshell::|\bcmd_lib::|\bexecv/.test(code)) continue
    for (const [, name, word = ''] of code.matchAll(/\bCommand::new\(\s*(?:"([^"]*)"|([^)]*))/g)) {
      // clap has a Command of the same name.
      if (/\bclap::[^;]*\bCommand\b/.test(code)) continue
      if (name === undefined && !word.includes('current_exe'))
        return noSplit(
          `${path} starts programs whose names are put together`,
          'split it by hand, and run dfopt verify',
        )
      if (
        name !== undefined &&
        there?.hasCommand(posix.basename(name)) !== true &&
        !/^(?:sh|echo|ls|cat|rm|cp|mv|true)$/.test(name)
      )
        return noSplit(`${path} starts ${name}, which the runtime stage may not have`, 'split it by hand')
    }
    if (/\bduct::|\bxshell::|\bcmd_lib::|\bexecv/.test(code))
      return noSplit(
        `${path} starts programs whose names are put together`,
        'split it by hand, and run dfopt verify',
      )
  }
  return undefined
}

function librariesOf(
  subject: Subject,
  builds: readonly Call[],
): { readonly packages: readonly string[] } | NoSplit {
  const lock = builds
    .flatMap((call) =>
      above(call.folder ?? '/').map((folder) => call.files.read(posix.join(folder, 'Cargo.lock'))),
    )
    .find((text) => text !== undefined)
  if (lock === undefined && needsCrates(subject.project))
    return noSplit(
      'which libraries the crates are linked to is not known without a Cargo.lock',
      'keep Cargo.lock beside Cargo.toml',
    )
  const { names, unknown, usesCertificates } = crateLinks(lock ?? '')
  const certificates = usesCertificates ? ['ca-certificates'] : []
  const flags = [...subject.document.text.matchAll(/RUSTFLAGS[^\n]*/g)].join(' ')
  if (/-crt-static|prefer-dynamic/.test(flags))
    return noSplit(
      'RUSTFLAGS has it linked to libraries that are not known',
      'link it statically, or split it by hand',
    )
  const isMusl =
    alpineOf(subject) !== undefined ||
    builds
      .filter(makesProgram)
      .every(({ command }) => command.args.some(({ text }) => text.endsWith('-linux-musl')))
  // What is built for musl is linked to no library of the system at all.
  if (isMusl) return { packages: certificates }
  if (unknown !== undefined)
    return noSplit(
      `which libraries ${unknown} is linked to is not known`,
      'split it by hand, and run dfopt verify',
    )
  const release = releaseOf(subject)
  const isFull = !subject.tag.sameSuffix.split('-').includes('slim')
  const there =
    isFull && release !== undefined ? contentsOf('buildpack-deps', 'full', release)?.packages : undefined
  const headers = [...(there ?? [])].filter((name) => name.endsWith('-dev'))
  const among = [...headers, ...installedHeaders(subject)]
  if (
    !devLibraryReleases().some(({ name }) => name === release) ||
    release === undefined ||
    (isFull && !there)
  )
    return names.length === 0
      ? { packages: certificates }
      : noSplit(
          `the libraries of ${release ?? 'its release'} are not known`,
          'take a tag of a newer release, such as bookworm',
        )
  // Where the headers are not there, a crate has compiled its own copy: else it would not have been built.
  const present = names.filter((name) => name === 'atomic' || libraryFor(name, release, among) !== undefined)
  const libraries = linkedLibraries(subject, present, headers)
  return isNoSplit(libraries) ? libraries : { packages: [...certificates, ...libraries] }
}

function above(folder: string): readonly string[] {
  return folder === '/' ? ['/'] : [folder, ...above(posix.dirname(folder))]
}

function runtimeOf(subject: Subject): string | NoSplit {
  const { prefix } = subject.image
  const alpine = alpineOf(subject)
  if (alpine !== undefined) return `${prefix}alpine:${alpine}`
  const release = releaseOf(subject)
  const tag = release === undefined ? undefined : officialTag('debian', `${release}-slim`)
  return tag
    ? `${prefix}debian:${tag.tag}`
    : noSplit(
        'the release of Debian that the program is linked on is not known',
        'name it in the tag, such as bookworm',
      )
}
