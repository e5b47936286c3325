// pecl builds with what $PHPIZE_DEPS names: Debian's php images keep it, those on Alpine bring it for docker-php-ext-install alone.
import { insertBefore, insertBehind } from '../../../shell/insertion.ts'
import { isPlace, placeOf } from '../../../shell/places.ts'
import type { RunScript } from '../../../shell/run-scripts.ts'
import { refuse, type Draft } from './translation.ts'

// The name that docker-php-ext-install looks for, and then leaves alone:
// https://github.com/docker-library/php/blob/master/docker-php-ext-install
const NAME = '.phpize-deps'

export function bringPhpizeDeps(draft: Draft, run: RunScript): void {
  const calls = run.commands.filter(
    ({ name, args }) =>
      name === 'phpize' ||
      (/^(?:pecl|pear)$/.test(name ?? '') && args.some(({ text }) => text === 'install')),
  )
  const [first, last] = [calls[0], calls.at(-1)]
  if (!first || !last) return
  const [from, to] = [placeOf(run.script, first), placeOf(run.script, last)]
  if (draft.swap.image !== 'php' || !isPlace(from) || !isPlace(to) || from.statements !== to.statements) {
    refuse(
      draft,
      run.instruction.range,
      'what pecl builds with cannot be installed around it',
      'call pecl in a plain list with &&',
    )
    return
  }
  const { document } = draft.swap
  // In front of a pipeline, so as not to be what it reads: yes | pecl install x
  draft.edits.push(
    ...insertBefore(document, run.script, from, `apk add --no-cache --virtual ${NAME} $PHPIZE_DEPS`),
    ...insertBehind(document, run.script, to, `apk del ${NAME}`),
  )
}
