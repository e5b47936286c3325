// Which extensions of PHP build on Alpine as they do on Debian, given what is installed for them there.
import { packageCommand } from '../../../shell/package-command.ts'
import type { RunScript } from '../../../shell/run-scripts.ts'
import { refuse, type Draft } from './translation.ts'

// They ask for no package of either system, or for one that the file has to install on Debian as well and that is translated:
// install-php-extensions of mlocati/docker-php-extension-installer at e50aeb2 (2026-06-24). Not among them are those that
// need something on Alpine alone (gettext, sockets, xdebug), and those that behave otherwise there (iconv, intl).
const BUNDLED =
  /^(?:bcmath|bz2|calendar|exif|gd|gmp|mysqli|opcache|pcntl|pdo|pdo_mysql|pdo_pgsql|pgsql|shmop|soap|sysvmsg|sysvsem|sysvshm|xsl|zip)$/
const OF_PECL = /^(?:apcu|ast|ds|igbinary|msgpack|pcov|protobuf|redis|timezonedb|uopz)(?:-[\d.]+)?$/

export function checkPhpExtensions(draft: Draft, run: RunScript): void {
  if (draft.swap.image !== 'php') return
  for (const command of run.commands) {
    const pecl = /^(?:pecl|pear)$/.test(command.name ?? '') ? packageCommand(command) : undefined
    const names =
      command.name === 'docker-php-ext-install'
        ? command.args.filter(({ text }) => !text.startsWith('-')).filter(({ text }) => !JOBS.test(text))
        : pecl?.role === 'install'
          ? pecl.operands
          : []
    const known = command.name === 'docker-php-ext-install' ? BUNDLED : OF_PECL
    for (const { literal, text } of names)
      if (literal === undefined || !known.test(literal))
        refuse(
          draft,
          run.instruction.range,
          `what the extension ${text} needs on Alpine is not known`,
          'install it by hand on the alpine variant, or keep a Debian base',
        )
  }
}

// `-j 4`: the number is no extension.
const JOBS = /^\d+$|^"?\$\(nproc\)"?$/
