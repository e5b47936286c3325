// Programs that are called by a path.
import { posix } from 'node:path'
import { lineage } from '../../../dockerfile/document.ts'
import { toSource } from '../../../dockerfile/mapped-text.ts'
import { runScripts, type RunScript } from '../../../shell/run-scripts.ts'
import type { Call } from '../../calls/calls.ts'
import { alpineImage } from './alpine-base.ts'
import { alpinePathOf } from './programs.ts'
import { scriptOf } from './scripts.ts'
import { refuse, type Draft } from './translation.ts'

const SYSTEM_FOLDER = /^\/(?:usr\/)?s?bin\/[^/]+$/

/** `settled` where nothing more is to be asked of the call; `open` where its name has to be looked at. */
export function programAt(draft: Draft, call: Call, run: RunScript | undefined): 'settled' | 'open' {
  const { command, at, within } = call
  const words = [command.syntax.name, ...command.syntax.args]
  const word = words[command.wrappers.length]
  const path = word?.text.replace(/^(["'])([^]*)\1$/, '$2') ?? ''
  if (!path.includes('/')) return scriptOf(call) ? 'settled' : 'open'
  if (SYSTEM_FOLDER.test(path)) {
    const there = alpinePathOf(path)
    if (there === path) return 'open'
    if (there === undefined) {
      refuse(
        draft,
        at,
        `whether Alpine has ${path} at that place is not known`,
        `call ${posix.basename(path)} without its path`,
      )
      return 'settled'
    }
    return move(draft, call, run, word?.pos ?? 0, path, there)
  }
  // The image's own.
  if (path.startsWith('/usr/local/') && alpineImage(draft.swap.image)?.programs.test(posix.basename(path)))
    return 'settled'
  if (LANGUAGE_FOLDER.test(path) || /\.(?:py|rb|js|mjs|cjs|php|pl|jar)$/.test(path)) return 'settled'
  if (scriptOf(call) || isBuiltHere(draft, call, path)) return 'settled'
  if (within !== undefined && /^\.{0,2}\/?node_modules\//.test(path)) return 'settled'
  refuse(
    draft,
    at,
    `whether ${path} is built for glibc is not known`,
    draft.swap.project.known
      ? `build ${posix.basename(path)} for musl, or keep a Debian base`
      : 'run dfopt where the build context is',
  )
  return 'settled'
}

/** True for a program that go build makes in the stage itself, and so for Alpine. */
function isBuiltHere({ swap: { document } }: Draft, { stage }: Call, path: string): boolean {
  const stages = lineage(document, stage)
  return runScripts(document).some(
    (run) =>
      stages.includes(run.stage) &&
      run.commands.some(
        ({ name, args }) =>
          name === 'go' &&
          args[0]?.text === 'build' &&
          args.some(
            ({ text }, at) => args[at - 1]?.text === '-o' && posix.basename(text) === posix.basename(path),
          ),
      ),
  )
}

const LANGUAGE_FOLDER =
  /(?:^|\/)(?:node_modules\/\.bin|vendor\/bin|\.?venv\/bin|bin)\/(?:python\d?|pip\d?|rails|rake|bundle|setup|console|artisan|[\w-]+\.(?:js|py|rb))$|(?:^|\/)(?:artisan|manage\.py)$/

/** Another path for the program, where it stands in a RUN or in the strings of an exec form. */
function move(
  draft: Draft,
  { instruction, at }: Call,
  run: RunScript | undefined,
  offset: number,
  path: string,
  there: string,
): 'settled' | 'open' {
  const { document } = draft.swap
  const start = run
    ? toSource(run.script.mapped, offset)
    : instruction.json
      ? document.text.indexOf(JSON.stringify(path), instruction.range.start) + 1
      : -1
  if (start > 0 && document.text.startsWith(path, start)) {
    if (!draft.edits.some((each) => each.start === start)) {
      draft.edits.push({ start, end: start + path.length, text: there })
      draft.removes.push(path, `"${path}",`, `["${path}",`, `["${path}"]`, `"${path}"`)
    }
    return 'open'
  }
  refuse(draft, at, `${path} is ${there} in Alpine`, `call ${posix.basename(path)} without its path`)
  return 'settled'
}
