// Commands that only tell apt how to work, or where archived releases of Debian are: nothing of it is there in Alpine.
import type { SimpleCommand } from '../../../shell/commands.ts'

export function isAptSetting({ name = '', args, syntax, surroundings }: SimpleCommand): boolean {
  if (surroundings.includes('pipeline') || surroundings.includes('substitution')) return false
  const targets = syntax.redirects.flatMap((each) =>
    each.type === 'Redirect' && each.target && each.operator.includes('>') ? [each.target.text] : [],
  )
  const words = args.map(({ text }) => text).join(' ')
  if (/^(?:echo|printf)$/.test(name))
    return (
      targets.length === 1 &&
      /^["']?\/etc\/apt\/apt\.conf\.d\//.test(targets[0] ?? '') &&
      !/proxy/i.test(words)
    )
  // The same packages from where they are kept when a release is over.
  return (
    name === 'sed' &&
    /archive\.debian\.org|-updates|security/.test(words) &&
    args.every(({ text }) => /^(?:-[inrEe]+|["'].*["']|\/etc\/apt\/\S+)$/.test(text)) &&
    args.some(({ text }) => text.startsWith('/etc/apt/'))
  )
}
