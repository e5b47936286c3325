// `RUN --mount`: one line of CSV whose fields are `name=value` with names of any case, as BuildKit's
// instructions/commands_runmount.go reads it.
import { flagValues, type Instruction } from './instruction.ts'

/** The first of a mount's fields that has one of these names; undefined where none has. */
export function mountField(mount: string, ...names: readonly string[]): string | undefined {
  for (const [, quoted, plain = ''] of mount.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)) {
    const field = quoted ?? plain
    const equals = field.indexOf('=')
    if (equals !== -1 && names.includes(field.slice(0, equals).toLowerCase())) return field.slice(equals + 1)
  }
  return undefined
}

/** Where a mount is, without a slash at the end; undefined where it does not say. */
export function mountTarget(mount: string): string | undefined {
  return mountField(mount, 'target', 'dst', 'destination')?.replace(/\/+$/, '')
}

/** Where the mounts of a RUN are, those aside that do not say. */
export function mountTargets(instruction: Instruction): readonly string[] {
  return flagValues(instruction, 'mount').flatMap((mount) => mountTarget(mount) ?? [])
}
