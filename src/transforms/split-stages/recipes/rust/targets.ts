// The programs that the packages of a build context have.
import { parseToml, tableIn, tablesIn, textIn } from '../../../../project/toml.ts'
import type { Project } from '../../../../project/project.ts'
import { walkFiles } from '../../../../project/walk-files.ts'
import type { Subject } from '../../subject.ts'

/** https://doc.rust-lang.org/cargo/reference/cargo-targets.html#binaries; undefined where there are too many files. */
export function programNames({ project }: Subject): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  const { isWhole } = walkFiles(project, [''], SKIPPED, ({ name, names: inside, path, read }) => {
    if (inside === undefined && name === 'Cargo.toml') {
      const manifest = parseToml(read() ?? '')
      if (!manifest) return undefined
      const own = textIn(tableIn(manifest, 'package'), 'name')
      for (const each of [own, ...tablesIn(manifest, 'bin').map((table) => textIn(table, 'name'))])
        if (each !== undefined) names.add(each)
    }
    if (inside !== undefined && /(?:^|\/)src\/bin$/.test(path))
      for (const each of inside) names.add(each.replace(/\.rs$/, ''))
    return undefined
  })
  return isWhole ? names : undefined
}

/** True where a manifest asks for crates of others, or may. */
export function needsCrates(project: Project): boolean {
  const { found, isWhole } = walkFiles(project, [''], SKIPPED, ({ name, names, path, read }) =>
    names === undefined &&
    name === 'Cargo.toml' &&
    /^\s*\[(?:.*\.)?(?:build-)?dependencies\b.*\]\s*(?:#.*)?\n+\s*[^\s[#]/m.test(read() ?? '')
      ? path
      : undefined,
  )
  return found !== undefined || !isWhole
}

const SKIPPED = /^(?:\.git|target|node_modules)$/
