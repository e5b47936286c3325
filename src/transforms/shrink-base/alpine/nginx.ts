// A configuration of nginx as a whole, which names a user and modules.
import { posix } from 'node:path'
import { wordsOf, type Instruction } from '../../../dockerfile/instruction.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import { copiedFiles } from '../../../project/copied-files.ts'
import { isAlpineApplet } from '../../../catalog/image-facts.ts'
import { sourcesFromContext } from '../../../project/context-sources.ts'
import { commandsOf } from '../../../shell/commands.ts'
import { parseShell, syntaxError } from '../../../shell/parser.ts'
import { apkWith } from './programs.ts'
import { differenceOfShells } from './shell-differences.ts'
import { refuse, type Draft } from './translation.ts'

/** Scripts that the image's own entrypoint starts, bash among what may have to be there. */
export function startScriptOf(draft: Draft, stage: Stage, instruction: Instruction): void {
  const { image, document, project } = draft.swap
  const target = wordsOf(instruction).at(-1) ?? ''
  if (image !== 'nginx' || !/^\/docker-entrypoint\.d(?:\/|$)/.test(target)) return
  for (const source of sourcesFromContext(document, stage, instruction)) {
    const text = project.read(source)
    const [, interpreter] = /^#!\s*(?:\S*\/env\s+)?(?:\S*\/)?(\w+)/.exec(text ?? '') ?? []
    const what = text === undefined ? undefined : differenceOfShells(text)
    const syntax = text === undefined ? undefined : parseShell(text)
    if (text === undefined || !syntax || syntaxError(syntax) !== undefined)
      refuse(
        draft,
        instruction.range,
        `what ${posix.basename(source)} does when a container starts is not known`,
        'run dfopt where the build context is',
      )
    else if (interpreter === 'bash')
      draft.needs.push({ name: 'bash', stage, instruction, offset: 0, atStart: true, by: source })
    else if (what !== undefined)
      refuse(draft, instruction.range, `in ${source}, ${what}`, 'write what every sh reads alike')
    for (const { name } of syntax ? commandsOf({ syntax }) : []) {
      const apk = name === undefined || isAlpineApplet(name) ? undefined : apkWith(name, draft.swap.release)
      if (apk !== undefined)
        draft.needs.push({ name: apk, stage, instruction, offset: 0, atStart: true, by: source })
    }
  }
}

// Both variants have the same dynamic modules: the Dockerfiles of https://github.com/nginx/docker-nginx.
const MODULES =
  /^(?:modules|\/etc\/nginx\/modules)\/ngx_(?:http|stream)_(?:js|xslt_filter|geoip|image_filter)_module\.so$/

export function configurationOf(draft: Draft, stage: Stage, instruction: Instruction): void {
  const { image, document, project } = draft.swap
  if (image !== 'nginx') return
  const words = wordsOf(instruction)
  const target = (words.at(-1) ?? '').replace(/\/$/, '')
  if (target !== '/etc/nginx' && target !== '/etc/nginx/nginx.conf') return
  if (
    target === '/etc/nginx' &&
    words.slice(0, -1).every((word) => /\.(?:conf|types|params)$/.test(word) && !word.endsWith('nginx.conf'))
  )
    return
  const next = stage.instructions[stage.instructions.indexOf(instruction) + 1]
  const text = copiedFiles(document, stage, next, project).read('/etc/nginx/nginx.conf')
  if (text === undefined) {
    if (target === '/etc/nginx' && project.known) return
    refuse(
      draft,
      instruction.range,
      `the user and the modules that ${posix.basename(words[0] ?? '')} names are not known`,
      'run dfopt where the build context is',
    )
    return
  }
  const user = /^\s*user\s+([\w-]+)/m.exec(text)?.[1]
  if (user !== undefined && !/^(?:nginx|root|nobody)$/.test(user))
    refuse(
      draft,
      instruction.range,
      `it runs nginx as ${user}, which Alpine's image does not have`,
      'use the user nginx',
    )
  const odd = [...text.matchAll(/^\s*load_module\s+["']?([^\s"';]+)/gm)].find(
    ([, path = '']) => !MODULES.test(path),
  )
  if (odd)
    refuse(
      draft,
      instruction.range,
      `${odd[1] ?? ''} is a module that Alpine's image is not known to have`,
      'do without the module',
    )
}
