// The programs that the packages of a build context have.
import { parseToml, tableIn, tablesIn, textIn } from '../../../../project/toml.ts'
import { walkFiles } from '../../../../project/walk-files.ts'
import type { Subject } from '../../subject.ts'

/** https://doc.rust-lang.org/cargo/reference/cargo-targets.html#binaries; undefined where there are too many files. */
export function programNames({ project }: Subject): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  const { isWhole } = walkFiles(
    project,
    [''],
    /^(?:\.git|target|node_modules)$/,
    ({ name, names: inside, path, read }) => {
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
    },
  )
  return isWhole ? names : undefined
}
