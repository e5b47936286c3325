import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument, stateAt, type Document } from '../../src/dockerfile/document.ts'
import { heredocOpener } from '../../src/dockerfile/heredoc.ts'
import { flagValues, wordsOf, type Instruction } from '../../src/dockerfile/instruction.ts'
import type { Heredoc } from '../../src/dockerfile/lines.ts'
import type { Stage } from '../../src/dockerfile/stage.ts'
import { stubCalls, treeOf, type Sandbox } from './sandbox.ts'
import { programOf, type StandIn } from './shells.ts'

/** What can be seen of a build from outside. */
export interface Outcome {
  readonly succeeded: boolean
  /** What all RUNs together wrote, in order. */
  readonly stdout: string
  readonly stderr: string
  readonly tree: readonly string[]
  readonly stubCalls: number
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const TIMEOUT_MS = 20_000

// A container starts with this; a test runner may have another.
process.umask(0o022)

/**
 * Runs the RUN instructions of every stage, one after the other, as BuildKit does, in one directory that plays the
 * root. `$S` is that directory. COPY knows heredocs only; of the mounts only tmpfs is modelled, USER is not.
 */
export async function build(
  text: string,
  sandbox: Sandbox,
  sh: StandIn,
  failing: readonly number[] = [],
): Promise<Outcome> {
  sandbox.empty()
  const document = parseDocument(withBaseEnvironment(text, sandbox, failing))
  if (document.problem) {
    throw new Error(
      `the Dockerfile does not parse, line ${document.problem.line}: ${document.problem.message}\n${text}`,
    )
  }
  // Only these leave the process group, and looking for them costs more than the RUN.
  const mayLeaveSession = /setsid|-m\b|monitor|start|--daemonize|--fork/.test(text)
  const outcome = { succeeded: true, stdout: '', stderr: '' }
  for (const stage of document.stages) {
    for (const instruction of [...stage.instructions, undefined]) {
      const state = stateAt(document, stage, instruction)
      const cwd = join(sandbox.root, state.workdir ?? '/')
      mkdirSync(cwd, { recursive: true })
      if (instruction?.keyword === 'COPY') copyHeredocs(document, instruction, cwd, sandbox)
      if (instruction?.keyword !== 'RUN') continue
      const mounts = temporaryMounts(instruction, sandbox)
      mounts.forEach(makeEmpty)
      const run = await runInstruction(document, stage, instruction, { cwd, sandbox, sh, mayLeaveSession })
      mounts.forEach(makeEmpty)
      outcome.stdout += run.stdout
      outcome.stderr += run.stderr
      if (run.status !== 0) {
        outcome.succeeded = false
        return { ...outcome, tree: [], stubCalls: stubCalls(sandbox.root) }
      }
    }
  }
  return { ...outcome, tree: treeOf(sandbox.root), stubCalls: stubCalls(sandbox.root) }
}

/** What the base image and the runtime give: put below FROM, so that the document model resolves `$S` and `$PATH`. */
function withBaseEnvironment(text: string, sandbox: Sandbox, failing: readonly number[]): string {
  const document = parseDocument(text)
  const environment =
    `${document.newline}ENV S=${sandbox.root} HOME=${sandbox.root} FAIL=,${failing.join(',')}, PATH=${sandbox.bin}:${PATH}` +
    `${document.newline}WORKDIR /`
  let result = text
  for (const stage of [...document.stages].reverse()) {
    if (stage.parent !== undefined) continue
    const end = stage.from.range.end
    result = result.slice(0, end) + environment + result.slice(end)
  }
  return result
}

/** Directories that are empty when a RUN begins and forgotten when it ends. */
function temporaryMounts(run: Instruction, sandbox: Sandbox): readonly string[] {
  return flagValues(run, 'mount')
    .filter((mount) => mount.includes('type=tmpfs'))
    .flatMap((mount) => /(?:target|dst|destination)=([^,]+)/.exec(mount)?.[1] ?? [])
    .map((target) => join(sandbox.root, target))
}

function makeEmpty(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
}

function copyHeredocs(document: Document, copy: Instruction, cwd: string, sandbox: Sandbox): void {
  const target = wordsOf(copy).at(-1) ?? ''
  for (const heredoc of copy.heredocs) {
    writeFileSync(
      target.startsWith('/') ? join(sandbox.root, target) : join(cwd, target),
      bodyOf(document, heredoc),
    )
  }
}

function bodyOf(document: Document, heredoc: Heredoc): string {
  return document.text.slice(heredoc.body.start, heredoc.body.end)
}

interface Place {
  readonly cwd: string
  readonly sandbox: Sandbox
  readonly sh: StandIn
  readonly mayLeaveSession: boolean
}

interface Run {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

async function runInstruction(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  place: Place,
): Promise<Run> {
  const state = stateAt(document, stage, instruction)
  const environment: Record<string, string> = {}
  for (const [name, value] of state.variables) if (value.text !== undefined) environment[name] = value.text
  const shell = state.shell ?? ['/bin/sh', '-c']
  const argv = instruction.json ?? [...shell, scriptOf(document, instruction, place.sandbox)]
  return execute(argv, environment, place)
}

/** dispatchRun of BuildKit's dockerfile2llb (Apache-2.0). */
function scriptOf(document: Document, instruction: Instruction, sandbox: Sandbox): string {
  const [first] = instruction.heredocs
  if (!first) return instruction.args.text
  if (heredocOpener(instruction.args.text)) {
    const raw = bodyOf(document, first)
    const body = first.chomp ? raw.replace(/^\t+/gm, '') : raw
    if (!body.startsWith('#!')) return body
    const file = join(sandbox.aside, first.name)
    writeFileSync(file, body, { mode: 0o755 })
    return file
  }
  return (
    instruction.args.text +
    instruction.heredocs.map((heredoc) => `\n${bodyOf(document, heredoc)}${heredoc.name}`).join('')
  )
}

function execute(argv: readonly string[], env: Record<string, string>, place: Place): Promise<Run> {
  const [word = '', ...rest] = argv
  return new Promise((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    let failure: Error | undefined
    const end = (status: number): void => (failure ? reject(failure) : resolve({ status, stdout, stderr }))
    // detached: a session and process group of its own.
    const options = { argv0: word, cwd: place.cwd, env, detached: true }
    const start = (): ReturnType<typeof spawn> =>
      spawn(programOf(word, place.sh), rest, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let child: ReturnType<typeof spawn>
    try {
      child = start()
    } catch (error) {
      // E2BIG is thrown, not emitted: a script above the kernel's limit for one argument.
      if (!(error instanceof Error && 'code' in error && error.code === 'E2BIG')) throw error
      end(1)
      return
    }
    child.stdout?.setEncoding('latin1').on('data', (chunk: string) => (stdout += chunk))
    child.stderr?.setEncoding('latin1').on('data', (chunk: string) => (stderr += chunk))
    const timer = setTimeout(() => {
      failure = new Error(`this RUN did not end: ${rest.at(-1) ?? word}\n${stderr}`)
      killAll(child.pid, place)
    }, TIMEOUT_MS)
    child.on('error', (error) => {
      clearTimeout(timer)
      // No such program, for SHELLs that are not here; anything else is a fault of this machine.
      if ('code' in error && (error.code === 'ENOENT' || error.code === 'E2BIG' || error.code === 'EACCES'))
        end(1)
      else reject(error)
    })
    // With the first process of a container all others go.
    child.on('exit', () => killAll(child.pid, place))
    child.on('close', (status) => {
      clearTimeout(timer)
      end(status ?? 1)
    })
  })
}

function killAll(pid: number | undefined, place: Place): void {
  if (pid !== undefined) kill(-pid)
  while (place.mayLeaveSession) {
    const left = processesOf(place.sandbox)
    if (left.length === 0) return
    left.forEach(kill)
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Processes that were started in a sandbox, wherever they went: known by its path in their environment. */
function processesOf(sandbox: Sandbox): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, 'latin1').split('\0').includes(`S=${sandbox.root}`)
      } catch {
        return false
      }
    })
    .map(Number)
}
