// What calls of Composer, of PHP's own tools and of the image's do to an image.
import type { SimpleCommand } from '../../../../shell/commands.ts'
import { packageCommand } from '../../../../shell/package-command.ts'
import type { RunScript } from '../../../../shell/run-scripts.ts'
import type { Subject } from '../../subject.ts'

/**
 * `composer`: what the project depends on; `task`: of Laravel or Symfony, which write below the folder of the project; `extension`: of
 * PHP, below its folder of extensions and its settings; `setting`: of the web server or of PHP, for run time.
 */
export type PhpCall = 'composer' | 'task' | 'extension' | 'setting' | 'nothing'

/** Undefined for another program, and for scripts of which nothing is known. */
export function phpCall(command: SimpleCommand): PhpCall | undefined {
  const { name = '' } = command
  const words = command.args.map((word) => word.literal ?? word.text)
  // Programs in the home folder; those of Composer itself serve its downloads.
  if (/^composer(?:\.phar)?$/.test(name) && words.find((word) => !word.startsWith('-')) === 'global')
    return words.some((word) => /prestissimo|composer-asset-plugin/.test(word)) ? 'nothing' : undefined
  if (packageCommand(command)?.manager.id === 'composer' || name === 'composer' || name === 'composer.phar')
    return words.some((word) =>
      /^(?:--version|-V|diagnose|show|validate|check-platform-reqs|about)$/.test(word),
    )
      ? 'nothing'
      : 'composer'
  if (/^docker-php-(?:ext-(?:install|configure|enable)|source)$/.test(name) || /^(?:pecl|pear)$/.test(name))
    return 'extension'
  if (/^(?:a2(?:en|dis)(?:mod|site|conf)|install-php-extensions)$/.test(name)) return 'setting'
  if (/^(?:mv|cp)$/.test(name))
    return words.some((word) => /^"?(?:\$\{?PHP_INI_DIR\}?|\/usr\/local\/etc\/php)(?:\/|"|$)/.test(word))
      ? 'setting'
      : undefined
  if (name === 'git') return words.includes('config') ? 'nothing' : undefined
  return name === 'php' ? scriptCall(words) : undefined
}

function scriptCall(words: readonly string[]): PhpCall | undefined {
  if (words.length > 0 && words.every((word) => /^(?:-v|-m|-i|--version|--ini|--ri|--modules)$/.test(word)))
    return 'nothing'
  // Options of PHP itself: `php -d memory_limit=-1 artisan optimize`.
  const [script = '', task = ''] = words.filter(
    (word, index) => !word.startsWith('-') && words[index - 1] !== '-d',
  )
  if (/(?:^|\/)composer\.phar$/.test(script)) return 'composer'
  if (!/^(?:\S*\/)?(?:artisan|bin\/console|spark|yii|bin\/cake(?:\.php)?|please)$/.test(script))
    return undefined
  return /^(?:serve|server:\w+|tinker|test|queue:(?:work|listen)|schedule:\w+|horizon|octane:(?:start|reload))$/.test(
    task,
  )
    ? undefined
    : 'task'
}

/** The commands of RUNs that bring Composer and Symfony's tool for developers: installers, archives, and what makes programs of them. */
export function composerSetUp({ runs, starting }: Subject): ReadonlySet<SimpleCommand> {
  const usesSymfony = starting.some(({ command }) => command.name === 'symfony')
  return new Set(
    runs.flatMap((run) =>
      run.commands.filter(
        (command) => isOfSetUp(run, command) || (!usesSymfony && isOfSymfony(run, command)),
      ),
    ),
  )
}

function isOfSetUp({ script, commands }: RunScript, command: SimpleCommand): boolean {
  const { name = '', surroundings } = command
  const text = script.text.slice(command.start, command.end)
  if (!/^(?:curl|wget|php|mv|cp|chmod|ln|rm|echo|install|sha384sum)$/.test(name)) return false
  if (/getcomposer\.org|composer-setup|installer\.sig|\bcomposer\.(?:phar|sig)\b/.test(text))
    // `php composer.phar install` works on the project.
    return !(name === 'php' && packageCommand(command) !== undefined)
  if (/^(?:chmod|ln|mv)$/.test(name)) return /\/composer\b/.test(text)
  // `curl https://getcomposer.org/installer | php`
  return (
    name === 'php' &&
    surroundings.includes('pipeline') &&
    commands.some((each) => script.text.slice(each.start, each.end).includes('getcomposer.org'))
  )
}

/** https://symfony.com/download */
function isOfSymfony({ script }: RunScript, { name = '', start, end, surroundings }: SimpleCommand): boolean {
  if (!script.text.includes('https://get.symfony.com/cli/installer')) return false
  const text = script.text.slice(start, end)
  return (
    (/^(?:curl|wget)$/.test(name) && text.includes('get.symfony.com')) ||
    (/^(?:bash|sh)$/.test(name) && surroundings.includes('pipeline')) ||
    (/^(?:mv|cp|ln)$/.test(name) && /\.symfony\S*\/bin\/symfony/.test(text))
  )
}
