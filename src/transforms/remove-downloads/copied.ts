// How sure it is that what was installed holds no way back into its sources.
//
// Built, installed and run without the sources: autotools with libtool, CMake (which takes its own rpath out when it
// installs), Makefile.PL, pip install and setup.py install work; a Makefile with ln -s, an rpath into the sources, pip
// install -e and setup.py develop do not.
import { isAtOrBelow, joinPath } from '../../shell/path-values.ts'
import type { Script } from '../../shell/script.ts'
import { installs } from '../../shell/source-trees.ts'
import type { Step } from '../../shell/steps.ts'

// Programs that write the Makefile, or know themselves how to install: by copying.
const CONFIGURES = /^(?:cmake|qmake(?:-qt\d)?|qmake\d|phpize|meson)$/
const CONFIGURE_SCRIPT =
  /(?:^|\/)(?:configure|config|Configure|autogen\.sh|bootstrap(?:\.sh)?|buildconf(?:\.sh)?)"?$/
// Of automake, OpenSSL and CMake; what other targets do is the author's.
const KNOWN_TARGET = /^install(?:[-_/](?:strip|sw|ssldirs|exec|data|man|html|headers|lib|libs|bin))?$/

/** True when every install of a tree is by a tool that copies; a Makefile by hand may make links instead. */
export function installsByCopying(uses: readonly Step[]): boolean {
  return uses.every((step, index) => {
    const { name = '' } = step.command
    if (!installs(step) || !/^(?:g?make|scons)$/.test(name)) return true
    const targets = step.words.filter(({ text }) => text.startsWith('install'))
    return (
      name !== 'scons' &&
      targets.every(({ text }) => KNOWN_TARGET.test(text)) &&
      uses.slice(0, index).some(configures)
    )
  })
}

function configures({ command, program, words }: Step): boolean {
  if (CONFIGURES.test(command.name ?? '') || CONFIGURE_SCRIPT.test(program?.text ?? '')) return true
  return command.name === 'perl' && words.some(({ text }) => text.endsWith('Makefile.PL'))
}

/** True for a command that has programs look for their libraries in the tree: `LDFLAGS=-Wl,-rpath,$PWD/lib make`. */
export function pointsInto({ text }: Pick<Script, 'text'>, { command, here }: Step, path: string): boolean {
  const shown = text.slice(command.start, command.end)
  if (/USE_LINK_PATH(?::\w+)?=(?:ON|TRUE|YES|1)\b/i.test(shown)) return true
  const found = [...shown.matchAll(/-rpath(?:-link)?(?:[,=]|\s+)(?:-Wl,)?["']?([^\s"',]+)/g)]
  return found.some(([, value = '']) => {
    if (/^\$(?:\{?PWD\b|\(pwd\)|\(CURDIR\))/.test(value)) return here !== undefined && isAtOrBelow(here, path)
    if (/^\\?\$\{?ORIGIN/.test(value)) return false
    const target = joinPath(here, value)
    return target === undefined || isAtOrBelow(target, path)
  })
}
