import type { Document } from '../../dockerfile/document.ts'
import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import { commandsOf, walk, type SimpleCommand } from '../../shell/commands.ts'
import type { SyntaxNode } from '../../shell/parser.ts'
import { pipefailAt } from '../../shell/pipefail.ts'
import { rangeOf, runScripts, type RunScript } from '../../shell/run-scripts.ts'
import { defineFinding, more, reportFirst, type Occurrence } from './finding.ts'

export const noPipedScript = defineFinding(
  {
    id: 'no-piped-script',
    summary: 'Find scripts that run as they come from the network',
    category: 'security',
    aliases: [],
    docs: {
      why:
        'curl … | sh runs whatever the server sends at the moment of the build, as root, and nothing in the repository says ' +
        'what that was. The next build may run something else. Without pipefail a failed download ' +
        'passes as an empty script, and the build goes on without what it should have installed.',
      risks:
        'Nothing is changed. A script that is named by a commit hash is left out, because it cannot change. For the others: ' +
        'take the release that the script would download and check its checksum, or keep the script in the repository.',
      references: [
        'https://docs.docker.com/build/building/best-practices/#using-pipes',
        'https://docs.docker.com/reference/dockerfile/#add---checksum',
      ],
    },
    examples: [
      {
        name: 'an installer piped into a shell',
        before: 'FROM debian:bookworm-slim\nRUN curl -fsSL https://example.com/install.sh | sh\n',
        found: 'Download the script of example.com, check it against a checksum',
      },
      {
        name: 'an installer that ADD fetches',
        before: 'FROM debian:bookworm-slim\nADD https://example.com/setup.sh /tmp/\nRUN sh /tmp/setup.sh\n',
        found: 'Give ADD the --checksum of setup.sh',
      },
    ],
  },
  (document, context) => {
    if (!/\b(?:curl|wget)\b|^\s*add\s/im.test(document.text)) return
    const found = [...pipedScripts(document), ...addedScripts(document)].sort(
      (left, right) => left.at.start - right.at.start,
    )
    reportFirst(context, found, (first, all) => {
      if (first.added) {
        return {
          message: `Give ADD the --checksum of ${first.what} that was read and found good${more(all)}`,
          reason: 'a RUN below runs whatever the server sends at the moment of the build',
        }
      }
      const empty = first.pipefail ? '' : ', and a failed download passes as an empty script'
      return {
        message: `${adviceFor(first.what)}${more(all)}`,
        reason: `it runs whatever the server sends at the moment of the build${empty}`,
      }
    })
  },
)

// What the projects themselves offer besides: https://hub.docker.com/_/composer, https://github.com/nodesource/distributions,
// https://rust-lang.github.io/rustup/installation/other.html, https://pip.pypa.io/en/stable/installation/.
const ADVICE: readonly (readonly [host: RegExp, advice: string])[] = [
  [
    /(?:^|\.)getcomposer\.org$/,
    'Copy composer out of its image, COPY --from=composer:2 /usr/bin/composer /usr/local/bin/',
  ],
  [
    /^(?:deb|rpm)\.nodesource\.com$/,
    'Copy node out of the node image, or add the repository of nodesource with its key instead of running their script',
  ],
  [
    /^sh\.rustup\.rs$/,
    'Download rustup-init of a fixed version, check it against its .sha256, and run it then; or build in the rust image',
  ],
  [
    /^bootstrap\.pypa\.io$/,
    'Install pip with python3 -m ensurepip or from the distribution instead of running get-pip.py from the network',
  ],
]

function adviceFor(host: string): string {
  const known = ADVICE.find(([pattern]) => pattern.test(host))?.[1]
  const whose = host === '' ? '' : ` of ${host}`
  return (
    known ??
    `Download the script${whose}, check it against a checksum, and run it then; or install a fixed release`
  )
}

interface ScriptFromNetwork extends Occurrence {
  readonly added: boolean
  /** The host or the file; empty where it is not known. */
  readonly what: string
  /** False when a failed download goes unnoticed. */
  readonly pipefail: boolean
}

const DOWNLOADERS = /^(?:curl|wget)$/
const INTERPRETERS = /^(?:sh|bash|dash|ash|zsh|ksh|python|python\d[\d.]*|perl|ruby|node|php|php\d[\d.]*)$/
const DOWNLOAD_TEXT = /^(?:["']?\$\(|["']?`|<\()\s*(?:curl|wget)\s/

function pipedScripts(document: Document): readonly ScriptFromNetwork[] {
  return runScripts(document).flatMap((run) => [...pipelines(run), ...substitutions(run)])
}

function pipelines(run: RunScript): readonly ScriptFromNetwork[] {
  const found: ScriptFromNetwork[] = []
  walk(run.script.syntax, [], (node) => {
    if (node.type !== 'Pipeline' || node.commands.length < 2) return
    const parts = node.commands.map((part) => commandIn(run, part))
    const source = parts.findIndex((part) => part !== undefined && DOWNLOADERS.test(part.name ?? ''))
    const target = parts.findLastIndex((part) => part !== undefined && readsItsProgram(part))
    const download = parts[source]
    if (!download || target <= source || isFixed(download)) return
    const span = { start: node.pos, end: node.end }
    const pipefail = pipefailAt(run.script, span)
    found.push({
      instruction: run.instruction,
      at: rangeOf(run, span),
      added: false,
      what: hostOf(download),
      pipefail,
    })
  })
  return found
}

/** `bash <(curl …)`, `. <(curl …)`, `sh -c "$(curl …)"`, `eval "$(curl …)"`. */
function substitutions(run: RunScript): readonly ScriptFromNetwork[] {
  return run.commands.flatMap((command) => {
    const { name = '', args } = command
    const runs = INTERPRETERS.test(name) || /^(?:\.|source|eval)$/.test(name)
    if (!runs || !args.some((word) => DOWNLOAD_TEXT.test(word.text))) return []
    const inner = run.commands.find(
      (each) => DOWNLOADERS.test(each.name ?? '') && each.start > command.start && each.end <= command.end,
    )
    if (inner && isFixed(inner)) return []
    const what = inner ? hostOf(inner) : ''
    // pipefail does not reach into a substitution.
    return [{ instruction: run.instruction, at: rangeOf(run, command), added: false, what, pipefail: false }]
  })
}

function commandIn(run: RunScript, node: SyntaxNode): SimpleCommand | undefined {
  if (!('pos' in node) || !('end' in node)) return undefined
  return run.commands.find((command) => node.pos <= command.start && command.end <= node.end)
}

/** True for an interpreter whose program comes from its standard input: `sh`, `bash -s -- -y`, `python3 -`. */
function readsItsProgram({ name = '', args }: SimpleCommand): boolean {
  if (!INTERPRETERS.test(name)) return false
  for (const { text } of args) {
    if (text === '-' || text === '--' || text === '/dev/stdin') return true
    // -s of a shell says so; -c, -m, -e and -r name another program.
    if (/^-\w*s/.test(text) && name.endsWith('sh')) return true
    if (/^-\w*[cmer]/.test(text) && !/^-[eux]+$/.test(text)) return false
    if (!text.startsWith('-')) return false
  }
  return true
}

function urlOf({ args }: SimpleCommand): string {
  return args.map((word) => word.text.replace(/^["']|["']$/g, '')).find((text) => text.includes('://')) ?? ''
}

function hostOf(command: SimpleCommand): string {
  return /:\/\/([\w.-]+)/.exec(urlOf(command))?.[1] ?? ''
}

/** A path with a commit hash cannot change. */
function isFixed(command: SimpleCommand): boolean {
  return /\/[0-9a-f]{40}\//.test(urlOf(command))
}

/** Scripts that ADD fetches without a checksum and that a RUN of the stage runs. */
function addedScripts(document: Document): readonly ScriptFromNetwork[] {
  return document.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) => {
      const name = fetchedScript(instruction)
      if (name === undefined) return []
      const runs = runScripts(document).some(
        (run) =>
          run.stage === stage &&
          run.instruction.index > instruction.index &&
          commandsOf(run.script).some(
            (command) =>
              command.syntax.name?.text.endsWith(`/${name}`) === true ||
              (INTERPRETERS.test(command.name ?? '') &&
                command.args.some((word) => word.text.endsWith(name))),
          ),
      )
      return runs ? [{ instruction, at: instruction.range, added: true, what: name, pipefail: true }] : []
    }),
  )
}

function fetchedScript(instruction: Instruction): string | undefined {
  if (instruction.keyword !== 'ADD' || instruction.flags.some((flag) => flag.name === 'checksum'))
    return undefined
  const [source = '', ...others] = wordsOf(instruction)
  const target = others.at(-1) ?? ''
  if (!/^https?:\/\/[^$]+$/.test(source) || others.length !== 1 || /\/[0-9a-f]{40}\//.test(source))
    return undefined
  return (target.endsWith('/') || target === '.' ? source.replace(/[?#].*$/, '') : target).split('/').at(-1)
}
