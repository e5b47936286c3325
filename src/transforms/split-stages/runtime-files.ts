// Files of the build context that a compiled program reads when it runs, as far as its sources tell.
import { posix } from 'node:path'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { copiedFiles } from '../../project/copied-files.ts'
import type { Artefact } from './split-plan.ts'
import type { Subject } from './subject.ts'

export interface SourceLanguage {
  /** Files that are compiled. */
  readonly sources: RegExp
  /** Files that only a compiler or its tools read. */
  readonly ofBuilds: RegExp
  /** What a source has in it where files are opened by names that it puts together. */
  readonly opensFiles: RegExp
  /** Comments and what a compiler takes into the program: taken out of a source before names are looked for. */
  readonly silent: readonly RegExp[]
}

/** Of no program: how a repository is kept. */
const OF_REPOSITORIES =
  /^(?:\..*|.*\.md|.*\.rst|LICEN[CS]E.*|COPYING.*|NOTICE.*|AUTHORS.*|CONTRIBUTORS.*|CHANGELOG.*|CODEOWNERS|MAINTAINERS.*|OWNERS.*|SECURITY.*|Dockerfile.*|.*\.[Dd]ockerfile|Containerfile.*|Makefile|GNUmakefile|Taskfile\.ya?ml|justfile|(?:docker-)?compose.*\.ya?ml|Jenkinsfile|Vagrantfile|Procfile|renovate\.json.*|docs?|tests?|testdata|examples?|e2e|ci|hack|k8s|helm|charts?|deploy(?:ments?)?|terraform|\.github|node_modules|vendor|scripts|benchmarks?|bench)$/

const MOST_FILES = 2000

/**
 * What of the folders that COPY filled the program may read; undefined where that would take too long to see.
 * @param last the instruction that makes the program
 */
export function runtimeFiles(
  subject: Subject,
  last: Instruction,
  language: SourceLanguage,
): readonly Artefact[] | undefined {
  const { folder, project, document, stage } = subject
  if (folder === undefined || !project.known) return undefined
  const files = copiedFiles(document, stage, last, project)
  const entries = files.list(folder) ?? []
  const sources = readSources(subject, files.sourceOf(folder) ?? '', language)
  if (!sources) return undefined
  const opens = sources.some((text) => language.opensFiles.test(text))
  const words = subject.starting.map(({ command }) => command.args.map(({ text }) => text).join(' '))
  return entries.flatMap((name) => {
    if (language.sources.test(name) || language.ofBuilds.test(name)) return []
    const path = posix.join(folder, name)
    const isFolder = files.list(path) !== undefined
    const inSource = new RegExp(`["'\`/]${escaped(name)}["'\`/]`)
    const inWords = new RegExp(`(?:^|["'/= ])${escaped(name)}(?=["'/ ]|$)`)
    const named = sources.some((text) => inSource.test(text)) || words.some((text) => inWords.test(text))
    const wanted =
      named ||
      (opens &&
        !OF_REPOSITORIES.test(name) &&
        !(isFolder && isAllSource(subject, files.sourceOf(path), language)))
    return wanted ? [{ from: path, to: path, isFolder }] : []
  })
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function readSources(
  { project }: Subject,
  top: string,
  language: SourceLanguage,
): readonly string[] | undefined {
  const found: string[] = []
  let seen = 0
  const queue = [top]
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    for (const name of project.list(folder) ?? []) {
      seen += 1
      if (seen > MOST_FILES * 10 || found.length > MOST_FILES) return undefined
      const path = posix.join(folder, name)
      if (language.sources.test(name)) {
        if (!name.endsWith('_test.go'))
          found.push(language.silent.reduce((text, each) => text.replace(each, ''), project.read(path) ?? ''))
      } else if (
        !/^(?:\.git|node_modules|vendor|testdata|target)$/.test(name) &&
        project.list(path) !== undefined
      )
        queue.push(path)
    }
  }
  return found
}

/** True for a folder in which there is nothing but sources, however deep. */
function isAllSource({ project }: Subject, top: string | undefined, language: SourceLanguage): boolean {
  if (top === undefined) return false
  const queue = [top]
  for (let folder = queue.pop(), seen = 0; folder !== undefined; folder = queue.pop()) {
    for (const name of project.list(folder) ?? []) {
      seen += 1
      if (seen > MOST_FILES) return false
      const path = posix.join(folder, name)
      if (language.sources.test(name) || language.ofBuilds.test(name) || OF_REPOSITORIES.test(name)) continue
      if (project.list(path) === undefined) return false
      queue.push(path)
    }
  }
  return true
}
