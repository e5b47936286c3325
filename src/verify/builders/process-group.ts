import { readdirSync, readFileSync } from 'node:fs'

/**
 * Whether a process of the group still runs. One that has ended counts for the system until its parent takes notice,
 * and in a container there may be nobody to do that.
 *
 * @returns undefined where the system does not tell
 */
export function groupRuns(group: number): boolean | undefined {
  let names: readonly string[]
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return undefined
  }
  if (names.length === 0) return undefined
  return names.some((name) => {
    // The name of the program stands in parentheses, and may have any of them in it.
    const [state, , itsGroup] = statusOf(name)
    return Number(itsGroup) === group && state !== 'Z' && state !== 'X'
  })
}

function statusOf(name: string): readonly string[] {
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
