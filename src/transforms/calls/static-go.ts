// Programs in Go that are built without cgo.
import { posix } from 'node:path'
import { stateAt, type Document } from '../../dockerfile/document.ts'
import type { Project } from '../../project/project.ts'
import type { Call } from './calls.ts'
import { sourceReason } from './source-files.ts'

export const GO_SOURCES = /\.go$/

/** Why what `go` writes to a path is not known to be static; undefined where it is, false where it writes nothing there. */
export function goReason(
  document: Document,
  calls: readonly Call[],
  path: string,
  project: Project,
): string | false | undefined {
  const made = calls.find((call) => call.command.name === 'go' && writes(call, path, project))
  if (!made) return false
  const name = posix.basename(path)
  if (!isWithoutCgo(document, made)) return `${name} is not built with CGO_ENABLED=0`
  // os/exec is how a program in Go starts another one: https://pkg.go.dev/os/exec
  return sourceReason(project, name, GO_SOURCES, ({ path: file, text }) =>
    /"os\/exec"|"plugin"|syscall\.Exec\b|unix\.Exec\b/.test(text)
      ? `${file} starts other programs, and ${name} may be made from it`
      : undefined,
  )
}

/** `go build -o /out/app ./cmd/app`, `go install ./cmd/app`: https://pkg.go.dev/cmd/go */
function writes(call: Call, path: string, project: Project): boolean {
  const { folder } = call
  const words = call.command.args.map(({ literal, text }) => literal ?? text)
  const [action] = words
  if (folder === undefined || words.some((word) => word.startsWith('-buildmode'))) return false
  const at = words.indexOf('-o')
  const output = at === -1 ? words.find((word) => word.startsWith('-o='))?.slice('-o='.length) : words[at + 1]
  if (output?.includes('$') === true) return false
  const packages = packagesOf(words, output)
  if (!isFromContext(call, folder, packages)) return false
  const named = (): boolean => namesOf(call, packages, project).includes(posix.basename(path))
  const within = (target: string): boolean => posix.dirname(path) === posix.resolve(folder, target) && named()
  if (action === 'install') return words.every((word) => !word.includes('@')) && within('/go/bin')
  if (action !== 'build') return false
  if (output === undefined) return within('.')
  return output.endsWith('/') ? within(output) : posix.resolve(folder, output) === path
}

/** The words behind the options: https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies */
function packagesOf(words: readonly string[], output: string | undefined): readonly string[] {
  return words.slice(1).filter((word, index, all) => {
    if (word.startsWith('-') || word === output) return false
    const before = all[index - 1] ?? ''
    return before.includes('=') || !WITH_VALUE.test(before)
  })
}

const WITH_VALUE =
  /^--?(?:o|p|C|asmflags|gcflags|gccgoflags|installsuffix|ldflags|mod|modfile|overlay|pgo|pkgdir|tags|toolexec|covermode|coverpkg|compiler|buildvcs)$/

/** What is fetched or cloned has other sources than the build context. */
function isFromContext({ files }: Call, folder: string, packages: readonly string[]): boolean {
  return (packages.length === 0 ? ['.'] : packages).every((each) => {
    const place = each.replace(/\/?\.\.\.$/, '')
    if (place.endsWith('.go')) return files.sourceOf(posix.resolve(folder, place)) !== undefined
    const at = [posix.resolve(folder, place), posix.join('/go/src', place)]
    return at.some((path) => files.list(path) !== undefined)
  })
}

/** In a folder, a program has the name of its package; that of the module where it is the package at its root. */
function namesOf({ files, folder }: Call, packages: readonly string[], project: Project): readonly string[] {
  if (folder === undefined) return []
  const module = /^module\s+(\S+)/m.exec(files.read(posix.join(folder, 'go.mod')) ?? '')?.[1]
  const own = module === undefined ? [] : [posix.basename(module.replace(/\/v\d+$/, ''))]
  if (packages.length === 0) return own
  return packages.flatMap((each) => {
    if (/^\.\/?$/.test(each)) return own
    if (!each.endsWith('/...')) return [posix.basename(each, '.go')]
    const source = files.sourceOf(posix.resolve(folder, each.slice(0, -'...'.length)))
    return source === undefined ? [] : (project.list(source) ?? [])
  })
}

function isWithoutCgo(document: Document, { stage, instruction, command }: Call): boolean {
  const own = command.syntax.prefix.find((each) => each.type === 'Assignment' && each.name === 'CGO_ENABLED')
  if (own && 'text' in own) return own.text === 'CGO_ENABLED=0'
  const value = stateAt(document, stage, instruction).variables.get('CGO_ENABLED')
  return value?.certain === true && value.text === '0'
}
