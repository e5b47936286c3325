// Commands that compile and link.
import type { SimpleCommand } from '../../../../shell/commands.ts'

/** What makes a program, and may be called by a container that does so late. */
export const COMPILES =
  /^(?:g?make|ninja|(?:[\w.]+-)*(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?|cmake|meson)$/
const CONFIGURES =
  /^(?:configure|autogen\.sh|bootstrap(?:\.sh)?|autoreconf|autoconf|automake|aclocal|libtoolize|autoheader|ctest|strip|ar|ranlib|pkg-config|nproc)$/

export function isBuild({ name = '' }: SimpleCommand): boolean {
  return COMPILES.test(name) || CONFIGURES.test(name)
}
