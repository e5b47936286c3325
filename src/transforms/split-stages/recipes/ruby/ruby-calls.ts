// What calls of Bundler, RubyGems, Rails and Rake do to an image.
import type { SimpleCommand } from '../../../../shell/commands.ts'
import { innerCommand } from '../../../calls/inner-command.ts'
import { managerCall } from '../node/manager-calls.ts'

/**
 * `install`: gems; `assets`: what is made of the project's files, in its folder; `setting`: of Bundler for this and all later calls,
 * `system`: of Ruby's own folders.
 */
export type RubyCall = 'install' | 'assets' | 'setting' | 'system' | 'nothing'

/** Tasks of Rails and of gems for its assets and its database, all of which write below the folder of the project. */
const TASKS =
  /^(?:assets:\w+|webpacker:\w+|shakapacker:\w+|react_on_rails:\w+|vite:\w+|css:\w+|javascript:\w+|tailwindcss:\w+|yarn:install|i18n:js:export|js:\w+|tmp:\w+|log:clear|db:(?:create|migrate|seed|setup|schema:load|prepare)|bootsnap:\w+)(?:\[.*\])?$/

/** Undefined for another program, and for tasks of which nothing is known. */
export function rubyCall(command: SimpleCommand): RubyCall | undefined {
  const words = command.args.map((word) => word.literal ?? word.text)
  switch (command.name) {
    case 'bundle':
    case 'bundler':
      return bundlerCall(command, words)
    case 'gem':
      return gemCall(words)
    case 'rails':
    case 'rake':
    case 'bootsnap':
      return taskCall(command.name, words)
    case 'ruby': {
      const [, script] = /^(?:\S*\/)?(rails|rake|bundle)$/.exec(words[0] ?? '') ?? []
      return script === undefined ? undefined : taskCall(script, words.slice(1))
    }
    default:
      return undefined
  }
}

function bundlerCall(command: SimpleCommand, words: readonly string[]): RubyCall | undefined {
  const [verb = 'install'] = words.filter((word) => !/^-|^_[\d.]+_$|^"?_\$\{?\w+\}?_"?$/.test(word))
  if (verb === 'config') return settingOf(words)
  if (verb === 'exec') {
    const [name = '', ...rest] = (innerCommand(command) ?? '').split(/\s+/)
    return taskCall(name.replace(/^.*\//, ''), rest)
  }
  if (/^(?:check|lock|list|show|info|env|version|platform|outdated)$/.test(verb)) return 'nothing'
  return /^(?:install|update|package|cache|clean|pristine|binstubs|add)$/.test(verb) ? 'install' : undefined
}

/** What only compiles goes with the build; what stands in the folder of gems is copied with it. */
function settingOf(words: readonly string[]): RubyCall {
  const isOfBuild = words.some((word) =>
    /^"?build\.[\w-]+|^(?:jobs|retry|timeout|silence_root_warning)$/.test(word),
  )
  return isOfBuild || words.includes('--local') ? 'nothing' : 'setting'
}

function gemCall(words: readonly string[]): RubyCall | undefined {
  const [verb = ''] = words.filter((word) => !word.startsWith('-'))
  if (verb === 'update' && words.includes('--system')) return 'system'
  // Into a folder that is not copied.
  if (words.some((word) => /^(?:--user-install|--install-dir|--bindir|-i|-n)$/.test(word))) return undefined
  if (/^(?:install|i|update|uninstall|pristine)$/.test(verb)) return 'install'
  // Gems that a folder of the project is made of.
  if (/^(?:build|generate_index|unpack|fetch)$/.test(verb)) return 'assets'
  return /^(?:sources?|cleanup|list|env|environment|which|search|query|--version)$/.test(verb)
    ? 'nothing'
    : undefined
}

function taskCall(name: string, words: readonly string[]): RubyCall | undefined {
  if (name === 'bootsnap') return words[0] === 'precompile' ? 'assets' : undefined
  if (name !== 'rails' && name !== 'rake') return undefined
  const tasks = words.filter((word) => !/^-|^\w+=/.test(word) && word !== '')
  return tasks.length > 0 && tasks.every((task) => TASKS.test(task)) ? 'assets' : undefined
}

/** True for a call of npm, yarn or node that makes assets. */
export function makesAssets(command: SimpleCommand): boolean {
  return managerCall(command) !== undefined
}
