// Why what a container starts keeps the tools of the build, or is none that serves.
import { walkFiles } from '../../../../project/walk-files.ts'
import { managerCall } from '../node/manager-calls.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import { started } from '../../start.ts'
import type { Subject } from '../../subject.ts'
import { phpCall } from './php-calls.ts'

export function startObstacle(subject: Subject, installsDevelopment: boolean): NoSplit | undefined {
  const { opaque, stage } = subject
  for (const { command, at, within = '' } of started(subject)) {
    // Of what sources start, the name alone is known.
    if (within.endsWith('.php')) continue
    const words = command.args.map((word) => word.literal ?? word.text)
    const { name = '' } = command
    if (phpCall(command) === 'composer')
      return noSplit('Composer runs whenever a container starts', 'install in a RUN alone', at)
    if (/^(?:install|add)$/.test(managerCall(command) ?? ''))
      return noSplit('npm installs packages whenever a container starts', 'install them in a RUN alone', at)
    if (/^(?:phpunit|pest|phpstan|php-cs-fixer|vite|mix|watch)$/.test(name))
      return noSplit(`${name} is of development`, 'leave it as it is', at)
    if (installsDevelopment && isServerOfPhp(name, words))
      return noSplit(
        "PHP's own server runs with what development needs, and the image may be meant to develop with",
        'install with --no-dev where it is not',
        at,
      )
  }
  const dark = opaque.find((each) =>
    stage.instructions.some(
      ({ keyword, range }) =>
        /^(?:CMD|ENTRYPOINT)$/.test(keyword) && range.start <= each.at.start && each.at.end <= range.end,
    ),
  )
  return dark && noSplit(dark.reason, dark.unblock, dark.at)
}

function isServerOfPhp(name: string, words: readonly string[]): boolean {
  return (
    (name === 'php' && (words.includes('-S') || words.includes('serve'))) ||
    (name === 'symfony' && words.some((word) => /^(?:serve|server:start|local:server:start)$/.test(word)))
  )
}

/** A file of supervisor, cron or the like that starts a program. */
export function settingThatStarts({ project }: Subject, program: string): string | undefined {
  const started = new RegExp(
    `^\\s*(?:command|exec|ExecStart)\\s*=.*\\b(?:${program})\\b|^\\s*(?:[\\d*@]\\S*\\s|\\w+:).*\\b(?:${program})\\b`,
    'm',
  )
  const { found } = walkFiles(project, [''], NO_SETTINGS, ({ path, names, read }) =>
    names === undefined &&
    /\.(?:conf|ini|cron|service)$|(?:^|\/)(?:Procfile|crontab|cron)$/.test(path) &&
    started.test(read() ?? '')
      ? path
      : undefined,
  )
  return found
}

const NO_SETTINGS =
  /^(?:node_modules|vendor|\.git|\.github|tests?|docs?|storage|public|resources|src|app|database|lang|translations|assets)$/
