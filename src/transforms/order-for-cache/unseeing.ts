// Commands that do the same whether or not the sources are there, and leave nothing that the sources would change.
import { posix } from 'node:path'
import type { SimpleCommand } from '../../shell/commands.ts'
import { packageCommand } from '../../shell/package-command.ts'

const SYSTEM = /^(?:apt|apk|dnf|yum-utils|zypper|pacman)$/
/** Of package managers: what is asked for by name alone, and put outside of the project. */
const BY_NAME = /^(?:pip|pipx|gem|npm|yarn|pnpm|poetry|composer|uv)$/

/** @param outside whether an absolute path is none of the project's */
export function isUnseeing(command: SimpleCommand, outside: (path: string) => boolean): boolean {
  const { name, args, syntax } = command
  if (syntax.redirects.some((each) => !('target' in each) || !isHarmless(each.target?.text, outside)))
    return false
  const words = args.map(({ literal, text }) => literal ?? text)
  if (words.some((word) => /[$`]\(|`/.test(word))) return false
  const call = packageCommand(command)
  if (call && !call.indirect) {
    const { manager, role, operands, action, normalOptions } = call
    const named = operands.every(({ literal }) => literal !== undefined && isName(literal))
    if (SYSTEM.test(manager.id)) return operands.every(({ text }) => isName(text))
    if (role === 'clean') return true
    if (manager.id === 'bundler') return words[0] === 'config'
    if (!BY_NAME.test(manager.id)) return isPlainCommand(name, words, outside)
    if (action === 'config' || words[0] === 'config') return true
    if (
      normalOptions.some((each) =>
        /^(?:-r|-e|-c|--requirement|--editable|--constraint|-t|--target)\b/.test(each),
      )
    )
      return false
    if (manager.id === 'npm' || manager.id === 'pnpm')
      return named && normalOptions.some((each) => /^(?:-g|--location global)$/.test(each))
    if (manager.id === 'yarn') return named && /^(?:global|cache)/.test(action)
    if (manager.id === 'uv') return named && /^(?:pip install|python install|tool install)$/.test(action)
    if (manager.id === 'poetry' || manager.id === 'composer') return action.startsWith('self')
    return role === 'install' && operands.length > 0 && named
  }
  return isPlainCommand(name, words, outside)
}

function isName(word: string): boolean {
  return !/^[./~]|\/|\$|\.(?:deb|rpm|apk|whl|gem|tgz|tar\.gz|zip)$/.test(
    word.replace(/^(?:https?|git\+https?):\/\/\S+$/, '').replace(/^@[\w-]+\//, ''),
  )
}

function isHarmless(target: string | undefined, outside: (path: string) => boolean): boolean {
  return (
    target === undefined ||
    /^[012-]$/.test(target) ||
    (target.startsWith('/') && outside(posix.normalize(target)))
  )
}

const SILENT =
  /^(?:true|:|echo|printf|groupadd|useradd|addgroup|adduser|usermod|groupmod|update-ca-certificates|sleep)$/

function isPlainCommand(
  name: string | undefined,
  words: readonly string[],
  outside: (path: string) => boolean,
): boolean {
  if (name === undefined) return false
  if (SILENT.test(name)) return true
  const operands = words.filter((word) => !word.startsWith('-'))
  const away = (list: readonly string[]): boolean =>
    list.length > 0 &&
    list.every((word) => word.startsWith('/') && !word.includes('$') && outside(posix.normalize(word)))
  switch (name) {
    case 'rm':
    case 'mkdir':
    case 'chmod':
    case 'touch':
      return (
        away(operands) ||
        (name === 'rm' && operands.every((word) => /^(?:~|\$HOME)\/\.(?:cache|npm)\b/.test(word)))
      )
    case 'chown':
      return away(operands.slice(1))
    case 'ln':
      return away(operands)
    case 'corepack':
      return words[0] === 'enable' || (words[0] === 'prepare' && words.some((word) => word.includes('@')))
    case 'git':
      return words[0] === 'config' && words.includes('--global')
    case 'go':
      return words[0] === 'env' && words.includes('-w')
    case 'mix':
      return /^local\.(?:hex|rebar)$/.test(words[0] ?? '')
    case 'virtualenv':
      return away(operands)
    case 'python':
    case 'python3':
      if (words[0] === '-m' && words[1] === 'venv')
        return away(words.slice(2).filter((word) => !word.startsWith('-')))
      return isQuestion(words)
    case 'dotnet':
    case 'node':
    case 'npm':
    case 'yarn':
      return isQuestion(words)
    default:
      return false
  }
}

function isQuestion(words: readonly string[]): boolean {
  return words.length === 1 && /^(?:-v|-V|--version|--info)$/.test(words[0] ?? '')
}
