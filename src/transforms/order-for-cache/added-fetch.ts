// `go mod download` in front of the sources, where a file has go build alone: the one command that fetches what a build takes and
// needs nothing but manifests for it.
import { posix } from 'node:path'
import { stateAt, type Document } from '../../dockerfile/document.ts'
import { flagValue, flagValues } from '../../dockerfile/instruction.ts'
import { mountField, mountTarget } from '../../dockerfile/mount.ts'
import type { Project } from '../../project/project.ts'
import { packageCommand } from '../../shell/package-command.ts'
import type { RunScript } from '../../shell/run-scripts.ts'
import { workingFolder } from '../../project/copied-files.ts'
import { goModules } from './ecosystems/go.ts'
import { imageFiles } from './image-files.ts'
import { isInstall, type Install } from './install.ts'

export interface AddedFetch {
  readonly install: Install
  /** What the RUN in front of this one says, its flags not included. */
  readonly command: string
}

export function addedFetch(document: Document, run: RunScript, project: Project): AddedFetch | undefined {
  const { stage, instruction, commands } = run
  const [first, second] = commands
  const moves = first?.name === 'cd' && first.args.length === 1
  const build = moves ? second : first
  const call = build && packageCommand(build)
  // What ships would carry the modules that a build does not take.
  if (stage.ships || !build || call?.manager.id !== 'go' || !/^(?:build|install|test|vet)$/.test(call.action))
    return undefined
  if (
    build.surroundings.length > 0 ||
    call.indirect ||
    call.normalOptions.some((option) => /^-?-(?:mod|modfile|C)\b/.test(option))
  )
    return undefined
  const { variables } = stateAt(document, stage, instruction)
  if (
    /-mod\b/.test(variables.get('GOFLAGS')?.text ?? '') ||
    build.assignments.some((name) => SETTINGS.test(name))
  )
    return undefined
  if (flagValue(instruction, 'network') !== undefined) return undefined
  // The modules are kept already, or they come from elsewhere.
  if (
    flagValues(instruction, 'mount').some(
      (mount) =>
        mountField(mount, 'type') !== 'secret' &&
        mountField(mount, 'type') !== 'ssh' &&
        !(mountTarget(mount) ?? '').includes('go-build'),
    )
  )
    return undefined
  const start = workingFolder(document, stage, instruction)
  const target = moves ? first.args[0]?.literal : '.'
  if (start === undefined || target === undefined) return undefined
  const folder = posix.resolve(start, target)
  const files = imageFiles(document, stage, instruction, project)
  const manifest = files.read(posix.join(folder, 'go.mod'))
  const needsNothing = !/^\s*(?:require\b|[\w.-]+\.[\w./~-]+\s+v\d)/m.test(manifest ?? '')
  // https://go.dev/ref/mod#go-mod-download stands in for nothing where the modules lie in the project.
  if (
    manifest === undefined ||
    needsNothing ||
    files.list(posix.join(folder, 'vendor')) ||
    files.read(posix.join(folder, 'go.sum')) === undefined
  )
    return undefined
  const found = goModules({ files, folder })
  if (!isInstall(found)) return undefined
  const command = `${moves ? `cd ${first.args[0]?.text ?? '.'} && ` : ''}go mod download`
  return {
    install: {
      ...found,
      doubts: [
        ...found.doubts,
        'go mod download fetches all that go.mod requires, which may be more than the build takes',
      ],
    },
    command,
  }
}

/** What decides where modules come from. */
const SETTINGS =
  /^(?:GO(?:PROXY|PRIVATE|FLAGS|NOSUMDB|SUMDB|NOSUMCHECK|INSECURE|NOPROXY|TOOLCHAIN|111MODULE|WORK|PATH|MODCACHE)|HOME)$/
