import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { keyValues } from '../../dockerfile/words.ts'
import { valueOf } from '../../shell/changed-paths.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { rangeOf, runScripts } from '../../shell/run-scripts.ts'
import { defineFinding, more, reportFirst, type Occurrence } from './finding.ts'

export const noUnverifiedDownload = defineFinding(
  {
    id: 'no-unverified-download',
    summary: 'Find downloads that turn off the check of certificates or signatures',
    category: 'security',
    aliases: [],
    docs: {
      why:
        'curl -k, wget --no-check-certificate, apt-get --allow-unauthenticated and their like take what comes from whoever answers. ' +
        'They are mostly there because ca-certificates or a key was missing, and stay when it no longer is. Set in ENV, they hold in ' +
        'every container too.',
      risks:
        'Nothing is changed: what is missing is not in the file. Downloads from this machine are left out, and so are those that a ' +
        'checksum or a signature checks in the same RUN. A server of your own with its own authority needs that certificate in the image ' +
        '(update-ca-certificates), not the check turned off.',
      references: [
        'https://curl.se/docs/sslcerts.html',
        'https://manpages.debian.org/bookworm/apt/apt-secure.8.en.html',
        'https://www.checkov.io/5.Policy%20Index/dockerfile.html',
      ],
    },
    examples: [
      {
        name: 'certificates',
        before: 'FROM debian:bookworm-slim\nRUN curl -fsSLk https://example.com/tool.tgz | tar xz\n',
        found: 'Install ca-certificates and drop -k of curl',
      },
      {
        name: 'signatures',
        before:
          'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --allow-unauthenticated tool\n',
        found: 'Add the key of the package source and drop --allow-unauthenticated of apt-get',
      },
      {
        name: 'in every container',
        before: 'FROM node:20-slim\nENV NODE_TLS_REJECT_UNAUTHORIZED=0\n',
        found: 'Drop NODE_TLS_REJECT_UNAUTHORIZED=0',
      },
    ],
  },
  (document, context) => {
    reportFirst(context, unverified(document), (first, all) => ({
      message: `${first.advice}${more(all, 'place')}`,
      reason: first.variable
        ? 'ENV holds in every container, so that nothing which it starts checks whom it talks to'
        : 'without the check, what is downloaded may come from whoever answers',
    }))
  },
)

interface Unverified extends Occurrence {
  readonly advice: string
  readonly variable: boolean
}

interface Rule {
  readonly programs: RegExp
  readonly option: RegExp
  readonly lacks: 'certificates' | 'key'
}

// curl(1), wget(1), apt-get(8), yum(8), apk(8), zypper(8), pip(1).
const RULES: readonly Rule[] = [
  { programs: /^curl$/, option: /^(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure)$/, lacks: 'certificates' },
  { programs: /^wget$/, option: /^--no-check-certificate$/, lacks: 'certificates' },
  {
    programs: /^(?:apt-get|apt|aptitude)$/,
    option: /^(?:--allow-unauthenticated|--force-yes|--allow-insecure-repositories)$/,
    lacks: 'key',
  },
  { programs: /^(?:yum|dnf|microdnf|tdnf)$/, option: /^--no-?gpgcheck$/, lacks: 'key' },
  { programs: /^zypper$/, option: /^--no-gpg-checks?$/, lacks: 'key' },
  { programs: /^apk$/, option: /^--allow-untrusted$/, lacks: 'key' },
  { programs: /^(?:pip|pip\d[\d.]*)$/, option: /^--trusted-host(?:=|$)/, lacks: 'certificates' },
]
// -o and the like in front of k: the letter is part of a value.
const CURL_VALUES = /^-[a-zA-Z]*[oOHXdFuATemzKEQtwxbcyYCDP][a-zA-Z]*k/

// https://nodejs.org/api/cli.html, https://git-scm.com/docs/git, https://peps.python.org/pep-0493/.
const VARIABLES: Readonly<Record<string, RegExp>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: /^["']?0["']?$/,
  GIT_SSL_NO_VERIFY: /^["']?(?:1|true)["']?$/i,
  PYTHONHTTPSVERIFY: /^["']?0["']?$/,
  NPM_CONFIG_STRICT_SSL: /^["']?false["']?$/i,
}
const CHECKS = /^(?:sha1sum|sha256sum|sha384sum|sha512sum|shasum|md5sum|gpgv|minisign|cosign)$/

function unverified(document: Document): readonly Unverified[] {
  const inRuns = runScripts(document).flatMap((run) => {
    const checked = run.commands.some(
      ({ name = '', args }) =>
        CHECKS.test(name) || (/^gpg2?$/.test(name) && args.some((word) => word.text === '--verify')),
    )
    return run.commands.flatMap((command) => {
      const found = ruleBroken(command)
      if (!found || (checked && found.lacks === 'certificates')) return []
      return [
        { instruction: run.instruction, at: rangeOf(run, command), advice: found.advice, variable: false },
      ]
    })
  })
  const inEnv = document.stages.flatMap((stage) =>
    stage.instructions.flatMap((each) => variableIn(each, document.escape) ?? []),
  )
  return [...inEnv, ...inRuns]
}

function ruleBroken(
  command: SimpleCommand,
): { readonly advice: string; readonly lacks: Rule['lacks'] } | undefined {
  const { name = '' } = command
  const words = command.args.map(valueOf)
  if (name === 'npm' && /(?:^| )set strict-ssl[ =]false/.test(words.join(' ')))
    return { advice: 'Drop npm config set strict-ssl false', lacks: 'certificates' }
  if (name === 'git' && /http\.sslVerify[= ](?:false|0)/i.test(words.join(' ')))
    return { advice: 'Install ca-certificates and drop http.sslVerify=false of git', lacks: 'certificates' }
  if (words.some((word) => /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/.test(word)))
    return undefined
  const rule = RULES.find(({ programs }) => programs.test(name))
  // A package file of one's own has no signature that apk knows.
  if (!rule || (name === 'apk' && words.some((word) => word.endsWith('.apk')))) return undefined
  const option = words.find((word) => rule.option.test(word) && !(name === 'curl' && CURL_VALUES.test(word)))
  if (option === undefined) return undefined
  const shown = /^-[a-zA-Z]{2,}$/.test(option) ? '-k' : (/^[^=]+/.exec(option)?.[0] ?? option)
  if (option === '--force-yes')
    return {
      advice: `Drop --force-yes of ${name}: -y is enough, and takes no packages without a signature`,
      lacks: 'key',
    }
  const what = rule.lacks === 'key' ? 'Add the key of the package source' : 'Install ca-certificates'
  return { advice: `${what} and drop ${shown} of ${name}`, lacks: rule.lacks }
}

function variableIn(instruction: Instruction, escape: string): Unverified | undefined {
  if (instruction.keyword !== 'ENV') return undefined
  const pair = (keyValues(instruction.args.text, escape) ?? []).find(
    ({ key, value }) =>
      Object.hasOwn(VARIABLES, key.toUpperCase()) && VARIABLES[key.toUpperCase()]?.test(value ?? '') === true,
  )
  return (
    pair && {
      instruction,
      at: instruction.range,
      advice: `Drop ${pair.key}=${pair.value ?? ''}`,
      variable: true,
    }
  )
}
