import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Settings } from '../../src/engine/settings.ts'
import { parseDocument } from '../../src/dockerfile/document.ts'
import type { BuildSettings } from '../../src/verify/builder.ts'
import { asCaseFile, type Expectation, type Needs, type Smoke } from './case-file.ts'

/** A Dockerfile with its context, ready to be built before and after. */
export interface BuildCase {
  /** The name of its folder. */
  readonly name: string
  readonly title: string
  /** What it is there for, in the words of the README's list. */
  readonly about: readonly string[]
  /** Images that the build starts from or copies out of. */
  readonly bases: readonly string[]
  readonly needs: Needs
  /** Absolute. */
  readonly dockerfile: string
  /** Absolute. */
  readonly context: string
  /** Secrets and further contexts with absolute paths; `network` is host for cases that need it, else none. */
  readonly settings: BuildSettings
  /** Of base images. */
  readonly variant: Settings['variant']
  readonly smoke: readonly Smoke[]
  readonly expect: Expectation
}

const folder = fileURLToPath(new URL('cases', import.meta.url))

/** All cases by name. @throws Error that names the case which is not well made */
export function loadBuildCases(): readonly BuildCase[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map(loadBuildCase)
}

/** @throws Error that names the case where it is not well made */
export function loadBuildCase(name: string): BuildCase {
  const here = join(folder, name)
  try {
    const file = asCaseFile(JSON.parse(readFileSync(join(here, 'case.json'), 'utf8')))
    const dockerfile = resolve(here, file.dockerfile)
    const context = join(here, 'context')
    if (!existsSync(context)) throw new Error('it has no folder "context"')
    checkBases(readFileSync(dockerfile, 'utf8'), file.bases)
    return {
      name,
      title: file.title,
      about: file.about,
      bases: file.bases,
      needs: file.needs,
      dockerfile,
      context,
      settings: {
        args: file.args,
        target: file.target,
        platform: undefined,
        secrets: file.secrets.map((secret) =>
          secret.replace(/(?<=(?:^|,)src=)[^,]+/, (path) => join(here, path)),
        ),
        ssh: [],
        buildContexts: file.buildContexts.map((each) => each.replace(/(?<==).*/, (path) => join(here, path))),
        network: file.needs.network ? 'host' : 'none',
        hosts: [],
        shmSize: undefined,
      },
      variant: file.variant,
      smoke: file.smoke,
      expect: file.expect,
    }
  } catch (error) {
    throw new Error(`tests/builds/cases/${name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

/** A case whose base is not there is skipped, so that each has to be named. */
function checkBases(text: string, bases: readonly string[]): void {
  const { stages, problem } = parseDocument(text)
  if (problem) throw new Error(`its Dockerfile does not parse: ${problem.message}`)
  for (const { parent, resolvedBase, variableBase } of stages) {
    if (parent !== undefined || variableBase || resolvedBase === undefined || resolvedBase === 'scratch')
      continue
    if (!bases.includes(resolvedBase)) throw new Error(`"bases" does not name ${resolvedBase}`)
  }
}
