// Extensions of PHP that build on Alpine with what builds them on Debian, and what Alpine asks for beyond that. By the lists of
// https://github.com/mlocati/docker-php-extension-installer (install-php-extensions, 2026-06): buildRequiredPackageLists.
import { isApkName } from '../../../catalog/alpine-packages.ts'
import { rangeOf, type RunScript } from '../../../shell/run-scripts.ts'
import { refuse, type Draft } from './translation.ts'

// Those that need nothing, and those whose -dev packages have to be installed on both.
const ALIKE = new Set(
  (
    'amqp apcu ast bcmath bz2 calendar ctype curl dom ds exif fileinfo filter ftp gd gmp hash igbinary ' +
    'json ldap mbstring mcrypt memcached msgpack mongodb mysql mysqli mysqlnd opcache pcntl pcov pdo pdo_mysql pdo_pgsql ' +
    'pdo_sqlite pgsql phar posix redis session shmop simplexml soap sysvmsg sysvsem sysvshm tidy tokenizer uuid xml ' +
    'xmlreader xmlrpc xmlwriter xsl yaml zip'
  ).split(' '),
)
// gettext is a part of glibc; the headers of Linux come with every compiler of Debian; Alpine has ICU's data apart from 3.16 on.
const MORE: Readonly<Record<string, string>> = {
  gettext: 'gettext-dev',
  intl: 'icu-data-full',
  sockets: 'linux-headers',
  xdebug: 'linux-headers',
}

export function needsOfExtensions(draft: Draft, run: RunScript): void {
  const { stage, instruction } = run
  for (const command of run.commands) {
    const words = command.args.map(({ text }) => text).filter((text) => !text.startsWith('-'))
    const names =
      command.name === 'docker-php-ext-install'
        ? words.filter((word) => !/^\d+$|^\$\(|^"?\$\{?\w*(?:proc|PROC|jobs|JOBS)/.test(word))
        : command.name === 'pecl' && words[0] === 'install'
          ? words.slice(1)
          : []
    for (const word of names) {
      const name = word.replace(/^"([^]*)"$/, '$1').replace(/-(?:\d[^]*|\$[^]*|beta|alpha|stable)$/, '')
      const more = Object.hasOwn(MORE, name) ? MORE[name] : undefined
      if (more !== undefined && isApkName(more, draft.swap.release))
        draft.needs.push({ name: more, stage, instruction, offset: command.start, atStart: false, by: name })
      else if (more === undefined && !ALIKE.has(name))
        refuse(
          draft,
          rangeOf(run, command),
          `whether the extension ${word} builds on Alpine with what is there is not known`,
          'look at install-php-extensions for what it needs, and swap the base by hand',
        )
    }
  }
}

export function extensionPackages(): readonly string[] {
  return [...new Set(Object.values(MORE))]
}
