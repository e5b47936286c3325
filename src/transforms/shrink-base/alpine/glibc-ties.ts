// What ties a stage to glibc by a variable or by files that it brings.
import { posix } from 'node:path'
import { lineage, stateAt } from '../../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../../dockerfile/instruction.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import { keyValues } from '../../../dockerfile/words.ts'
import { sourcesFromContext } from '../../../project/context-sources.ts'
import { commandsRun } from '../../../shell/later-commands.ts'
import { apkNamesFor } from './apt-names.ts'
import { isDotnet } from './dotnet.ts'
import { handedOver } from './handed-over.ts'
import { isJavaArchive } from './languages.ts'
import { nativeFile } from './native-files.ts'
import { refuse, type Draft } from './translation.ts'

/** Variables of the environment: languages that musl does not know. */
export function environmentOf(draft: Draft, stage: Stage, instruction: Instruction): void {
  if (instruction.keyword !== 'ENV') return
  for (const { key, value = '' } of keyValues(instruction.args.text, draft.swap.document.escape) ?? []) {
    const plain = value.replace(/^(["'])([^]*)\1$/, '$2')
    if (
      /^(?:LANG|LC_\w+|LANGUAGE)$/.test(key) &&
      !/^(?:C|POSIX|C\.UTF-?8|C\.utf-?8|)$/.test(plain) &&
      !isOfCTwin(key, plain)
    )
      refuse(
        draft,
        instruction.range,
        `${key}=${plain} is a language that musl does not have`,
        'use C.UTF-8 where only the encoding counts',
      )
    if (key === 'TZ' && !/^(?:UTC|Etc\/UTC|GMT|)$/.test(plain))
      draft.needs.push({ name: 'tzdata', stage, instruction, offset: 0, atStart: true, by: 'TZ' })
  }
}

function isOfCTwin(key: string, value: string): boolean {
  return key === 'LANGUAGE' && /^C\b/.test(value)
}

/** What a COPY or an ADD brings that may be built for glibc. */
export function broughtBy(draft: Draft, stage: Stage, instruction: Instruction): void {
  if (!/^(?:COPY|ADD)$/.test(instruction.keyword)) return
  const from = flagValue(instruction, 'from')
  const words = wordsOf(instruction)
  const target = words.at(-1) ?? ''
  const no = (reason: string, unblock: string): void => {
    refuse(draft, instruction.range, reason, unblock)
  }
  if (from !== undefined) {
    fromElsewhere(draft, stage, instruction, from, words.slice(0, -1), target)
    return
  }
  for (const word of words.slice(0, -1)) {
    if (instruction.keyword !== 'ADD') continue
    if (/^(?:https?|ftp):/.test(word) && !isPortable(word))
      no(`what is in ${word} may be built for glibc`, 'build it for musl, or keep a Debian base')
    if (/\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz)$/.test(word) && !/^https?:/.test(word))
      no(
        `what is in ${word} may be built for glibc`,
        'unpack it in the build context, so that it can be seen',
      )
  }
  if (isServedOnly(draft, stage, instruction, target)) return
  const sources = sourcesFromContext(draft.swap.document, stage, instruction)
  const native = nativeFile(draft.swap.project, sources)
  if (native !== undefined) no(native.reason, native.unblock)
}

/** Files that the server hands out and does not run. */
function isServedOnly(draft: Draft, stage: Stage, instruction: Instruction, target: string): boolean {
  const { image, document } = draft.swap
  const { workdir } = stateAt(document, stage, instruction)
  const path = target.startsWith('/')
    ? target
    : workdir === undefined
      ? undefined
      : posix.resolve(workdir, target)
  return path !== undefined && SERVED[image]?.test(path) === true
}

const SERVED: Readonly<Record<string, RegExp>> = {
  nginx:
    /^\/(?:usr\/share\/nginx|var\/www|usr\/html|srv|www|data\/www)(?:\/|$)|^\/etc\/nginx\/(?:conf\.d|ssl|certs|sites-enabled|sites-available|templates|snippets)(?:\/|$)/,
  httpd: /^\/usr\/local\/apache2\/(?:htdocs|conf)(?:\/|$)/,
}

const PORTABLE =
  /\.(?:jar|war|ear|phar|php|js|mjs|cjs|css|html?|json|ya?ml|toml|xml|txt|md|conf|cfg|ini|properties|pem|crt|cer|key|asc|gpg|sql|csv|svg|png|jpe?g|gif|ico|woff2?|ttf|py|rb|sh|pl|lock|env|map|proto|graphql|tmpl|template|mo|po)$/

export function isPortable(path: string): boolean {
  return PORTABLE.test(path.replace(/[?#].*$/, ''))
}

function fromElsewhere(
  draft: Draft,
  stage: Stage,
  instruction: Instruction,
  from: string,
  sources: readonly string[],
  target: string,
): void {
  const { document, stages } = draft.swap
  // A phar, and a script that knows apk: https://github.com/mlocati/docker-php-extension-installer
  if (
    /^(?:docker\.io\/)?(?:library\/)?composer(?::|$)|^(?:ghcr\.io\/)?mlocati\/php-extension-installer(?::|$)/.test(
      from,
    )
  )
    return
  const source = /^\d+$/.test(from)
    ? document.stages[Number(from)]
    : document.stages.findLast((each) => each.name === from.toLowerCase() && each.index < stage.index)
  if (source && stages.includes(source)) return
  if (isServedOnly(draft, stage, instruction, target)) return
  if (sources.every(isPortable) && !sources.some((each) => /\.(?:jar|war|ear|sh)$/.test(each))) return
  if (source && sources.every((each) => isJavaArchive(draft.swap.image, each))) return
  // dotnetOf looks at it.
  if (source && isDotnet(draft.swap.image)) return
  if (source && isStatic(draft, source)) return
  if (source && isMadeForMusl(lineage(document, source).at(-1) ?? source)) return
  const unblock = `build ${source ? 'that stage' : 'it'} on Alpine as well, or link statically`
  const found = source
    ? handedOver(draft.swap, stage, instruction, source)
    : { reason: `what it copies from ${from} may be built for glibc`, unblock }
  if ('reason' in found) refuse(draft, instruction.range, found.reason, found.unblock)
  else
    for (const { name, run } of found) {
      const packages = apkNamesFor(run, draft.swap.release)
      if ('reason' in packages)
        refuse(draft, instruction.range, `${name} needs ${packages.reason}`, packages.unblock)
      else
        for (const each of packages.names)
          draft.needs.push({ name: each, stage, instruction, offset: 0, atStart: true, by: name })
    }
}

/** A stage whose programs are Go's without C: they need no C library. */
function isStatic(draft: Draft, source: Stage): boolean {
  const { document } = draft.swap
  const runs = source.instructions.filter(({ keyword }) => keyword === 'RUN')
  const builds = runs.flatMap((run) =>
    commandsRun(document, source, run)
      .filter(({ name, args }) => name === 'go' && /^(?:build|install)$/.test(args[0]?.text ?? ''))
      .map((command) => ({ run, command })),
  )
  const others = runs.some((run) =>
    commandsRun(document, source, run).some(({ name = '' }) =>
      /^(?:curl|wget|make|gcc|cargo|apt-get|apt|pip3?|npm|cmake|sh|bash)$/.test(name),
    ),
  )
  return (
    !others &&
    builds.length > 0 &&
    builds.every(
      ({ run, command }) =>
        stateAt(document, source, run).variables.get('CGO_ENABLED')?.text === '0' ||
        command.syntax.prefix.some((each) => each.type === 'Assignment' && each.text === 'CGO_ENABLED=0') ||
        command.wrappers.some(({ text }) => text === 'CGO_ENABLED=0'),
    )
  )
}

/** True for a stage that is built on Alpine already. */
function isMadeForMusl({ resolvedBase = '' }: Stage): boolean {
  return /(?:^|[:/-])alpine(?:[\d.:-]|$)/.test(resolvedBase)
}
