// The table of package managers. A transform asks it, never a name.
import { apt } from './package-managers/apt.ts'
import { pip } from './package-managers/python.ts'
import type { ListManager, PackageManager } from './package-managers/package-manager.ts'

/** Those whose lists of packages stay in the image. */
export const listManagers: readonly ListManager[] = [apt]

export const packageManagers: readonly PackageManager[] = [...listManagers, pip]
