import { STABLE_RULES } from '../verify/archive/stable.ts'
import { NOISE } from '../verify/comparison/noise.ts'

const WORDS = { content: 'content', names: 'content and names', presence: 'whether it is there' } as const

/** What differs between any two builds, for the documentation page, in Markdown. */
export function noiseTables(): string {
  const ignored = NOISE.map(
    ({ paths, scope, reason }) => `| ${paths.map(pathText).join(', ')} | ${WORDS[scope]} | ${reason} |`,
  )
  const masked = STABLE_RULES.map(({ files, reason }) => `| ${files} | ${reason} |`)
  return [
    'Files of which only this is not compared, each counted with its reason:',
    ['| below | not compared | since |', '| --- | --- | --- |', ...ignored].join('\n'),
    'Files that are compared without the part that every build writes anew:',
    ['| files | left out, since |', '| --- | --- |', ...masked].join('\n'),
  ].join('\n\n')
}

function pathText(path: string): string {
  return `\`${path.replace(/^HOME/, '~').replace(/^ANY/, '…')}\``
}
