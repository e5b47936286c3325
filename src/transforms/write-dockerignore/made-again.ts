// Installed packages and build output that the build makes itself.
import { posix } from 'node:path'
import { lineage, type Document } from '../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { WholeContext } from '../../project/project.ts'
import type { Dockerfiles } from './dockerfiles.ts'
import { gitIgnores } from './git-ignores.ts'
import { cleaned } from './named.ts'
import type { Readers } from './readers.ts'
import type { Tree } from './tree.ts'

const NODE =
  /\b(?:npm\s+(?:ci|install|i|clean-install)|pnpm\s+(?:i|install)|bun\s+(?:i|install)|yarn(?:\s+(?:install|--\S+)|\s*(?:$|&&|;)))/m
const CARGO = /\bcargo\s+(?:\+\S+\s+)?(?:build|install|chef|b\b)/
const MAVEN = /\bmvnw?\b[^\n]*\b(?:package|install|verify|deploy)\b/
const GRADLE = /\bgradlew?\b[^\n]*\b(?:build|assemble|bootJar|shadowJar|installDist|jar|war)\b/
const VENV = /\bvenv\b|\bvirtualenv\b|\buv\s+sync|\bpoetry\s+install|\bpdm\s+(?:install|sync)|\bpipenv\s/
const SCRIPT = /\b(?:npm\s+run|yarn(?:\s+run)?|pnpm(?:\s+run)?|bun\s+run)\s+build\b/

/** Tells of a folder, there or not, whether the build makes it; what git has is a source. */
export function madeAgain(
  whole: WholeContext,
  { files }: Tree,
  { within }: Dockerfiles,
  readers: Readers,
): (path: string) => boolean {
  const has = (folder: string, name: string): boolean => whole.list(folder)?.includes(name) ?? false
  const onlyIn = (folder: string): boolean => {
    const manifests = files.filter((each) => posix.basename(each) === 'package.json')
    return manifests.length === 1 && manifests[0] === posix.join(folder, 'package.json')
  }
  // Every Dockerfile that may have a folder in its context has to make it, or one of them may rely on what is there.
  const isMade = (path: string, how: RegExp): boolean =>
    within.every(
      ({ document, folder }, index) =>
        (index > 0 && !isIn(path, folder)) || makes(document, index === 0 ? path : undefined, path, how),
    )
  return (path) => {
    const name = posix.basename(path)
    const folder = posix.dirname(path).replace(/^\.$/, '')
    const isThere = whole.list(path) !== undefined
    if (name === '__pycache__') return whole.list(folder)?.some((each) => each.endsWith('.py')) ?? false
    if (isThere ? has(path, 'pyvenv.cfg') : /^\.?venv$/.test(name))
      return !readers.isRun(name) || (isThere && isMade(path, VENV))
    switch (name) {
      case 'node_modules':
        return (
          has(folder, 'package.json') &&
          (folder === '' || isWorkspace(whole) || onlyIn(folder)) &&
          isMade(path, NODE)
        )
      case 'target':
        if (has(folder, 'Cargo.toml')) return isMade(path, CARGO)
        return has(folder, 'pom.xml') && isMade(path, MAVEN)
      case '.gradle':
        return isMade(path, /\bgradlew?\b/)
      case 'dist':
      case 'build':
      case 'out':
      case '.next':
      case '.nuxt':
      case '.output':
      case '.svelte-kit':
      case '.angular':
        if (!gitIgnores(whole, path)) return false
        if (has(folder, 'build.gradle') || has(folder, 'build.gradle.kts'))
          return name === 'build' && isMade(path, GRADLE)
        return (
          /"build"\s*:/.test(whole.read(posix.join(folder, 'package.json')) ?? '') &&
          (folder === '' || onlyIn(folder)) &&
          isMade(path, SCRIPT)
        )
      default:
        return false
    }
  }
}

/** True where each stage that takes the folder from the context runs something, or has it from a stage that did. */
function makes(document: Document, exact: string | undefined, path: string, how: RegExp): boolean {
  const taking = document.stages.filter(({ instructions }) => instructions.some((each) => takes(each, exact)))
  return taking.every((stage) =>
    [
      ...lineage(document, stage),
      ...document.stages.filter((each) => lineage(document, each).includes(stage)),
    ]
      .flatMap(({ instructions }) => instructions)
      .some(({ keyword, args, heredocs, flags }) =>
        keyword === 'RUN'
          ? how.test(args.text) || (heredocs.length > 0 && how.test(document.text))
          : keyword === 'COPY' &&
            flags.some((flag) => flag.name === 'from') &&
            args.text.includes(posix.basename(path)),
      ),
  )
}

/** @param path undefined where the folder may have another place in the context */
function takes(instruction: Instruction, path: string | undefined): boolean {
  if (!/^(?:COPY|ADD)$/.test(instruction.keyword) || flagValue(instruction, 'from') !== undefined)
    return false
  return wordsOf(instruction)
    .slice(0, -1)
    .some((word) => {
      const source = cleaned(word)
      if (source === '' || /[*?[$]/.test(word)) return true
      return path === undefined ? !/\.\w+$/.test(word) : path === source || isIn(path, source)
    })
}

export function isIn(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`)
}

export function isWorkspace(whole: WholeContext): boolean {
  const manifest = whole.read('package.json') ?? ''
  return /"workspaces"\s*:/.test(manifest) || whole.read('pnpm-workspace.yaml') !== undefined
}
