// Composer.
import { posix } from 'node:path'
import { entriesOf, fieldOf, fieldsOf, textOf } from '../../../project/node/values.ts'
import {
  hasOption,
  NO_LOCK,
  NO_MANIFEST,
  present,
  setVariable,
  type Ecosystem,
  type NotFirst,
} from '../install.ts'

// https://getcomposer.org/doc/articles/scripts.md#event-names: those of an install.
const EVENTS =
  /^(?:(?:pre|post)-(?:install-cmd|update-cmd|autoload-dump|package-install|package-update|package-uninstall)|pre-operations-exec|pre-pool-create|init)$/
/** Plug-ins that write below vendor alone, by their own sources: src/Composer/Plugin.php, src/Commands/DumpCommand.php, src/Plugin.php. */
const QUIET = /^(?:php-http\/discovery|pestphp\/pest-plugin|phpstan\/extension-installer)$/

export const php: Ecosystem = {
  read(site) {
    const { call, folder, files } = site
    if (call.manager.id !== 'composer' || !/^(?:install|i)$/.test(call.action)) return undefined
    if (hasOption(call, /^(?:-d|--working-dir)$/)) return undefined
    const text = files.read(posix.join(folder, 'composer.json'))
    const manifest = parsed(text)
    if (manifest === undefined || setVariable(site, /^COMPOSER(?:_VENDOR_DIR)?$/) !== undefined)
      return NO_MANIFEST('composer.json')
    const found =
      scriptsReason(manifest, hasOption(call, /^--no-scripts$/)) ??
      autoloadReason(
        manifest,
        hasOption(call, /^--no-autoloader$/),
        hasOption(call, /^--no-dev$/),
        hasOption(call, /^(?:-o|-a|--optimize-autoloader|--classmap-authoritative)$/),
      ) ??
      pluginReason(
        manifest,
        hasOption(call, /^--no-plugins$/),
        present(site, ['composer.lock']).length > 0,
      ) ??
      repositoryReason(manifest)
    if (found) return found
    const vendor = textOf(fieldOf(fieldOf(manifest, 'config'), 'vendor-dir')) ?? 'vendor'
    const locks = present(site, ['composer.lock'])
    return {
      reads: [posix.join(folder, 'composer.json'), ...locks, ...present(site, ['auth.json', 'symfony.lock'])],
      fills: [posix.join(folder, vendor)],
      rewrites: [],
      doubts: [
        ...(locks.length === 0 ? [NO_LOCK('composer.json')] : []),
        // Of which Composer makes the version of the project: https://getcomposer.org/doc/articles/versions.md
        ...(present(site, ['.git']).length > 0
          ? ['the version of the project itself is no longer that of .git']
          : []),
      ],
    }
  },
}

function parsed(text: string | undefined): unknown {
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text)
    return fieldsOf(value)
  } catch {
    return undefined
  }
}

function scriptsReason(manifest: unknown, left: boolean): NotFirst | undefined {
  const script = entriesOf(fieldOf(manifest, 'scripts')).find(([name]) => EVENTS.test(name))?.[0]
  return left || script === undefined
    ? undefined
    : {
        reason: `composer runs the script ${script} when it installs, which may need the sources`,
        unblock: 'install with --no-scripts, and run composer run-script behind COPY',
      }
}

/** A map of classes is made of the sources: https://getcomposer.org/doc/articles/autoloader-optimization.md */
function autoloadReason(
  manifest: unknown,
  left: boolean,
  noDev: boolean,
  optimized: boolean,
): NotFirst | undefined {
  if (left) return undefined
  const kinds = ['autoload', ...(noDev ? [] : ['autoload-dev'])].flatMap((field) =>
    entriesOf(fieldOf(manifest, field)).map(([kind]) => kind),
  )
  const config = fieldOf(manifest, 'config')
  const maps =
    optimized ||
    kinds.some((kind) => kind !== 'psr-4' && kind !== 'files' && kind !== 'exclude-from-classmap') ||
    fieldOf(config, 'optimize-autoloader') === true ||
    fieldOf(config, 'classmap-authoritative') === true
  return maps && kinds.length > 0
    ? {
        reason: 'composer makes the map of classes from the sources when it installs',
        unblock: 'install with --no-autoloader, and run composer dump-autoload behind COPY',
      }
    : undefined
}

/** Without a lock file an install is an update, in which discovery adds to composer.json. */
function isQuiet(name: string, hasLock: boolean): boolean {
  return QUIET.test(name) && (hasLock || name !== 'php-http/discovery')
}

function pluginReason(manifest: unknown, left: boolean, hasLock: boolean): NotFirst | undefined {
  const allowed = fieldOf(fieldOf(manifest, 'config'), 'allow-plugins')
  const plugin =
    allowed === true
      ? 'any'
      : entriesOf(allowed).find(([name, value]) => value === true && !isQuiet(name, hasLock))?.[0]
  return left || plugin === undefined
    ? undefined
    : {
        reason: `what the plug-in ${plugin} of composer does with the project when it installs is not known`,
        unblock: 'install with --no-plugins where it is not needed',
      }
}

function repositoryReason(manifest: unknown): NotFirst | undefined {
  const local = /"type"\s*:\s*"(?:path|artifact)"/.test(
    JSON.stringify(fieldOf(manifest, 'repositories') ?? ''),
  )
  return local
    ? {
        reason: 'packages are installed from folders of the project',
        unblock: 'copy those in front of the install, too, by hand',
      }
    : undefined
}
