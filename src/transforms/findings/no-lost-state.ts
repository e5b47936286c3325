import type { Document } from '../../dockerfile/document.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { rangeOf, runScripts, type RunScript } from '../../shell/run-scripts.ts'
import { defineFinding, more, reportFirst, type Occurrence } from './finding.ts'

export const noLostState = defineFinding(
  {
    id: 'no-lost-state',
    summary: 'Find cd, export and started services at the end of a RUN, where they do nothing',
    category: 'correctness',
    aliases: [],
    docs: {
      why:
        'Each RUN is a process of its own, and only files outlive it. A cd, an export, a sourced file or a service that it starts is gone when ' +
        'the next instruction begins. Where such a command is the last of a RUN, what was meant does not happen: the next RUN is in the old ' +
        'directory, the variable is not set, the service does not run.',
      risks:
        'Nothing is changed: WORKDIR or ENV in its place would change what follows, which may have come to rely on the state it has. A ' +
        'service has to be started in the RUN that needs it, or by the container.',
      references: [
        'https://docs.docker.com/reference/dockerfile/#run',
        'https://docs.docker.com/reference/dockerfile/#workdir',
        'https://github.com/hadolint/hadolint/wiki/DL3003',
      ],
    },
    examples: [
      {
        name: 'a directory',
        before: 'FROM debian:bookworm-slim\nRUN cd /app\nCOPY . .\n',
        found: 'Write WORKDIR instead of cd /app',
      },
      {
        name: 'a variable',
        before: 'FROM debian:bookworm-slim\nRUN export LANG=C.UTF-8\nCMD ["app"]\n',
        found: 'Write ENV instead of export LANG',
      },
      {
        name: 'a service',
        before: 'FROM debian:bookworm-slim\nRUN service postgresql start\nRUN createdb app\n',
        found: 'Start postgresql in the RUN that needs it',
      },
    ],
  },
  (document, context) => {
    reportFirst(context, lostStates(document), (first, all) => ({
      message: `${first.advice}${more(all)}`,
      reason: first.reason,
    }))
  },
)

interface LostState extends Occurrence {
  readonly advice: string
  readonly reason: string
}

function lostStates(document: Document): readonly LostState[] {
  return runScripts(document).flatMap((run) =>
    run.commands.flatMap((command) => {
      const found = endsProcess(run, command) ? lossOf(run, command) : undefined
      return found ? [{ instruction: run.instruction, at: rangeOf(run, command), ...found }] : []
    }),
  )
}

/** True for a command with which a script ends, or a subshell of it: joined RUNs keep their process by one. */
function endsProcess({ script }: RunScript, { surroundings, end }: SimpleCommand): boolean {
  if (surroundings.some((each) => each !== 'subshell' && each !== 'braces')) return false
  const rest = script.text.slice(end)
  return /^[\s;)}]*$/.test(rest) || (surroundings.includes('subshell') && /^[\s;]*\)/.test(rest))
}

/** True for the only command of its process. */
function isAlone({ script }: RunScript, { start }: SimpleCommand): boolean {
  return /(?:^|\()\s*$/.test(script.text.slice(0, start))
}

const GONE = 'the process of a RUN ends with it, and the next instruction starts with the old'

function lossOf(run: RunScript, command: SimpleCommand): Pick<LostState, 'advice' | 'reason'> | undefined {
  const { name = '', args, syntax } = command
  const first = args[0]?.text ?? ''
  // Behind other commands, cd / and cd .. only lead back.
  if (
    name === 'cd' &&
    args.length === 1 &&
    (isAlone(run, command) || !/^(?:\/|~|-|\.\.[./]*)$/.test(first))
  ) {
    return {
      advice: `Write WORKDIR instead of cd ${first}, which does nothing at the end of a RUN`,
      reason: `${GONE} directory`,
    }
  }
  if (name === 'export' && /^\w+=/.test(first)) {
    const variable = /^\w+/.exec(first)?.[0] ?? ''
    return {
      advice: `Write ENV instead of export ${variable}, which does nothing at the end of a RUN`,
      reason: `${GONE} environment`,
    }
  }
  if (
    (name === 'source' || name === '.') &&
    /(?:rc|profile|activate|env\.sh|setup\.(?:ba)?sh|nvm\.sh)$/.test(first)
  ) {
    return {
      advice: `Read ${first} in the RUN that needs it: at the end of a RUN it does nothing`,
      reason: `${GONE} environment`,
    }
  }
  if (name === 'alias' && first.includes('=')) {
    return {
      advice: `Write the alias into a file that the shell reads: at the end of a RUN it does nothing`,
      reason: `${GONE} shell`,
    }
  }
  const service = serviceStarted(name, args, syntax.name?.text ?? '')
  if (service === undefined) return undefined
  return {
    advice: `Start ${service} in the RUN that needs it, or when a container starts: at the end of a RUN it does nothing`,
    reason: 'every process of a RUN is ended with it',
  }
}

function serviceStarted(name: string, args: SimpleCommand['args'], path: string): string | undefined {
  const words = args.map((word) => word.text)
  if (name === 'service' && /^(?:re)?start$/.test(words[1] ?? '')) return words[0]
  if (path.startsWith('/etc/init.d/') && /^(?:re)?start$/.test(words[0] ?? '')) return name
  return undefined
}
