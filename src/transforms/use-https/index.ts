import type { Document } from '../../dockerfile/document.ts'
import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import { isContiguous, toSource } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import type { ShellWord, SimpleCommand } from '../../shell/commands.ts'
import { runScripts, type RunScript } from '../../shell/run-scripts.ts'
import { certificateObstacle } from './certificates.ts'
import { examples } from './examples.ts'
import { HTTPS_HOSTS } from './hosts.ts'

export const useHttps = defineTransform({
  id: 'use-https',
  summary: 'Fetch by https what is known to be served so',
  category: 'security',
  level: 'review',
  byDefault: 'off',
  aliases: [],
  docs: {
    why:
      'What comes by http can be read and replaced by everybody on the way, and a build runs or installs it. Most hosts that ' +
      'Dockerfiles download from serve the same files by https, and some answer http no more: Maven Central has refused it since 2020.',
    risks:
      'Only hosts of a table are changed, each with its source: the sites of languages, Apache, GNU, GitHub, Maven Central, Google, PyPI and ' +
      'others. dfopt does not ask them. A proxy or a mirror of your own that takes http alone fails with https. curl and wget ' +
      'need certificates: the RUN is changed where the stage has fetched by https before, installs ca-certificates, or its base image is ' +
      'known to have them. Package sources of apt and apk stay as they are: their packages are signed, and archive.ubuntu.com ' +
      'serves no https.',
    references: [
      'https://central.sonatype.org/faq/501-https-required-error/',
      'https://hstspreload.org/',
      'https://docs.docker.com/reference/dockerfile/#add',
    ],
  },
  examples,
  apply(document, context) {
    if (!document.text.includes('http://')) return
    for (const stage of document.stages) {
      for (const instruction of stage.instructions)
        if (instruction.keyword === 'ADD') changeAdd(instruction, context)
    }
    const runs = runScripts(document)
    for (const run of runs) changeRun(document, runs, run, context)
  },
})

/** The builder fetches what ADD names, with certificates of its own. */
function changeAdd(instruction: Instruction, context: TransformContext): void {
  const found = wordsOf(instruction)
    .slice(0, -1)
    .flatMap((word) => {
      const host = knownHost(word)
      const at = host === undefined ? -1 : instruction.args.text.indexOf(word)
      return host === undefined || at === -1 ? [] : [{ host, at }]
    })
  if (found.length === 0 || context.isSuppressed(instruction)) return
  propose(
    context,
    instruction,
    found.map(({ at }) => secure(toSource(instruction.args, at))),
    found.map(({ at }) => fragment(instruction.args.text, at)),
    found.map(({ host }) => host),
  )
}

function changeRun(
  document: Document,
  runs: readonly RunScript[],
  run: RunScript,
  context: TransformContext,
): void {
  const { script, instruction } = run
  const found = run.commands.flatMap((command) => downloads(command).map((each) => ({ ...each, command })))
  const [first] = found
  if (
    !first ||
    !found.every(({ word }) => isContiguous(script.mapped, { start: word.start, end: word.start + 8 }))
  )
    return
  for (const { command, host } of found) {
    const obstacle = certificateObstacle(document, runs, run, command)
    if (!obstacle) continue
    context.refuse({
      at: instruction.range,
      reason: `${host} serves https, and ${obstacle.reason}`,
      unblock: obstacle.unblock,
    })
    return
  }
  if (context.isSuppressed(instruction)) return
  propose(
    context,
    instruction,
    found.map(({ word }) => secure(toSource(script.mapped, word.start + quoteLength(word)))),
    found.map(({ word }) => fragment(script.text, word.start + quoteLength(word))),
    found.map(({ host }) => host),
  )
}

interface Download {
  readonly word: ShellWord
  readonly host: string
}

function downloads({ name = '', args }: SimpleCommand): readonly Download[] {
  if (!/^(?:curl|wget)$/.test(name)) return []
  return args.flatMap((word, index) => {
    // The values of these are no downloads.
    if (/^(?:-[exHA]|--(?:referer|proxy|header|user-agent|preproxy))$/.test(args[index - 1]?.text ?? ''))
      return []
    const host = knownHost(word.text.slice(quoteLength(word)))
    return host === undefined ? [] : [{ word, host }]
  })
}

function quoteLength({ text }: ShellWord): number {
  return /^["']/.test(text) ? 1 : 0
}

function knownHost(url: string): string | undefined {
  const host = /^http:\/\/([\w.-]+)(?=\/)/.exec(url)?.[1]?.toLowerCase()
  return host !== undefined && HTTPS_HOSTS.has(host) ? host : undefined
}

/** The `s` behind `http`. */
function secure(start: number): TextEdit {
  return { start: start + 4, end: start + 4, text: 's' }
}

/** The word that the safety net will miss: it splits at the operators of the shell. */
function fragment(text: string, at: number): string {
  const before = /[^\s;&|(){}]*$/.exec(text.slice(0, at))?.[0] ?? ''
  return before + (/^[^\s;&|(){}]*/.exec(text.slice(at))?.[0] ?? '')
}

function propose(
  context: TransformContext,
  instruction: Instruction,
  edits: readonly TextEdit[],
  removes: readonly string[],
  hosts: readonly string[],
): void {
  const names = [...new Set(hosts)]
  context.change({
    at: instruction.range,
    edits,
    removes,
    level: 'review',
    message: `Fetch from ${names.join(' and ')} by https`,
    reason: 'what comes by http can be replaced on the way, and the host serves the same by https',
  })
}
