import type { Document } from '../../dockerfile/document.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { runsAsRoot } from '../../shell/root-user.ts'
import { rangeOf, runScripts } from '../../shell/run-scripts.ts'
import { installedWord } from '../../shell/system-packages.ts'
import { defineFinding, more, reportFirst, type Occurrence } from './finding.ts'
import { isWorkplace } from './workplace.ts'

export const noSudo = defineFinding(
  {
    id: 'no-sudo',
    summary: 'Find sudo in RUN instructions and in the image',
    category: 'security',
    aliases: ['DL3004'],
    docs: {
      why:
        'A RUN runs as the user that USER names, and as root where nothing names one. There sudo does nothing but drop ' +
        'the environment, ENV and ARG included, as its env_reset is set. In an image that runs as another user it is a setuid program ' +
        'with a rule that asks for no password: whoever takes over the application takes over the container as root.',
      risks:
        'Nothing is changed. Images in which people work (dev containers, Gitpod, code-server) have sudo on purpose and ' +
        'are left out where their base or their user shows it. Elsewhere an ignore comment says so. An entrypoint that ' +
        'starts as root and goes on as somebody else needs gosu or su-exec, which hand over signals and the terminal as sudo does not.',
      references: [
        'https://docs.docker.com/build/building/best-practices/#user',
        'https://github.com/hadolint/hadolint/wiki/DL3004',
        'https://manpages.debian.org/bookworm/sudo/sudoers.5.en.html',
      ],
    },
    examples: [
      {
        name: 'sudo where the RUN is root already',
        before: 'FROM debian:bookworm-slim\nRUN sudo apt-get update && sudo apt-get install -y curl\n',
        found: 'Drop sudo: this RUN runs as root already',
      },
      {
        name: 'sudo in the image',
        before:
          'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y sudo\nUSER 1000\nCMD ["app"]\n',
        found: 'Leave sudo out of the image',
      },
      {
        name: 'sudo on purpose',
        before:
          'FROM debian:bookworm-slim\n# dfopt ignore=no-sudo -- people work in this image\nRUN apt-get update && apt-get install -y sudo\n',
      },
    ],
  },
  (document, context) => {
    if (!document.text.includes('sudo') || isWorkplace(document)) return
    reportFirst(context, usesOfSudo(document), (first, all) => {
      if (first.installs) {
        return {
          message:
            'Leave sudo out of the image: run build steps under USER root, and use gosu or su-exec in an entrypoint',
          reason:
            'with a rule that asks for no password, whoever takes over the application becomes root in the container',
        }
      }
      if (first.user !== undefined) {
        return {
          message: `Run this under USER ${first.user} instead of sudo -u, and switch back behind it${more(all)}`,
          reason: 'sudo takes ENV and ARG away from the command, and has to be installed',
        }
      }
      if (first.root === true) {
        return {
          message: `Drop sudo: this RUN runs as root already${more(all)}`,
          reason: 'sudo adds nothing there, takes ENV and ARG away from the command, and has to be installed',
        }
      }
      return {
        message: `Run this under USER root instead of sudo, and switch back behind it${more(all)}`,
        reason: 'sudo in a build needs a rule that asks for no password, and that rule stays in the image',
      }
    })
  },
)

interface Use extends Occurrence {
  readonly installs: boolean
  readonly root: boolean | undefined
  /** Who runs the command by `sudo -u`. */
  readonly user: string | undefined
}

/** Where it is installed, then where it is used. */
function usesOfSudo(document: Document): readonly Use[] {
  const uses = runScripts(document).flatMap((run) => {
    const { stage, instruction } = run
    return run.commands.flatMap((command): readonly Use[] => {
      const installed = stage.ships ? installedWord(command, /^sudo$/) : undefined
      if (installed)
        return [
          { instruction, at: rangeOf(run, installed), installs: true, root: undefined, user: undefined },
        ]
      if (!isSudo(command)) return []
      const root = runsAsRoot(document, stage, instruction)
      return [{ instruction, at: rangeOf(run, command), installs: false, root, user: userOf(command) }]
    })
  })
  return [...uses.filter((use) => use.installs), ...uses.filter((use) => !use.installs)]
}

function isSudo({ name, wrappers }: SimpleCommand): boolean {
  return name === 'sudo' || wrappers.some((word) => word.literal?.split('/').at(-1) === 'sudo')
}

function userOf({ wrappers }: SimpleCommand): string | undefined {
  const at = wrappers.findIndex((word) => /^(?:-[A-Za-z]*u|--user)$/.test(word.text))
  const user = at === -1 ? undefined : wrappers[at + 1]?.text
  return user === 'root' ? undefined : user
}
