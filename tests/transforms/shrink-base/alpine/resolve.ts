// A look at a stage on Alpine that knows nothing of how it came to be: every name that it gives to apk, every program that it
// calls and every path below /usr and /etc has to be known for that release.
import { isApkName } from '../../../../src/catalog/alpine-packages.ts'
import { isAlpineApplet } from '../../../../src/catalog/image-facts.ts'
import type { Document } from '../../../../src/dockerfile/document.ts'
import type { Stage } from '../../../../src/dockerfile/stage.ts'
import { wordsOf } from '../../../../src/dockerfile/instruction.ts'
import type { SimpleCommand } from '../../../../src/shell/commands.ts'
import { commandsRun } from '../../../../src/shell/later-commands.ts'
import { packageCommand } from '../../../../src/shell/package-command.ts'
import { startCommands } from '../../../../src/shell/start-commands.ts'
import { commandsOf } from '../../../../src/shell/commands.ts'
import { alpineImage, isAlpineProgram } from '../../../../src/transforms/shrink-base/alpine/alpine-base.ts'
import { apkWith } from '../../../../src/transforms/shrink-base/alpine/programs.ts'

/** What of the stages does not resolve, as sentences; empty where all does. */
export function unresolved(
  document: Document,
  stages: readonly Stage[],
  image: string,
  release: string,
): readonly string[] {
  const faults: string[] = []
  const installed = new Set<string>(alpineImage(image)?.packages)
  const virtual = new Set<string>()
  let languages = false
  for (const stage of stages) {
    for (const instruction of stage.instructions) {
      if (instruction.keyword === 'RUN') {
        for (const command of commandsRun(document, stage, instruction)) {
          if (command.name === 'apk') faults.push(...apkFaults(command, release, installed, virtual))
          else faults.push(...programFaults(command, image, release, installed, languages))
          const call = packageCommand(command)
          if (call && call.manager.id !== 'apk' && call.role === 'install') languages = true
          for (const { text } of command.args) faults.push(...pathFaults(text))
        }
      } else if (/^(?:COPY|ADD)$/.test(instruction.keyword))
        faults.push(...pathFaults(wordsOf(instruction).at(-1) ?? ''))
      else if (instruction.keyword === 'ENV')
        faults.push(...pathFaults(instruction.args.text.replace(/\bPATH=\S+/, '')))
    }
    if (stage.children.length > 0) continue
    for (const { script } of startCommands(document, stage))
      for (const command of commandsOf(script))
        faults.push(...programFaults(command, image, release, installed, languages))
  }
  return faults
}

function apkFaults(
  { args }: SimpleCommand,
  release: string,
  installed: Set<string>,
  virtual: Set<string>,
): readonly string[] {
  const words = args.map(({ text }) => text)
  const faults: string[] = []
  for (const [at, word] of words.slice(1).entries()) {
    if (word.startsWith('-')) continue
    if (words[at] === '--virtual') virtual.add(word)
    else if (word === '$PHPIZE_DEPS' || /^\$\w+$/.test(word)) continue
    else if (word.startsWith('.')) {
      if (!virtual.has(word)) faults.push(`${word} is no virtual package`)
    } else if (isApkName(word, release)) installed.add(word)
    else faults.push(`Alpine ${release} has no package ${word}`)
  }
  if (!/^(?:add|del|upgrade)$/.test(words[0] ?? '')) faults.push(`apk ${words[0] ?? ''} is not expected`)
  return faults
}

const SHELL =
  /^(?:[.:[]|\[\[|alias|break|cd|command|continue|echo|eval|exec|exit|export|false|printf|pwd|read|readonly|return|set|shift|source|test|trap|true|type|ulimit|umask|unset|wait|sh|ash)$/

function programFaults(
  { name, syntax }: SimpleCommand,
  image: string,
  release: string,
  installed: ReadonlySet<string>,
  languages: boolean,
): readonly string[] {
  if (name === undefined || SHELL.test(name)) return []
  // Brought in a way that is no package's: it was before.
  if (name === 'composer') return []
  const path = syntax.name?.text ?? ''
  // A file of the project or of a language.
  if (path.includes('/') && !/^\/(?:usr\/)?s?bin\//.test(path)) return []
  if (/^(?:apt|apt-get|aptitude|dpkg|useradd|groupadd|usermod)$/.test(name))
    return [`${name} belongs to Debian`]
  if (isAlpineApplet(name) || isAlpineProgram(name) || alpineImage(image)?.programs.test(name)) return []
  const apk = apkWith(name, release)
  if (apk !== undefined && installed.has(apk)) return []
  if ([...installed].some((each) => name === each || name.startsWith(each))) return []
  return languages ? [] : [`nothing brings ${name}`]
}

// What alpine-baselayout makes, what the images' Dockerfiles make below /usr and /etc, and what packages of the same name in
// Debian and Alpine share.
const PATHS =
  /^\/(?:usr\/(?:include(?:\/.*)?|local(?:\/.*)?|src(?:\/.*)?|app(?:\/.*)?|bin\/[\w.-]+|sbin\/[\w.-]+|share\/(?:nginx|zoneinfo|ca-certificates|fonts|misc|man|doc)(?:\/.*)?|share|lib\/nginx\/modules|html(?:\/.*)?)|etc\/(?:nginx|ssl|localtime|timezone|profile\.d|passwd|group|hosts|hostname|services|protocols|ssh|sudoers(?:\.d)?|ImageMagick|supervisord\.conf|letsencrypt|opt|periodic|crontabs|my-app|[\w-]+\.(?:conf|json|ya?ml|toml))(?:\/.*)?)$/

function pathFaults(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w.:/-])\/(?:usr|etc)\/[\w.*/-]+/g)].flatMap(([path]) => {
    const plain = path.replace(/\/?\*?$/, '')
    return PATHS.test(plain) ? [] : [`${path} is no known path`]
  })
}
