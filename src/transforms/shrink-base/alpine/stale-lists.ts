// Words of rm that clean up behind apt: nothing of it is there in Alpine.
import type { ShellWord, SimpleCommand } from '../../../shell/commands.ts'

const APT =
  /^["']?\/(?:var\/lib\/apt|var\/cache\/apt|var\/cache\/debconf|var\/lib\/dpkg|var\/log\/(?:apt|dpkg)|var\/cache\/(?:apt-show-versions|ldconfig)|etc\/apt|usr\/share\/(?:lintian|linda))(?:[/*."']|$)/

export function staleWords(command: SimpleCommand): readonly ShellWord[] {
  return command.name === 'rm' ? listWords(command).filter(({ text }) => APT.test(text)) : []
}

/** The operands. */
export function listWords({ args }: SimpleCommand): readonly ShellWord[] {
  return args.filter(({ text }) => !text.startsWith('-'))
}
