// Why what a container starts keeps the tools of the build, or is none that serves.
import type { Call } from '../../../calls/calls.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import { started } from '../../start.ts'
import type { Subject } from '../../subject.ts'
import { stateAt } from '../../../../dockerfile/document.ts'
import { rubyCall } from './ruby-calls.ts'

const FOR_TESTS = /^(?:rspec|cucumber|minitest|rubocop|brakeman|guard|autotest|spring|m|testrb)$/

export function startObstacle(subject: Subject): NoSplit | undefined {
  const { opaque, stage } = subject
  const starts = started(subject)
  for (const { command, at, within = '' } of starts) {
    // Of what sources start, the name alone is known.
    if (/\.(?:rb|rake)$|Rakefile$/.test(within)) continue
    const words = command.args.map((word) => word.literal ?? word.text)
    const { name = '' } = command
    if (
      FOR_TESTS.test(name) ||
      (/^(?:rake|rails)$/.test(name) && words.some((word) => /^(?:spec|test)(?::|$)/.test(word)))
    )
      return noSplit(`${name} tests the project, which needs what development needs`, 'leave it as it is', at)
    if (
      /^(?:jekyll|middleman|nanoc)$/.test(name) &&
      words.some((word) => /^(?:s|serve|server|view)$/.test(word))
    )
      return noSplit(
        `${name} ${words[0] ?? ''} is a server for development, which builds the site in each container`,
        'build the site in a RUN, and serve its files',
        at,
      )
    if (rubyCall(command) === 'install')
      return noSplit(
        `${name} ${words[0] ?? ''} installs gems whenever a container starts`.replace('  ', ' '),
        'install them in a RUN alone',
        at,
      )
    if (/^(?:g?make|gcc|g\+\+|cc|dev)$/.test(name))
      return noSplit(
        `the container starts ${name}, which the runtime stage would not have`,
        'leave it as it is',
        at,
      )
    if (name === 'passenger' || name === 'passenger-start')
      return noSplit(
        'Passenger keeps programs that it compiles in the home folder',
        'serve the application with Puma or Unicorn, or split it by hand',
        at,
      )
    if (words.some((word) => /^--(?:m?jit|rjit)\b/.test(word))) return COMPILES
  }
  const { text = '' } = stateAt(subject.document, stage).variables.get('RUBYOPT') ?? {}
  if (/--(?:m|r)?jit\b/.test(text)) return COMPILES
  const dark = opaque.find((each) =>
    stage.instructions.some(
      ({ keyword, range }) =>
        /^(?:CMD|ENTRYPOINT)$/.test(keyword) && range.start <= each.at.start && each.at.end <= range.end,
    ),
  )
  return dark && noSplit(dark.reason, dark.unblock, dark.at)
}

const COMPILES = noSplit(
  'Ruby compiles methods with a C compiler when it runs',
  'take --yjit, which needs none',
)

/** True where the image is seen to be for production: by a variable, by how it is started, or by what its assets are made for. */
export function isForProduction({ document, stage, building, starting, runs }: Subject): boolean {
  const { variables } = stateAt(document, stage)
  if (
    ['RAILS_ENV', 'RACK_ENV', 'APP_ENV', 'HANAMI_ENV'].some(
      (name) => variables.get(name)?.text === 'production',
    )
  )
    return true
  const says = (call: Call): boolean =>
    call.command.args.some(({ text }) =>
      /^(?:(?:--environment=|-e)?production|RAILS_ENV=production)$/.test(text),
    )
  if (starting.some(says) || building.some(says)) return true
  if (variables.has('BUNDLE_DEPLOYMENT')) return true
  return (
    runs.some(({ script }) => /\b(?:RAILS|RACK)_ENV=["']?production\b/.test(script.text)) ||
    stage.instructions.some(
      ({ keyword, args }) =>
        /^(?:CMD|ENTRYPOINT)$/.test(keyword) && /\bRA(?:ILS|CK)_ENV=production\b/.test(args.text),
    )
  )
}

/** The server of Rails in a container that nobody has said to be for production. */
export function developmentServer(subject: Subject): Call | undefined {
  return isForProduction(subject)
    ? undefined
    : started(subject).find(
        ({ command }) =>
          command.name === 'rails' && command.args.some(({ text }) => /^(?:s|server)$/.test(text)),
      )
}
