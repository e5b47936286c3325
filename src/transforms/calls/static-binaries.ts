// Files of other stages that are known to be linked statically, and to start no other program.
import { posix } from 'node:path'
import { lineage, stateAt, type Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { workingFolder } from '../../project/copied-files.ts'
import type { Project } from '../../project/project.ts'
import { callsOf, type Call } from './calls.ts'

/** Why what is at a path in a stage is not known to be static; undefined where it is. */
export function dynamicReason(
  document: Document,
  source: Stage,
  path: string,
  project: Project,
): string | undefined {
  const name = posix.basename(path)
  const { calls } = callsOf(document, lineage(document, source), project)
  const folder = workingFolder(document, source)
  const absolute = posix.resolve(folder ?? '/', path)
  const builds = calls.filter((call) => !call.atStart && call.command.name === 'go')
  const made = builds.find((call) => outputOf(call) === absolute)
  if (!made) return `how ${name} is built is not seen`
  if (!isWithoutCgo(document, made)) return `${name} is not built with CGO_ENABLED=0`
  return startsPrograms(project, name)
}

/** `go build -o /out/app ./cmd/app`, `go install`: where the program is then. */
function outputOf({ command: { args }, folder }: Call): string | undefined {
  const words = args.map(({ literal, text }) => literal ?? text)
  if (words[0] !== 'build' || words.some((word) => word.startsWith('-buildmode'))) return undefined
  const at = words.indexOf('-o')
  const output = at === -1 ? words.find((word) => word.startsWith('-o='))?.slice('-o='.length) : words[at + 1]
  if (output === undefined || output.includes('$') || folder === undefined) return undefined
  const operand = words.slice(1).findLast((word) => !word.startsWith('-') && word !== output)
  // In a folder, the program has the name of its package.
  return output.endsWith('/')
    ? operand === undefined || operand === '.'
      ? undefined
      : posix.resolve(folder, output, posix.basename(operand, '.go'))
    : posix.resolve(folder, output)
}

function isWithoutCgo(document: Document, { stage, instruction, command }: Call): boolean {
  const own = command.syntax.prefix.find((each) => each.type === 'Assignment' && each.name === 'CGO_ENABLED')
  if (own && 'text' in own) return own.text === 'CGO_ENABLED=0'
  const value = stateAt(document, stage, instruction).variables.get('CGO_ENABLED')
  return value?.certain === true && value.text === '0'
}

// More is not one program any more.
const MOST_FILES = 3000

/** os/exec is how a program in Go starts another one: https://pkg.go.dev/os/exec */
function startsPrograms(project: Project, name: string): string | undefined {
  let files = 0
  let folders = 0
  const queue = ['']
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    folders += 1
    if (folders > MOST_FILES) return `whether ${name} starts other programs would take too long to see`
    for (const entry of project.list(folder) ?? []) {
      const path = posix.join(folder, entry)
      if (entry.endsWith('.go')) {
        files += 1
        if (files > MOST_FILES) return `whether ${name} starts other programs would take too long to see`
        const text = entry.endsWith('_test.go') ? '' : (project.read(path) ?? '')
        if (/"os\/exec"|"plugin"|syscall\.Exec\b|unix\.Exec\b/.test(text))
          return `${path} starts other programs, and ${name} may be made from it`
      } else if (!/^(?:node_modules|\.git|testdata|vendor)$/.test(entry) && project.list(path) !== undefined)
        queue.push(path)
    }
  }
  return files === 0 ? `the sources of ${name} are not in a known build context` : undefined
}
