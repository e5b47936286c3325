import type { Document } from '../../dockerfile/document.ts'
import { valueOf } from '../../shell/changed-paths.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { rangeOf, runScripts, type RunScript } from '../../shell/run-scripts.ts'
import { defineFinding, more, reportFirst, type Occurrence } from './finding.ts'
import { runsBelow, shipsItsLayers } from '../../shell/layers.ts'

export const noLateCleanup = defineFinding(
  {
    id: 'no-late-cleanup',
    summary: 'Find cleanups of package caches that free nothing where they stand',
    category: 'size',
    aliases: [],
    docs: {
      why:
        'A layer only adds. What an earlier layer has stored stays in the image, and an rm in a later one hides it ' +
        'and frees nothing. A cleanup counts in the RUN that fetched the files, and only there.',
      risks:
        'Nothing is changed. What dfopt can mend is mended before this looks: RUNs that can be joined are joined, and the RUN that fetches ' +
        'gets its own cleanup. What is left either hides files that an earlier layer keeps, or finds nothing to ' +
        'remove. Where the image is squashed or exported as a whole, the cleanup does count; an ignore comment says so.',
      references: [
        'https://docs.docker.com/build/building/best-practices/#apt-get',
        'https://github.com/hadolint/hadolint/wiki/DL3009',
      ],
    },
    examples: [
      {
        name: 'a cleanup in a RUN of its own',
        before:
          'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl\nCOPY . /src\nRUN rm -rf /var/lib/apt/lists/*\n',
        found: 'Move the removal of /var/lib/apt/lists/* into the RUN that fetches the files',
      },
      {
        name: 'a cleanup where it counts',
        before:
          'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
      },
    ],
  },
  (document, context) => {
    reportFirst(context, lateCleanups(document), (first, all) => ({
      message: `Move ${first.text} into the RUN that fetches the files, or drop it: here it frees nothing${more(all)}`,
      reason: first.hidden
        ? 'an earlier layer of this file holds them, and a later one can only hide them'
        : 'this RUN fetches none, and what earlier layers or the base image hold can only be hidden',
    }))
  },
)

interface LateCleanup extends Occurrence {
  readonly text: string
  /** True when a layer of this file holds what it removes. */
  readonly hidden: boolean
}

interface Cache {
  /** True for a command that does nothing but empty it. */
  readonly cleans: (command: SimpleCommand, words: readonly string[]) => boolean
  readonly programs: RegExp
  /** Subcommands that put nothing there. */
  readonly harmless: RegExp
}

const removes =
  (path: RegExp) =>
  ({ name }: SimpleCommand, words: readonly string[]): boolean => {
    const operands = words.filter((word) => !word.startsWith('-'))
    return name === 'rm' && operands.length > 0 && operands.some((word) => path.test(word))
  }

const HOME = '(?:~|/root|\\$HOME|\\$\\{HOME\\}|/home/[\\w.-]+)'
const REMOVALS =
  'remove|purge|autoremove|auto-remove|autopurge|clean|autoclean|auto-clean|distclean|check|hold|unhold'
const calls =
  (program: RegExp, words: RegExp) =>
  ({ name = '' }: SimpleCommand, args: readonly string[]): boolean =>
    program.test(name) && words.test(args.filter((word) => !word.startsWith('-')).join(' '))
const either =
  (...tests: readonly Cache['cleans'][]): Cache['cleans'] =>
  (command, words) =>
    tests.some((test) => test(command, words))

const CACHES: readonly Cache[] = [
  {
    cleans: either(
      calls(/^(?:apt-get|apt|aptitude)$/, /^(?:clean|autoclean|auto-clean|distclean|dist-clean)$/),
      removes(/^\/var\/(?:lib|cache)\/apt\b/),
    ),
    programs: /^(?:apt-get|apt|aptitude|add-apt-repository|gdebi|nala|mk-build-deps)$/,
    harmless: new RegExp(`^(?:${REMOVALS})$`),
  },
  {
    cleans: either(calls(/^apk$/, /^cache clean$/), removes(/^\/var\/cache\/apk\b/)),
    programs: /^apk$/,
    harmless: /^(?:del|cache)$/,
  },
  {
    cleans: either(
      calls(/^(?:yum|dnf|microdnf|tdnf|zypper)$/, /^(?:clean|cc)\b/),
      removes(/^\/var\/cache\/(?:yum|dnf|libdnf5|zypp)\b/),
    ),
    programs: /^(?:yum|dnf|microdnf|tdnf|zypper|yum-builddep|debuginfo-install)$/,
    harmless: /^(?:remove|erase|autoremove|clean|cc|rm)$/,
  },
  {
    cleans: either(calls(/^npm$/, /^cache (?:clean|clear)$/), removes(new RegExp(`^${HOME}/\\.npm(?:/|$)`))),
    programs: /^(?:npm|npx|yarn|pnpm|node-gyp|lerna|nx)$/,
    harmless: /^(?:cache|uninstall|prune|rm|remove|config)$/,
  },
  {
    cleans: calls(/^yarn$/, /^cache clean$/),
    programs: /^(?:npm|npx|yarn|lerna|nx)$/,
    harmless: /^(?:cache|config)$/,
  },
  {
    cleans: either(
      calls(/^pip\d?$/, /^cache purge$/),
      removes(new RegExp(`^${HOME}/\\.cache(?:/pip)?(?:/\\*)?/?$`)),
    ),
    programs:
      /^(?:pip|pip\d[\d.]*|python|python\d[\d.]*|poetry|pipenv|uv|pipx|conda|mamba|npm|npx|yarn|pnpm|go|cargo|curl|wget|R|Rscript|composer|git|gem|bundle)$/,
    harmless: /^(?:cache|uninstall|config|clean|remove|info|init|activate)$/,
  },
  {
    cleans: calls(/^(?:conda|mamba|micromamba)$/, /^clean\b/),
    programs: /^(?:conda|mamba|micromamba)$/,
    harmless: /^(?:clean|config|remove|info|init|activate)$/,
  },
]

// What else a RUN may do without a package manager being started by it.
const INNOCENT =
  /^(?:rm|rmdir|find|echo|printf|true|:|set|cd|mkdir|chmod|chown|chgrp|cp|mv|ln|sed|cat|touch|tee|ls|test|\[|export|unset|ldconfig|localedef|locale-gen|update-locale|useradd|groupadd|usermod|adduser|addgroup|deluser|userdel|passwd|chpasswd|sync|du|df|tar|unzip|gunzip|gzip|xz|truncate|update-alternatives|update-ca-certificates|a2enmod|a2dissmod|a2ensite|a2dissite|grep|awk|sort|xargs|strip|date|id|whoami|hostname|dpkg-reconfigure|history|exit|umask|install|sudo)$/

function lateCleanups(document: Document): readonly LateCleanup[] {
  const runs = runScripts(document)
  return runs.flatMap((run) => {
    if (!shipsItsLayers(document, run.stage)) return []
    return CACHES.flatMap((cache) => lateCleanup(document, runs, run, cache) ?? []).slice(0, 1)
  })
}

function lateCleanup(
  document: Document,
  runs: readonly RunScript[],
  run: RunScript,
  cache: Cache,
): LateCleanup | undefined {
  const cleaning = run.commands.find((command) => cache.cleans(command, command.args.map(valueOf)))
  if (!cleaning || hasMount(run)) return undefined
  if (run.commands.some(mayFetch)) return undefined
  const hidden = runsBelow(document, runs, run).some(
    (below) =>
      below.commands.some((command) => fills(command, cache)) &&
      !below.commands.some((command) => cache.cleans(command, command.args.map(valueOf))),
  )
  return {
    instruction: run.instruction,
    at: rangeOf(run, cleaning),
    text: shownCleanup(cleaning, cache),
    hidden,
  }
}

/** `apt-get clean`, `the removal of /var/lib/apt/lists/*`. */
function shownCleanup(command: SimpleCommand, cache: Cache): string {
  const operands = command.args.filter((word) => !word.text.startsWith('-'))
  if (command.name !== 'rm') return [command.name ?? '', ...operands.map((word) => word.text)].join(' ')
  const removed = operands.filter((word) => cache.cleans(command, [valueOf(word)])).map((word) => word.text)
  return `the removal of ${removed.join(' and ')}`
}

function hasMount({ instruction }: RunScript): boolean {
  return instruction.flags.some((flag) => flag.name === 'mount')
}

function fills({ name = '', args }: SimpleCommand, cache: Cache): boolean {
  if (!cache.programs.test(name)) return false
  const operands = args.map(valueOf).filter((word) => !word.startsWith('-'))
  return !cache.harmless.test(operands[0] ?? '')
}

/** True for a command that fetches with some package manager, or of which that is not known. */
function mayFetch(command: SimpleCommand): boolean {
  const { name } = command
  if (name === undefined) return command.syntax.name !== undefined
  if (CACHES.some((cache) => fills(command, cache))) return true
  return !INNOCENT.test(name) && !CACHES.some((cache) => cache.programs.test(name))
}
