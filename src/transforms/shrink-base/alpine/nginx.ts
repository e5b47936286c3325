// A configuration of nginx as a whole, which names a user and modules.
import { posix } from 'node:path'
import { wordsOf, type Instruction } from '../../../dockerfile/instruction.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import { copiedFiles } from '../../../project/copied-files.ts'
import { refuse, type Draft } from './translation.ts'

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
