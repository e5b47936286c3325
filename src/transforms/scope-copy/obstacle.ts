// Why all of the build context may be of use to a stage.
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Project } from '../../project/project.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { callsOf, type Call } from '../calls/calls.ts'
import type { Obstacle } from '../calls/obstacle.ts'
import { hasInstallScript } from './readers.ts'

/** They run programs in languages whose sources name what they read. */
const RUNNERS =
  /^(?:node|tsx|ts-node|bun|npm|yarn|pnpm|npx|pm2-runtime|next|nuxt|nest|python\d*(?:\.\d+)?|gunicorn|uvicorn|hypercorn|daphne|flask|fastapi|celery|streamlit|waitress-serve|ruby|bundle|rails|puma|rackup|sidekiq|php|php-fpm|apache2-foreground)$/
const OF_DEVELOPMENT =
  /^(?:nodemon|ts-node-dev|jest|vitest|mocha|pytest|py\.test|tox|nox|vite|ng|webpack|webpack-dev-server|react-scripts|vue-cli-service|storybook|cypress|playwright|rspec|phpunit|guard|watchmedo|eslint|tsc)$/
const RELOADS = /^--(?:reload|watch|watch-path|debug)(?:=|$)/

export function readingObstacle(
  document: Document,
  stage: Stage,
  copy: Instruction,
  project: Project,
): Obstacle | undefined {
  const no = (at: Obstacle['at'], reason: string, unblock: string): Obstacle => ({ at, reason, unblock })
  if (stage.children.length > 0 || stage.copiedBy.length > 0)
    return no(
      copy.range,
      'other stages use what this one has, and may read any of it',
      'copy all of it in a stage that builds, and what runs in one of its own',
    )
  const trigger = stage.instructions.find(({ keyword }) => keyword === 'ONBUILD')
  if (trigger)
    return no(trigger.range, 'what ONBUILD does with it is not in this file', 'name what is copied by hand')
  const { calls, opaque } = callsOf(document, [stage], project)
  const [hidden] = opaque.filter(({ at }) => at.start > copy.range.start)
  if (hidden) return hidden
  const starts = calls.filter(({ atStart }) => atStart)
  const started = starts.filter(({ instruction }) => instruction.keyword !== 'HEALTHCHECK')
  const [first] = started
  if (!first)
    return no(
      copy.range,
      'nothing says what its containers run, and who works in them may use all of it',
      'add the CMD that its containers run',
    )
  for (const call of calls) {
    if (!call.atStart && call.instruction.index <= copy.index) continue
    const found = call.atStart ? ofStart(call) : ofRun(call, project)
    if (found) return no(call.at, found.reason, found.unblock)
  }
  return started.some(({ command: { name = '' } }) => RUNNERS.test(name))
    ? undefined
    : no(
        first.at,
        'what the container starts is not a program whose sources tell what it reads',
        'name what is copied by hand',
      )
}

type Reason = Omit<Obstacle, 'at'>

function ofStart({ command: { name = '', args } }: Call): Reason | undefined {
  const option = args.find(({ text }) => RELOADS.test(text))
  // What a runner of packages runs, it names.
  const run = /^(?:npx|bunx|pnpx|npm|yarn|pnpm|bundle|poetry|uv|pipenv)$/.test(name)
    ? args.find(({ text }) => OF_DEVELOPMENT.test(text))
    : undefined
  return OF_DEVELOPMENT.test(name) || option || run
    ? {
        reason: `${run?.text ?? name}${option ? ` ${option.text}` : ''} is for development, where anything of the project may be of use`,
        unblock: 'start what runs in production',
      }
    : undefined
}

const LANGUAGES = /^(?:npm|yarn|pnpm|bun|pip|uv|poetry|pipenv|gem|bundler|composer)$/
const SYSTEMS = /^(?:apt|apk|dnf|yum-utils|zypper|pacman)$/
const SETS_UP =
  /^(?:cd|set|export|umask|true|:|echo|printf|test|\[|mkdir|chmod|chown|chgrp|touch|useradd|groupadd|adduser|addgroup|usermod|corepack|npm|yarn|pnpm)$/

function ofRun({ command }: Call, project: Project): Reason | undefined {
  const { name = '' } = command
  const words = command.args.map(({ literal, text }) => literal ?? text)
  const call = packageCommand(command)
  if (call && SYSTEMS.test(call.manager.id)) return undefined
  const ofRails = /^(?:exec )?(?:rake|rails|bootsnap) (?:assets:\w+|precompile)\b/
  if (ofRails.test(words.join(' ')) || ofRails.test(`${name} ${words.join(' ')}`)) return undefined
  if (isRun(command)) return reads(`${name} ${words.slice(0, 3).join(' ')}`)
  if (call && LANGUAGES.test(call.manager.id)) {
    if (call.role !== 'install') return undefined
    if (call.operands.some(({ text }) => /^["']?(?:\.|\/|file:)/.test(text)))
      return reads(`${name} ${call.action} of a folder`)
    if (/^(?:npm|yarn|pnpm|bun)$/.test(call.manager.id) && hasInstallScript(project))
      return reads('the script that package.json runs at the install')
    return undefined
  }
  if (
    /^(?:python\d*(?:\.\d+)?)$/.test(name) &&
    /^(?:\S*manage\.py (?:collectstatic|compilemessages)|-m (?:venv|compileall))/.test(words.join(' '))
  )
    return undefined
  if (name === 'rm') return words.some((word) => /^-\w*f/.test(word)) ? undefined : reads('rm without -f')
  if (SETS_UP.test(name)) return undefined
  return reads(name === '' ? 'a command' : name)
}

/** A call of a package manager that runs something of the project. */
function isRun({ name = '', args }: SimpleCommand): boolean {
  const [first = ''] = args.map(({ text }) => text).filter((text) => !text.startsWith('-'))
  return (
    /^(?:npx|pnpx|bunx)$/.test(name) ||
    (/^(?:npm|yarn|pnpm|bun|bundle|poetry|uv|pipenv|composer)$/.test(name) &&
      /^(?:run(?:-script)?|exec|x|dlx|build|test|start|deploy|pack|workspaces?)$/.test(first))
  )
}

function reads(what: string): Reason {
  return {
    reason: `what ${what} reads of the build context is not known`,
    unblock: 'build in a stage of its own, and copy what it makes',
  }
}
