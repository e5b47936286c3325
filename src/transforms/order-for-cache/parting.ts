// What a RUN that ships would lose by being parted: what its end removes is then still in the layer of its beginning.
import { commandsOf } from '../../shell/commands.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { rangeOf } from '../../shell/run-scripts.ts'
import type { Phase, Stays } from './phase.ts'

export function parting({ run, split }: Phase): Stays | undefined {
  const last = split?.operands[split.operand]
  if (!last || !run.stage.ships) return undefined
  const removing = commandsOf(run.script).find((command) => {
    if (command.start < last.end) return false
    const call = packageCommand(command)
    const words = command.args.map(({ text }) => text)
    return (
      command.name === 'rm' ||
      call?.role === 'clean' ||
      words.some((word) => /^(?:prune|del|purge|autoremove|remove|uninstall|autoclean)$/.test(word)) ||
      (call?.role === 'install' && words.some((word) => /^--(?:production|prod|omit)/.test(word)))
    )
  })
  return (
    removing && {
      at: rangeOf(run, removing),
      reason:
        'the RUN removes at its end what it has installed, which would stay in the layer of a RUN of its own',
      unblock: 'build in a stage of its own and copy what it makes, or remove in the RUN that installs',
    }
  )
}
