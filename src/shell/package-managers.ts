// The table of package managers. A transform asks it, never a name.
import { apk } from './package-managers/apk.ts'
import { apt } from './package-managers/apt.ts'
import { conda } from './package-managers/conda.ts'
import { dnf, yumUtils } from './package-managers/dnf.ts'
import { bun, pnpm } from './package-managers/node-stores.ts'
import { npm } from './package-managers/npm.ts'
import { pacman } from './package-managers/pacman.ts'
import { pipenv, poetry, uv } from './package-managers/python-projects.ts'
import { pip, pipx } from './package-managers/python.ts'
import { yarn } from './package-managers/yarn.ts'
import { dotnet } from './package-managers/dotnet.ts'
import { go } from './package-managers/go.ts'
import { gradle, lein, maven, sbt } from './package-managers/java.ts'
import { composer, pecl } from './package-managers/php.ts'
import { bundler, gem } from './package-managers/ruby.ts'
import { cargo } from './package-managers/rust.ts'
import { cpan, cpanm, littler, luarocks, mix } from './package-managers/scripting.ts'
import { zypper } from './package-managers/zypper.ts'
import type { IndexManager, ListManager, PackageManager } from './package-managers/package-manager.ts'

/** Those whose lists of packages stay in the image. */
export const listManagers: readonly ListManager[] = [apt]

/** Those that need not keep them. */
export const indexManagers: readonly IndexManager[] = [apk]

export const packageManagers: readonly PackageManager[] = [
  ...listManagers,
  ...indexManagers,
  ...[dnf, yumUtils, zypper, pacman],
  ...[pip, pipx, pipenv, poetry, uv, conda],
  ...[npm, yarn, pnpm, bun],
  ...[gem, bundler, composer, pecl, cargo, go, maven, gradle, sbt, lein, dotnet],
  ...[cpanm, cpan, luarocks, littler, mix],
]
