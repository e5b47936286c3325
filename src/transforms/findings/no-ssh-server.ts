import type { Document } from '../../dockerfile/document.ts'
import { commandsOf, type SimpleCommand } from '../../shell/commands.ts'
import { rangeOf, runScripts } from '../../shell/run-scripts.ts'
import { startCommands } from '../../shell/start-commands.ts'
import { installedWord } from '../../shell/system-packages.ts'
import { defineFinding, reportFirst, type Occurrence } from './finding.ts'
import { isWorkplace } from './workplace.ts'

export const noSshServer = defineFinding(
  {
    id: 'no-ssh-server',
    summary: 'Find ssh servers in the image',
    category: 'security',
    aliases: [],
    docs: {
      why:
        'A container is entered with docker exec or kubectl exec, which ask the engine for permission and leave a trace there. An ssh server beside ' +
        'the application is a second door: with passwords or keys in the image, host keys that are the same in ' +
        'every copy of it, updates that somebody has to bring in, and a second process that has to be watched.',
      risks:
        'Nothing is changed. Where ssh is what the image is for (git servers, MPI clusters, build agents, targets of Ansible) ' +
        'an ignore comment says so. Host keys made by the package at build time are the same in all its containers; ' +
        'remove them in the image and run ssh-keygen -A when a container starts.',
      references: [
        'https://docs.docker.com/reference/cli/docker/container/exec/',
        'https://manpages.debian.org/bookworm/openssh-client/ssh-keygen.1.en.html',
      ],
    },
    examples: [
      {
        name: 'a server beside the application',
        before:
          'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y nginx openssh-server\nCMD ["/start.sh"]\n',
        found: 'Leave the ssh server out of the image',
      },
      {
        name: 'the client alone',
        before: 'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y openssh-client\n',
      },
    ],
  },
  (document, context) => {
    if (!/ssh|dropbear/.test(document.text) || isWorkplace(document)) return
    reportFirst(context, servers(document), () => ({
      message:
        'Leave the ssh server out of the image: docker exec and kubectl exec open a shell in a container',
      reason:
        'it is a second way in, with host keys that every copy of the image shares and updates of its own',
    }))
  },
)

// Alpine's openssh holds the client as well, so it takes a sign that the server is used.
const PACKAGES = /^(?:openssh-server|openssh-server-.*|dropbear|dropbear-run)$/

function servers(document: Document): readonly Occurrence[] {
  const inRuns = runScripts(document)
    .filter((run) => run.stage.ships)
    .flatMap((run) =>
      run.commands.flatMap((command) => {
        const at = installedWord(command, PACKAGES) ?? (startsServer(command) ? command : undefined)
        return at ? [{ instruction: run.instruction, at: rangeOf(run, at) }] : []
      }),
    )
  const atStart = document.stages
    .filter((stage) => stage.final)
    .flatMap((stage) => startCommands(document, stage))
    .filter(({ script }) => commandsOf(script).some(startsServer))
    .map(({ instruction }) => ({ instruction, at: instruction.range }))
  return [...inRuns, ...atStart]
}

function startsServer({ name = '', args, syntax }: SimpleCommand): boolean {
  if (name === 'sshd' || name === 'dropbear' || syntax.name?.text === '/etc/init.d/ssh') return true
  if (name === 'service') return /^sshd?$/.test(args[0]?.text ?? '')
  // Host keys: only a server has a use for them.
  return name === 'ssh-keygen' && args.some((word) => word.text === '-A')
}
