// Commands of a build stage, by whether what they leave behind may be a program or a library of one C library.
import type { SimpleCommand } from '../../../shell/commands.ts'
import { packageCommand } from '../../../shell/package-command.ts'

/** They write no programs: settings, texts, folders, accounts. */
const HARMLESS =
  /^(?:cd|set|export|unset|echo|printf|test|\[|\[\[|true|false|:|exit|umask|mkdir|rm|rmdir|touch|chmod|chown|chgrp|ls|cat|grep|find|sed|awk|head|tail|sort|wc|date|pwd|which|command|type|id|groupadd|useradd|addgroup|adduser|usermod|sleep|if|rimraf|source|\.|activate|virtualenv)$/

/** They write JavaScript, CSS and texts. */
const COMPILERS_OF_TEXT =
  /^(?:tsc|tsc-alias|vue-tsc|vite|ng|nest|next|webpack|rollup|babel|tsup|esbuild|swc|react-scripts|vue-cli-service|gatsby|astro|svelte-kit|parcel|sass|tailwindcss|postcss|eslint|prettier|copyfiles|cpx|remix|react-router|craco|umi|max|docusaurus|vitepress|hexo|eleventy)$/

const MOVES = /^(?:cp|mv|ln|install|rsync|tar)$/
const OF_THE_IMAGE = /^\/(?:bin|lib\w*|opt|sbin|usr)(?:\/|$)/

/** A command of a package manager that installs what a copy may take along. */
export function isPackageCall(command: SimpleCommand): boolean {
  const call = packageCommand(command)
  return call?.role === 'install' && call.manager.id !== 'apt'
}

const OTHER_ACTIONS =
  /^(?:|run(?:-script)?|config.*|cache.*|prune|exec|set.*|clean|export|env.*|venv|list|version|autoclean|dedupe|test|audit|check|show|freeze)$/
const LANGUAGES = /^(?:npm|yarn|pnpm|bun|pip|uv|poetry|pipenv|gem|bundler|composer)$/

/** What a command makes that may be native, as the beginning of a sentence; undefined where it makes nothing of that kind. */
export function makerReason(command: SimpleCommand): string | undefined {
  const { name, args } = command
  const words = args.map(({ literal, text }) => literal ?? text)
  const [first = ''] = words
  const what = `what ${[name ?? 'a command', first].join(' ').trim()} makes`
  if (name === undefined) return command.assignments.length > 0 && !command.syntax.name ? undefined : what
  const call = packageCommand(command)
  if (call) {
    if (call.manager.id === 'apt') return undefined
    if (!LANGUAGES.test(call.manager.id)) return what
    return call.role === 'install' || call.role === 'clean' || OTHER_ACTIONS.test(call.action)
      ? undefined
      : what
  }
  if (HARMLESS.test(name) || COMPILERS_OF_TEXT.test(name)) return undefined
  if (name === 'npm' || name === 'yarn' || name === 'pnpm' || name === 'bun') return undefined
  if (MOVES.test(name))
    return args.every(({ literal }) => literal !== undefined && !OF_THE_IMAGE.test(literal))
      ? undefined
      : what
  if (name === 'npx') return COMPILERS_OF_TEXT.test(first) ? undefined : what
  if (name === 'corepack') return /^(?:enable|prepare|use)$/.test(first) ? undefined : what
  if (name === 'git') return /^(?:config|rev-parse|describe|log)$/.test(first) ? undefined : what
  if (/^python\d*(?:\.\d+)?$/.test(name)) {
    const rest = words.join(' ')
    return /^-m (?:venv|compileall|virtualenv|ensurepip)\b|manage\.py (?:collectstatic|compilemessages|check)\b|^--version$/.test(
      rest,
    )
      ? undefined
      : what
  }
  if (/^(?:rake|rails)$/.test(name))
    return words.every((word) => /^assets:\w+$|=/.test(word)) ? undefined : what
  if (name === 'bootsnap') return undefined
  if (name === 'node') return /^(?:-v|--version)$/.test(first) ? undefined : what
  return what
}
