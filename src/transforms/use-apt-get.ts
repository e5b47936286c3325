import type { Document } from '../dockerfile/document.ts'
import { isContiguous, toSource, toSourceRange } from '../dockerfile/mapped-text.ts'
import type { TextEdit } from '../dockerfile/text-edit.ts'
import { defineTransform, type TransformContext } from '../engine/transform.ts'
import { isMentioned, mountsPlace } from '../shell/package-caches.ts'
import { packageCommand, type PackageCommand } from '../shell/package-command.ts'
import { listManagers } from '../shell/package-managers.ts'
import { runScripts, type RunScript } from '../shell/run-scripts.ts'

export const useAptGet = defineTransform({
  id: 'use-apt-get',
  summary: 'Use apt-get, the command for scripts, instead of apt',
  category: 'correctness',
  level: 'review',
  aliases: ['DL3027'],
  docs: {
    why:
      'apt is made for people at a terminal. Without one it warns: "apt does not have a stable CLI interface. Use with ' +
      'caution in scripts", and its manual says that it may change between versions and that scripts should use apt-get ' +
      'and apt-cache, which keep working as they do.',
    risks:
      'Both read the same options and install the same packages: installs, removals and autoremove in debian:bookworm-slim ' +
      'left the same packages in the same state, marks included. They differ in three things. apt upgrade also ' +
      'installs new packages; it becomes apt-get upgrade --with-new-pkgs, which does too. apt deletes what it has ' +
      'downloaded; apt-get does so only where an image says it, as those of Debian and Ubuntu and what is built on them do ' +
      '(/etc/apt/apt.conf.d/docker-clean), so that a RUN stays as it is in a file that changes this. apt takes a package ' +
      'name with ^ or $ as it stands, apt-get as a regular expression: that stays too. apt list, show, search and policy are ' +
      'for apt-cache and dpkg-query, which print other things.',
    references: [
      'https://manpages.debian.org/bookworm/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS',
      'https://github.com/hadolint/hadolint/wiki/DL3027',
    ],
  },
  examples: [
    {
      name: 'an install',
      before: `FROM debian:bookworm-slim
RUN apt update && apt install -y --no-install-recommends curl ca-certificates && rm -rf /var/lib/apt/lists/*
`,
      after: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates && rm -rf /var/lib/apt/lists/*
`,
    },
    {
      name: 'an upgrade',
      before: `FROM debian:bookworm-slim
RUN apt update && apt -y upgrade && apt full-upgrade -y
`,
      after: `FROM debian:bookworm-slim
RUN apt-get update && apt-get -y upgrade --with-new-pkgs && apt-get dist-upgrade -y
`,
    },
    {
      name: 'a list for people',
      before: `FROM debian:bookworm-slim
RUN apt list --installed > /packages.txt
`,
      refused: 'apt-get has no list',
    },
  ],
  apply(document, context) {
    for (const run of runScripts(document)) replaceIn(document, run, context)
  },
})

// What a subcommand of apt is called in apt-get: the same, but for these.
const OTHERWISE: Readonly<Record<string, string>> = {
  upgrade: 'upgrade --with-new-pkgs',
  // apt-get knows full-upgrade too, but says dist-upgrade in its manual.
  'full-upgrade': 'dist-upgrade',
}
// Of apt-get.cc and apt.cc of apt 1.0 to 3.0: what both have.
const OF_BOTH =
  /^(?:update|install|upgrade|full-upgrade|dist-upgrade|remove|purge|auto-?remove|autopurge|reinstall|satisfy|build-dep|source|download|changelog|clean|auto-?clean)$/

function replaceIn(document: Document, run: RunScript, context: TransformContext): void {
  const { script, instruction } = run
  const calls = run.commands.flatMap((command) => {
    const call = packageCommand(command)
    const isApt = call?.program.text === 'apt' && call.manager.id === 'apt' && !call.indirect
    return isApt && command.surroundings.every((each) => each !== 'substitution') ? [call] : []
  })
  if (calls.length === 0) return
  const kept = keptBy(document, run)
  const able = kept ? [] : calls.filter((call) => !obstacleOf(run, call))
  const obstacle = kept ?? calls.flatMap((call) => obstacleOf(run, call) ?? [])[0]
  if (obstacle) context.refuse({ at: instruction.range, ...obstacle })
  if (able.length === 0) return
  if (context.isSuppressed(instruction)) return
  context.change({
    at: instruction.range,
    edits: able.flatMap((call) => editsOf(run, call)),
    level: 'review',
    message: 'Use apt-get instead of apt',
    reason:
      'the words of apt may change, as it warns in each build; apt-get takes the same and is for scripts',
    removes: able.flatMap((call) => [
      script.text.slice(call.program.start, call.program.end),
      call.subcommand.text,
    ]),
  })
}

interface Obstacle {
  readonly reason: string
  readonly unblock: string
}

/** What a file says about downloaded packages is about apt as it stands. */
function keptBy(document: Document, { stage, instruction }: RunScript): Obstacle | undefined {
  const packages = listManagers.find(({ id }) => id === 'apt')?.packages
  if (!packages || mountsPlace(instruction, { paths: [packages.directory] })) return undefined
  if (!isMentioned(document, stage, packages.keptBy)) return undefined
  return {
    reason: 'the file changes what becomes of downloaded packages, which apt deletes and apt-get may keep',
    unblock: 'write apt-get, and apt-get clean behind it',
  }
}

function obstacleOf({ script: { mapped } }: RunScript, call: PackageCommand): Obstacle | undefined {
  const { program, subcommand, operands } = call
  const name = subcommand === program ? '' : subcommand.text
  if (!OF_BOTH.test(name)) {
    return {
      reason: `apt-get has no ${name === '' ? 'form without a command' : name}`,
      unblock: 'apt-cache and dpkg-query answer such questions in a script',
    }
  }
  const pattern = operands.find(({ text }) => /^["']?\^|\$["']?$/.test(text))
  if (pattern) {
    return {
      reason: `apt-get takes ${pattern.text} for a regular expression, and apt does not`,
      unblock: 'name the packages',
    }
  }
  if (isContiguous(mapped, program) && isContiguous(mapped, subcommand)) return undefined
  return { reason: 'a word of it goes on in the next line', unblock: 'write each word on one line' }
}

function editsOf({ script: { mapped } }: RunScript, call: PackageCommand): readonly TextEdit[] {
  const { program, subcommand, normalOptions } = call
  const other = OTHERWISE[subcommand.text]
  const told = subcommand.text === 'upgrade' && normalOptions.some((each) => each.includes('new-pkgs'))
  const start = toSource(mapped, program.start)
  return [
    { start, end: toSource(mapped, program.end - 1) + 1, text: 'apt-get' },
    ...(other === undefined || told ? [] : [{ ...toSourceRange(mapped, subcommand), text: other }]),
  ]
}
