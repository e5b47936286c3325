// Programs that the application itself starts, as far as its sources in the build context name them.
import type { Document } from '../../dockerfile/document.ts'
import { lineage } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { sourcesFromContext } from '../../project/context-sources.ts'
import type { Project } from '../../project/project.ts'
import { walkFiles } from '../../project/walk-files.ts'

export interface SpawnedProgram {
  /** As the source has it: `git`. */
  readonly name: string
  /** The file that starts it. */
  readonly file: string
}

interface Language {
  readonly files: RegExp
  /** What a file that starts programs has in it. */
  readonly sign: RegExp
  /** The name of the program is the last group. */
  readonly call: RegExp
}

const PROGRAM = '([A-Za-z_][\\w.+-]*)(?=[\\s\'"`])'

const LANGUAGES: readonly Language[] = [
  {
    files: /\.(?:[cm]?[jt]s|[jt]sx)$/,
    sign: /child_process|\bexeca\b|cross-spawn|shelljs/,
    // https://nodejs.org/api/child_process.html
    call: new RegExp(
      `\\b(?:spawn|spawnSync|exec|execSync|execFile|execFileSync|execa|execaSync|execaCommand|which)(?:Async)?\\s*\\(\\s*['"\`]${PROGRAM}`,
      'g',
    ),
  },
  {
    files: /\.py$/,
    sign: /\bsubprocess\b|\bos\.(?:system|popen|exec|spawn)|\bsh\b|shutil\.which/,
    // https://docs.python.org/3/library/subprocess.html
    call: new RegExp(
      `\\b(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput|system|popen|execvp?e?|execlp?e?|create_subprocess_(?:exec|shell)|which)\\s*\\(\\s*\\[?\\s*[fbru]{0,2}['"]${PROGRAM}`,
      'g',
    ),
  },
  {
    files: /\.(?:rb|rake)$|(?:^|\/)Rakefile$/,
    sign: /./,
    call: new RegExp(
      `(?:\\b(?:system|spawn|exec|popen[23e]*|capture[23e]*)\\s*\\(?\\s*\\[?\\s*['"]|%x[({[]|(?<![\\w\`])\`)${PROGRAM}`,
      'g',
    ),
  },
  {
    files: /\.php$/,
    sign: /./,
    call: new RegExp(`\\b(?:exec|shell_exec|system|passthru|proc_open|popen)\\s*\\(\\s*['"]${PROGRAM}`, 'g'),
  },
]

const OTHERS =
  /^(?:node_modules|\.git|vendor|dist|build|tests?|__tests__|spec|docs?|examples?|coverage|venv|\.venv|scripts|tools|ci|\..*)$/

function languageOf(path: string): Language | undefined {
  return LANGUAGES.find((each) => each.files.test(path))
}

/** Those of the sources that a stage, and those that it is built on, take from the build context. */
export function spawnedPrograms(
  document: Document,
  stage: Stage,
  project: Project,
): readonly SpawnedProgram[] {
  if (!project.known) return []
  const roots = lineage(document, stage).flatMap((each) =>
    each.instructions
      .filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
      .flatMap((instruction) => sourcesFromContext(document, each, instruction)),
  )
  const found = new Map<string, SpawnedProgram>()
  // A project with more than the bound is told by its first files, and by dfopt verify.
  walkFiles(project, roots, OTHERS, ({ path, read }) => {
    const language = languageOf(path)
    if (!language || /\.(?:test|spec|min|d)\.\w+$/.test(path)) return undefined
    const text = read() ?? ''
    if (!language.sign.test(text)) return undefined
    for (const match of text.matchAll(language.call)) {
      const name = match[1]
      if (name !== undefined && !found.has(name)) found.set(name, { name, file: path })
    }
    return undefined
  })
  return [...found.values()]
}
