import { fieldOf, textOf, textsOf, entriesOf, isTrue } from './values.ts'
import { readLockYaml } from './lock-yaml.ts'
import { readManifest, type Files } from './read-lock.ts'
import { within } from './within.ts'
import type { PackageManager } from './project-scripts.ts'

/**
 * Which packages may run their install scripts. pnpm runs those that its settings name, and from version 10 on no others; bun
 * runs those that package.json names, or those that it knows; `.npmrc` and `.yarnrc.yml` may turn them all off.
 * https://pnpm.io/settings#build-settings https://bun.com/docs/install/lifecycle
 */
export function builtWith(
  files: Files,
  { folder, manager }: { readonly folder: string; readonly manager: PackageManager },
): (name: string) => boolean {
  const manifest = readManifest(files, folder)
  const read = (name: string): string => files.read(within(folder, name) ?? '') ?? ''
  if (/^\s*ignore-scripts\s*=\s*true\s*$/m.test(read('.npmrc')) && manager !== 'bun') return () => false
  if (manager === 'yarn' && /^enableScripts:\s*false\s*$/m.test(read('.yarnrc.yml'))) return () => false
  if (manager === 'bun') {
    const trusted = fieldOf(manifest, 'trustedDependencies')
    return trusted === undefined ? () => true : among(textsOf(trusted))
  }
  if (manager !== 'pnpm') return () => true
  const settings = [fieldOf(manifest, 'pnpm'), yamlOf(read('pnpm-workspace.yaml'))]
  const [only] = settings.flatMap((each) => allowed(each) ?? [])
  if (only) return among(only)
  const [, major = ''] = /^pnpm@(\d+)/.exec(textOf(fieldOf(manifest, 'packageManager')) ?? '') ?? []
  return () => !(Number(major) >= 10)
}

function allowed(settings: unknown): readonly (readonly string[])[] | undefined {
  const builds = fieldOf(settings, 'allowBuilds')
  if (builds !== undefined) {
    return [entriesOf(builds).flatMap(([name, allows]) => (isTrue(allows) ? [name] : []))]
  }
  const only = fieldOf(settings, 'onlyBuiltDependencies')
  return only === undefined ? undefined : [textsOf(only)]
}

function among(names: readonly string[]): (name: string) => boolean {
  // A name may stand with a version.
  const known = new Set(names.map((each) => each.replace(/(.)@.*$/, '$1')))
  return (name) => known.has(name)
}

function yamlOf(text: string): unknown {
  try {
    return readLockYaml(text)
  } catch {
    return {}
  }
}
