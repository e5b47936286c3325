import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { isContiguous, toSource, toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { at } from '../../dockerfile/text.ts'
import type { ConfigField } from '../../engine/effect.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { isScript, scriptOf, type Script } from '../../shell/script.ts'
import { almostJson } from './almost-json.ts'
import { argumentsObstacle, entrypointObstacle, type Obstacle } from './command-reader.ts'
import { examples } from './examples.ts'
import { plainCommand, type PlainWord } from './plain-words.ts'
import { scriptObstacle } from './script-file.ts'

export const useExecForm = defineTransform({
  id: 'use-exec-form',
  summary: 'Start the program itself instead of a shell that starts it',
  category: 'correctness',
  level: 'review',
  aliases: ['DL3025', 'JSONArgsRecommended'],
  docs: {
    why:
      'CMD and ENTRYPOINT in shell form start /bin/sh -c, which starts the program. Signals go to process 1, and that is ' +
      'the shell: dash, the sh of Debian and Ubuntu, neither passes them on nor ends, so that docker stop waits ten seconds ' +
      'and then kills everything. With node:20-slim and a program that handles SIGTERM, a container stopped in 0.1 s in ' +
      'exec form and not before the timeout in shell form. bash, and the ash of Alpine, replace themselves by a single ' +
      'command, where only the detour goes. The exec form also works in an image without a shell. A check ' +
      'that takes longer than its timeout is killed; in shell form that hits the shell, and the program goes on: with ' +
      'debian:bookworm-slim one more of them ran after each check, in exec form none.',
    risks:
      'The command changes only where a shell would do nothing but split it into words: no variables, patterns, ' +
      'operators, redirections, builtins, and no SHELL. The program becomes process 1: a signal that it does not handle ' +
      'does nothing (that was so for the shell before), and children that lose their parent are its to wait for; run ' +
      'the container with --init where it does not. The shell also sets PWD, which a program in exec form may miss. A ' +
      'shell starts scripts without a #! line, and nothing else does: scripts from the build context stay as they are, ' +
      'unless the file shows that they have one. An ENTRYPOINT in exec form gets CMD and the arguments of docker run, which ' +
      'in shell form are ignored: it stays where there is a CMD. A CMD is arguments of the ENTRYPOINT: it stays where one in ' +
      'the file, or of a base image that dfopt does not know, may act on its first word, as that of nginx, redis and ' +
      'postgres do.',
    references: [
      'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
      'https://docs.docker.com/reference/build-checks/json-args-recommended/',
      'https://github.com/hadolint/hadolint/wiki/DL3025',
      'https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#tag_18_09_01_01',
    ],
  },
  examples,
  apply(document, context) {
    for (const stage of document.stages) {
      for (const keyword of ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'] as const) {
        const last = stage.instructions.findLast((each) => each.keyword === keyword)
        if (last && !last.json && hasCommand(last)) rewriteForm(document, stage, last, context)
      }
    }
  },
})

function hasCommand({ keyword, args }: Instruction): boolean {
  return keyword === 'HEALTHCHECK' ? /^CMD\s/i.test(args.text) : args.text !== ''
}

function rewriteForm(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  context: TransformContext,
): void {
  const script = scriptOf(document, stage, instruction)
  if (!isScript(script)) {
    if (!script.foreign) context.refuse({ at: instruction.range, ...script })
    return
  }
  if (!stage.ships) {
    context.refuse({
      at: instruction.range,
      reason: 'this stage is not part of the image, so nothing is started by it',
      unblock: 'nothing to do; name the stage with --target if it is built and shipped on its own',
      quiet: true,
    })
    return
  }
  // A check may well call the program [.
  const isTest = instruction.keyword === 'HEALTHCHECK' && !almostJson(script.text)
  if (script.text.startsWith('[') && !isTest) repairJson(script, context)
  else useWords(document, stage, script, context)
}

/** What a shell reads now, as a command that cannot be there, was meant as exec form: nothing else can be lost. */
function repairJson(script: Script, context: TransformContext): void {
  const { instruction } = script
  const elements = almostJson(script.text)
  const whole = { start: 0, end: script.text.length }
  if (!elements || !isContiguous(script.mapped, whole)) {
    context.refuse({
      at: instruction.range,
      reason:
        'it begins like the exec form and is no valid JSON, so a shell reads it and looks for a program named [',
      unblock: 'write every string in double quotes, with a comma between two of them',
    })
    return
  }
  if (context.isSuppressed(instruction)) return
  const json = elements.map((element) => JSON.stringify(element.value))
  change(script, context, {
    edits: [{ ...toSourceRange(script.mapped, whole), text: `[${json.join(', ')}]` }],
    message: `Write ${instruction.keyword} as valid JSON`,
    reason:
      'it is no exec form without double quotes and commas between: a shell looks for a program named [',
  })
}

function useWords(document: Document, stage: Stage, script: Script, context: TransformContext): void {
  const { instruction } = script
  const command = plainCommand(script.text)
  if ('feature' in command) {
    // `|| exit 1` is what Docker's own documentation shows, and most checks have.
    const quiet = instruction.keyword === 'HEALTHCHECK'
    context.refuse({ at: instruction.range, ...needsShell(script, command.feature), quiet })
    return
  }
  const { words } = command
  const obstacle =
    formObstacle(script, words) ??
    configObstacle(document, stage, instruction) ??
    scriptObstacle(document, stage, instruction, at(words, 0).value)
  if (obstacle) {
    context.refuse({ at: instruction.range, ...obstacle })
    return
  }
  if (context.isSuppressed(instruction)) return
  const program = at(words, 0).value.split('/').at(-1) ?? ''
  change(script, context, {
    edits: jsonEdits(document, script, words),
    message: `Start ${program} itself, not a shell that starts it`,
    reason: REASONS[instruction.keyword] ?? '',
  })
}

const REASONS: Readonly<Record<string, string>> = {
  CMD: 'it becomes process 1 and gets the signals, and a shell has nothing to do with these words',
  ENTRYPOINT:
    'it becomes process 1 and gets the signals, and the arguments of docker run, which a shell form ignores',
  HEALTHCHECK: 'where a check takes too long, it is killed itself, and not a shell that leaves it running',
}

function configObstacle(document: Document, stage: Stage, { keyword }: Instruction): Obstacle | undefined {
  if (keyword === 'HEALTHCHECK') return undefined
  return keyword === 'CMD' ? entrypointObstacle(document, stage) : argumentsObstacle(document, stage)
}

function needsShell(script: Script, feature: string): Obstacle {
  if (script.instruction.keyword === 'HEALTHCHECK')
    return { reason: feature, unblock: 'nothing to do where the shell is needed' }
  const chain = /&&|;/.test(script.text) && !/(?:^|[\s;&|])exec\s/.test(script.text)
  return {
    reason: feature,
    unblock: chain
      ? 'write exec in front of the last command, so that it takes the place of the shell and gets the signals'
      : 'nothing to do where the shell is needed; exec in front of the program lets it take the place of the shell',
  }
}

function formObstacle(
  { instruction, mapped, shell, syntax }: Script,
  words: readonly PlainWord[],
): Obstacle | undefined {
  if (shell.words.join(' ') !== '/bin/sh -c') {
    return {
      reason: `SHELL ${JSON.stringify(shell.words)} reads it, which may be meant`,
      unblock: 'write it in exec form if the program needs nothing of that shell',
    }
  }
  const exec = { start: 0, end: at(words, 0).start }
  if ([exec, ...words].some((span) => !isContiguous(mapped, span))) {
    return { reason: 'a word goes on in the next line', unblock: 'write each word on one line' }
  }
  // A second opinion: the grammar finds one simple command too.
  const [statement, ...more] = syntax.commands
  if (more.length > 0 || statement?.command.type !== 'Command') {
    return { reason: `${instruction.keyword} is no simple command`, unblock: 'write it in exec form by hand' }
  }
  return undefined
}

/** Each word becomes a string where it stands, so that lines and the comments between them stay. */
function jsonEdits(document: Document, { mapped }: Script, words: readonly PlainWord[]): readonly TextEdit[] {
  const edits: TextEdit[] = []
  words.forEach((word, index) => {
    const range = toSourceRange(mapped, word)
    const next = words[index + 1]
    const string = JSON.stringify(word.value)
    if (!next) {
      edits.push({ ...range, text: `${index === 0 ? '[' : ''}${string}]` })
      return
    }
    const gap = { start: word.end, end: next.start }
    const oneLine = isContiguous(mapped, { start: word.start, end: next.end })
    const between = oneLine ? ' ' : ''
    const glued = !oneLine && document.text.charAt(range.end) === document.escape ? ' ' : ''
    edits.push({
      start: range.start,
      end: oneLine ? toSource(mapped, gap.end) : range.end,
      text: `${index === 0 ? '[' : ''}${string},${between}${glued}`,
    })
  })
  const start = toSource(mapped, 0)
  const first = edits[0]
  // `exec` goes: the program takes the place of the shell anyway.
  if (first && first.start > start) edits.unshift({ start, end: first.start, text: '' })
  return edits
}

function change(
  { instruction }: Script,
  context: TransformContext,
  what: { readonly edits: readonly TextEdit[]; readonly message: string; readonly reason: string },
): void {
  context.change({
    at: instruction.range,
    level: 'review',
    ...what,
    removes: instruction.args.text.split(/[\s;&|(){}]+/),
    effects: [{ kind: 'configures', fields: [FIELDS[instruction.keyword] ?? 'Cmd'] }],
  })
}

const FIELDS: Readonly<Record<string, ConfigField>> = {
  CMD: 'Cmd',
  ENTRYPOINT: 'Entrypoint',
  HEALTHCHECK: 'Healthcheck',
}
