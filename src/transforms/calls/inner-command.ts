import type { ShellWord, SimpleCommand } from '../../shell/commands.ts'

/** Programs that start the command behind their own options, and those of these that take a value. */
const STARTERS: Readonly<Record<string, { readonly valued: string; readonly operands: number }>> = {
  tini: { valued: 'pe', operands: 0 },
  'tini-static': { valued: 'pe', operands: 0 },
  'dumb-init': { valued: 'r', operands: 0 },
  'su-exec': { valued: '', operands: 1 },
  gosu: { valued: '', operands: 1 },
  setpriv: { valued: '', operands: 0 },
  xargs: { valued: 'aEeILlnPsd', operands: 0 },
  parallel: { valued: 'j', operands: 0 },
  flock: { valued: 'wE', operands: 1 },
  unbuffer: { valued: '', operands: 0 },
  chronic: { valued: '', operands: 0 },
  'docker-entrypoint.sh': { valued: '', operands: 0 },
  'docker-php-entrypoint': { valued: '', operands: 0 },
  opentelemetry_instrument: { valued: '', operands: 0 },
  'opentelemetry-instrument': { valued: '', operands: 0 },
  'ddtrace-run': { valued: '', operands: 0 },
  'newrelic-admin': { valued: '', operands: 1 },
  'pm2-runtime': { valued: 'i', operands: 0 },
  'wait-for-it.sh': { valued: 't', operands: 1 },
  'wait-for-it': { valued: 't', operands: 1 },
}

/** `bundle exec rake`, `poetry run gunicorn`: the words behind which a command stands. */
const RUNNERS: Readonly<Record<string, RegExp>> = {
  bundle: /^exec$/,
  poetry: /^run$/,
  pipenv: /^run$/,
  pdm: /^run$/,
  uv: /^run$/,
  uvx: /^run$/,
  hatch: /^run$/,
  rye: /^run$/,
  conda: /^run$/,
  corepack: /^(?:npm|pnpm|yarn)$/,
}

/** The command that another one starts, as a shell would read it; undefined where it starts none. */
export function innerCommand({ name = '', args }: SimpleCommand): string | undefined {
  if (name === 'find') return behindExec(args)
  const runner = Object.hasOwn(RUNNERS, name) ? RUNNERS[name] : undefined
  if (runner) {
    const at = args.findIndex((word) => runner.test(word.text))
    const skipped = name === 'corepack' ? at : at + 1
    return at === -1
      ? undefined
      : joined(args.slice(skipped).filter((word, index) => index > 0 || word.text !== '--'))
  }
  const starter = Object.hasOwn(STARTERS, name) ? STARTERS[name] : undefined
  return (
    starter &&
    joined(args.slice(optionsOf(args, starter.valued) + starter.operands).filter(({ text }) => text !== '--'))
  )
}

function behindExec(args: readonly ShellWord[]): string | undefined {
  const start = args.findIndex((word) => /^-(?:exec|execdir|ok)$/.test(word.text))
  if (start === -1) return undefined
  const rest = args.slice(start + 1)
  const end = rest.findIndex((word) => /^(?:\\;|;|';'|";"|\+)$/.test(word.text))
  return joined(end === -1 ? rest : rest.slice(0, end))
}

function optionsOf(args: readonly ShellWord[], valued: string): number {
  let at = 0
  for (; at < args.length; at += 1) {
    const text = args[at]?.text ?? ''
    if (text === '--') return at + 1
    if (!text.startsWith('-')) break
    if (/^-[A-Za-z]$/.test(text) && valued.includes(text.charAt(1))) at += 1
  }
  return at
}

function joined(words: readonly ShellWord[]): string | undefined {
  return words.length === 0 ? undefined : words.map(({ text }) => (text === '{}' ? "'{}'" : text)).join(' ')
}
