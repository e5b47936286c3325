// Paths and names by which a stage is tied to Debian.
import { posix } from 'node:path'
import type { Instruction } from '../../../dockerfile/instruction.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import type { SimpleCommand } from '../../../shell/commands.ts'
import { commandsRun } from '../../../shell/later-commands.ts'
import { isAlpineApplet } from '../../../catalog/image-facts.ts'
import { ACCOUNT_PROGRAMS } from './accounts.ts'
import { isAptSetting } from './apt-settings.ts'
import { alpinePathOf, apkWith } from './programs.ts'
import { staleWords } from './stale-lists.ts'
import { refuse, type Draft } from './translation.ts'

const TIES: readonly (readonly [pattern: RegExp, reason: string, unblock: string])[] = [
  [
    /[\w-]*-linux-gnu\w*|\/lib64\/ld-linux|libc\.so\.6|\bglibc\b|manylinux/,
    'is for glibc',
    'use what is built for musl, or keep a Debian base',
  ],
  [
    /\/usr\/lib\/jvm\/\S*|\/etc\/ssl\/certs\/java\b/,
    'is where Debian keeps what belongs to Java',
    'use the JAVA_HOME of the image',
  ],
  [
    /\bLD_PRELOAD\b|\bLD_AUDIT\b/,
    'loads a library that is built for glibc',
    'leave it out, or keep a Debian base',
  ],
  [
    /(?<![\w.}-])\/etc\/(?:apt|default|init\.d|init|systemd|cron\.[a-z]+|crontab|locale\.gen|network|rsyslog\.d|logrotate\.d|pam\.d|supervisor|php|apache2|mysql|postgresql|redis|ld\.so\.conf(?:\.d)?|alternatives|environment|bash\.bashrc|ImageMagick-6|debian_version|dpkg|security|sysctl\.conf)(?=[/\s"';)]|$)/,
    'is a file of Debian that Alpine has elsewhere or not at all',
    'keep a Debian base',
  ],
  [
    /(?<![\w.}-])(?:\/var\/lib\/dpkg\b|\/var\/spool\/cron\b|\/usr\/share\/i18n\b|\/usr\/lib\/locale\b|\/usr\/lib\/(?:python3|ruby|php|node_modules|apache2|postgresql|ssl|systemd|nginx\/modules-available)\b\S*)/,
    'is a path of Debian',
    'keep a Debian base',
  ],
  [
    /(?<![\w.}-])\/etc\/(?:os-release|lsb-release|issue)\b/,
    'names the distribution',
    'leave the question out',
  ],
  [/\bnsswitch\.conf\b|\blibnss\b/, 'is read by glibc alone', 'keep a Debian base'],
]

export function debianPathsOf(draft: Draft, stage: Stage, instruction: Instruction): void {
  if (/^(?:LABEL|EXPOSE|MAINTAINER|STOPSIGNAL|USER|VOLUME)$/.test(instruction.keyword)) return
  const commands =
    instruction.keyword === 'RUN'
      ? commandsRun(draft.swap.document, stage, instruction).filter((each) => !isAptSetting(each))
      : []
  const texts = instruction.keyword === 'RUN' ? commands.flatMap(wordsOfCommand) : [instruction.args.text]
  const need = (name: string, by: string): void => {
    draft.needs.push({ name, stage, instruction, offset: 0, atStart: instruction.keyword === 'ENV', by })
  }
  if (texts.some((text) => /\/usr\/share\/zoneinfo\b/.test(text))) need('tzdata', '/usr/share/zoneinfo')
  for (const text of texts)
    for (const [pattern, reason, unblock] of TIES) {
      const found = pattern.exec(text)?.[0]
      if (found !== undefined) refuse(draft, instruction.range, `${found} ${reason}`, unblock)
    }
  const linksShell = commands.find(
    ({ name = '', args }) =>
      /^(?:ln|rm|mv|cp|install)$/.test(name) && args.some(({ text }) => /^["']?\/bin\/sh["']?$/.test(text)),
  )
  if (linksShell)
    refuse(
      draft,
      instruction.range,
      'it puts another shell in the place of /bin/sh, which is BusyBox in Alpine',
      'name the shell in SHELL',
    )
  const mentioned =
    instruction.keyword === 'RUN'
      ? commands.filter(({ name = '' }) => !ACCOUNT_PROGRAMS.test(name)).flatMap(wordsOfCommand)
      : instruction.keyword === 'ENV'
        ? [instruction.args.text.replace(/\bPATH=\S+/g, '')]
        : []
  if (mentioned.some((text) => /(?:^|["'\s=])(?:\/usr)?\/bin\/bash\b/.test(text))) need('bash', '/bin/bash')
  for (const text of mentioned) programIn(draft, instruction, text)
}

/** A program of a package at Debian's path, as an argument or a setting. */
function programIn(draft: Draft, instruction: Instruction, text: string): void {
  for (const [path] of text.matchAll(/(?<![\w.$}-])\/(?:usr\/)?s?bin\/[\w.+-]+/g)) {
    const name = posix.basename(path)
    if (alpinePathOf(path) === path || path.endsWith('/bash')) continue
    if (
      apkWith(name, draft.swap.release) === undefined &&
      !isAlpineApplet(name) &&
      !/^chrom|^wkhtml|^python|^node/.test(name)
    )
      continue
    refuse(
      draft,
      instruction.range,
      `whether Alpine has ${path} at that place is not known`,
      `name ${name} without its path`,
    )
  }
}

function wordsOfCommand(command: SimpleCommand): readonly string[] {
  const stale = new Set(staleWords(command).map(({ text }) => text))
  const words = [command.syntax.name?.text ?? '', ...command.args.map(({ text }) => text)]
  const files = command.syntax.redirects.flatMap((each) =>
    each.type === 'Redirect' && each.target ? [each.target.text] : [],
  )
  return [...words, ...files].filter((text) => !stale.has(text))
}
