// A shell runs a file without a #! line as a script of its own (ENOEXEC, as POSIX has it in "Command Search and Execution");
// without a shell the container does not start: exec format error.
import { posix } from 'node:path'
import { lineage, stateAt, type Document } from '../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Obstacle } from './command-reader.ts'

const SHELL_SCRIPT = /\.(?:sh|bash|ksh|ash)$/
// What another interpreter reads has a #! line, or no shell could run it either.
const OTHER_SCRIPT = /\.(?:py|js|mjs|rb|pl|php|lua|exe|dll|AppImage)$/
// Made by a build, and by tools that write a #! line.
const BUILT =
  /(?:^|\/)(?:node_modules|target\/(?:[\w-]+\/)?(?:release|debug)|go\/bin|\.cargo\/bin|venv\/bin|\.venv\/bin|vendor\/bin)\//

// Written by their tools with a #! line.
const GENERATED = /(?:^|\/)(?:mvnw|gradlew|artisan|bin\/(?:rails|rake|console))$/
// What nobody brings along under the same name.
const INSTALLED =
  /^(?:\/(?:usr\/)?bin\/(?:sh|bash|ash|zsh|env)|node|npm|npx|yarn|pnpm|python[\d.]*|java|ruby|bundle|php|php-fpm|perl|go|cargo|make|mvn|gradle|dotnet|bash|sh|nginx|httpd|apache2-foreground|supervisord|gunicorn|uvicorn|uwsgi|celery|flask|streamlit|jupyter|tail|sleep|cron)$/

/** Why a program may be a file that only a shell can start. */
export function scriptObstacle(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  program: string,
): Obstacle | undefined {
  if ([OTHER_SCRIPT, BUILT, GENERATED, INSTALLED].some((known) => known.test(program))) return undefined
  const stages = lineage(document, stage)
  const file: File = {
    program,
    name: posix.basename(program),
    path: program.includes('/') ? (absolute(document, stage, instruction, program) ?? program) : undefined,
    workdir: posix.basename(stateAt(document, stage, instruction).workdir ?? ''),
  }
  const doubtful =
    (SHELL_SCRIPT.test(program) && (file.path !== undefined || isMentioned(document, stages, file))) ||
    stages.some((each) => each.instructions.some((run) => writes(document, run, file))) ||
    fromContext(document, stages, file)
  if (!doubtful || startsWithInterpreter(document, stages, file)) return undefined
  return {
    reason: `${program} may be a script without a #! line, which only a shell can start`,
    unblock: `write ${instruction.keyword}${instruction.keyword === 'HEALTHCHECK' ? ' CMD' : ''} ["${program}"] if it begins with #!`,
  }
}

interface File {
  /** As the command has it. */
  readonly program: string
  readonly name: string
  /** Undefined: it is looked for in PATH. */
  readonly path: string | undefined
  /** The last folder of the working directory. */
  readonly workdir: string
}

/** True where COPY or ADD may bring the file from the build context, and no RUN says that it builds it. */
function fromContext(document: Document, stages: readonly Stage[], file: File): boolean {
  const brought = stages.some((stage) =>
    stage.instructions.some((copy) => mayBring(document, stage, copy, file)),
  )
  return brought && !stages.some((stage) => stage.instructions.some((run) => builds(run, file)))
}

function mayBring(document: Document, stage: Stage, copy: Instruction, { name, path }: File): boolean {
  if (!/^(?:COPY|ADD)$/.test(copy.keyword) || flagValue(copy, 'from') !== undefined) return false
  const words = wordsOf(copy)
  const target = absolute(document, stage, copy, words.at(-1) ?? '')
  return words.slice(0, -1).some((source) => {
    const own = posix.basename(source)
    // A wildcard, or a folder, as far as its name tells.
    const several = /[*?[]/.test(own) || !/\w\.\w+$/.test(own)
    if (target === undefined) return own === name || (several && path !== undefined)
    const places = [target, posix.join(target, own)]
    if (path === undefined) {
      const found = places.some((place) => posix.basename(place) === name && isBin(posix.dirname(place)))
      return found || (several && isBin(target))
    }
    if (!path.startsWith('/')) return several || own === name
    if (places.includes(path)) return true
    if (target === '/') return several && !/^\/(?:usr\/)?s?bin\//.test(path)
    return several && path.startsWith(`${target}/`)
  })
}

function isBin(folder: string): boolean {
  return /(?:^|\/)s?bin$/.test(folder)
}

/** False for `catalina.sh`: what the file does not speak of is the base image's own. */
function isMentioned(document: Document, stages: readonly Stage[], { name }: File): boolean {
  return stages.some((stage) =>
    stage.instructions.some(
      (each) => /^(?:RUN|COPY|ADD)$/.test(each.keyword) && textOf(document, each).includes(name),
    ),
  )
}

/** `gcc -o server`, `go build` in a folder of that name. */
function builds(run: Instruction, { name, workdir }: File): boolean {
  if (run.keyword !== 'RUN') return false
  const outputs = [...run.args.text.matchAll(/\s-o[\s=]*(?:\S*\/)?([\w.+-]+)/g)].map((match) => match[1])
  return outputs.includes(name) || (name === workdir && /\bgo build\b/.test(run.args.text))
}

/** `echo … > /start`, `tee /start`. */
function writes(document: Document, run: Instruction, { name }: File): boolean {
  if (run.keyword !== 'RUN') return false
  return [...textOf(document, run).matchAll(/(?:>|\btee(?:\s+-\w+)*)\s*["']?([^\s"';&|<>]+)/g)].some(
    ([, target]) => posix.basename(target ?? '') === name,
  )
}

/** Evidence in the file that the script begins with #!, or that it is started without a shell elsewhere. */
function startsWithInterpreter(document: Document, stages: readonly Stage[], file: File): boolean {
  return stages.some((stage) =>
    stage.instructions.some((instruction) => {
      const { keyword, json, args, heredocs } = instruction
      if (/^(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK)$/.test(keyword) && json) return json[0] === file.program
      if (keyword === 'RUN')
        return writes(document, instruction, file) && textOf(document, instruction).includes('#!')
      if (!args.text.includes(file.name)) return false
      return heredocs.some(({ body }) => document.text.startsWith('#!', body.start))
    }),
  )
}

function textOf(document: Document, { args, heredocs }: Instruction): string {
  return [args.text, ...heredocs.map(({ body }) => document.text.slice(body.start, body.end))].join('\n')
}

function absolute(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  path: string,
): string | undefined {
  if (path.includes('$')) return undefined
  if (path.startsWith('/')) return withoutSlash(posix.normalize(path))
  const { workdir } = stateAt(document, stage, instruction)
  return workdir === undefined ? undefined : withoutSlash(posix.join('/', workdir, path))
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, '') : path
}
