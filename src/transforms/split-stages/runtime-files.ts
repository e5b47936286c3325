// Files of the build context that a compiled program reads when it runs, as far as its sources tell.
import { posix } from 'node:path'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { copiedFiles } from '../../project/copied-files.ts'
import { walkFiles } from '../../project/walk-files.ts'
import type { Artefact } from './split-plan.ts'
import type { Subject } from './subject.ts'
import { copiedInto } from './whole-folder.ts'

export interface SourceLanguage {
  /** Files that are compiled. */
  readonly sources: RegExp
  /** Files that only a compiler or its tools read. */
  readonly ofBuilds: RegExp
  /** What a source has in it where files are opened by names that it puts together. */
  readonly opensFiles: RegExp
  /** True where no program opens a folder of nothing but sources, even if its name stands in one: it is that of a package, too. */
  readonly namesPackages?: boolean
  /** Comments and what a compiler takes into the program: taken out of a source before names are looked for. */
  readonly silent: readonly RegExp[]
}

/** Of no program: how a repository is kept. An .env is read by programs, too. */
const OF_REPOSITORIES =
  /^(?:\.(?!env(?:$|\.(?!example|sample|template|dist))).*|.*\.code-workspace|.*\.md|.*\.rst|LICEN[CS]E.*|COPYING.*|NOTICE.*|AUTHORS.*|CONTRIBUTORS.*|CHANGELOG.*|CODEOWNERS|MAINTAINERS.*|OWNERS.*|SECURITY.*|[Dd]ockerfile.*|.*\.[Dd]ockerfile|Containerfile.*|Makefile|GNUmakefile|Taskfile\.ya?ml|justfile|(?:docker-)?compose.*\.ya?ml|Jenkinsfile|Vagrantfile|Procfile|renovate\.json.*|docs?|tests?|testdata|examples?|e2e|ci|hack|k8s|helm|charts?|deploy(?:ments?)?|terraform|\.github|node_modules|vendor|scripts|benchmarks?|bench)$/

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
  const entries = files.list(folder) ?? copiedInto(subject, folder)
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
    if (language.namesPackages === true && isFolder && isAllSource(subject, files.sourceOf(path), language))
      return []
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
  const { isWhole } = walkFiles(project, [top], UNREAD, ({ name, names, read }) => {
    if (names === undefined && language.sources.test(name) && !name.endsWith('_test.go'))
      found.push(language.silent.reduce((text, each) => text.replace(each, ''), read() ?? ''))
    return undefined
  })
  return isWhole ? found : undefined
}

const UNREAD = /^(?:\.git|node_modules|vendor|testdata|target)$/

/** True for a folder in which there is nothing but sources, however deep. */
function isAllSource({ project }: Subject, top: string | undefined, language: SourceLanguage): boolean {
  if (top === undefined) return false
  const { found, isWhole } = walkFiles(project, [top], OF_REPOSITORIES, ({ name, names, path }) =>
    names === undefined && !language.sources.test(name) && !language.ofBuilds.test(name) ? path : undefined,
  )
  return isWhole && found === undefined
}
