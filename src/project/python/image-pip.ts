import { compareVersions, parseVersion } from './version.ts'

// Read from the history of docker-library/python (4f07059567fa): for each release of Python the pip of the last images of it, with the lowest where
// these differ. Later ones all have 21.2 or newer, which takes every wheel there is.
const PIPS: Readonly<Record<string, string>> = {
  '2.7': '8:1.5 9:7.0 10:7.1 11:8.1 12:9.0 13:9.0 14:10.0 15:10.0 16:19.0 17:19.3 18:20.0',
  '3.4': '1:1.5 2:1.5 3:7.1 4:8.1 5:9.0 6:9.0 7:9.0 8:10.0 9:19.0 10:19.0',
  '3.5': '0:7.1 1:8.1 2:9.0 3:9.0 4:9.0 5:10.0 6:19.0 7:19.1 8:19.3 9:19.3 10:20.2',
  '3.6': '0:8.1 1:9.0 2:9.0 3:9.0 4:9.0 5:10.0 6:18.1 7:18.1 8:19.0 9:19.1 10:19.3 11:20.2 12:21.0 13:21.1',
  '3.7': '0:18.1 1:18.1 2:19.0 3:19.1 4:19.3 5:19.3 6:19.3 7:20.1 8:20.2 9:21.0 10:21.1',
  '3.8': '0:19.3 1:20.0 2:20.1 3:20.1 4:20.1 5:20.2 6:20.3 7:21.0 8:21.0 9:21.1 10:21.1',
  '3.9': '0:20.3 1:21.0 2:21.0 3:21.0 4:21.1 5:21.1',
}

/** The pip of the official image of a Python, where it is one that does not know every kind of wheel; for `3.8` that of the newest 3.8. */
export function imagePip(python: string): string | undefined {
  const [major = '', minor = '', patch] = python.split('.')
  const list = PIPS[`${major}.${minor}`]?.split(' ').map((each) => each.split(':'))
  if (!list) return isOlder(python) ? '1.5' : undefined
  if (patch !== undefined) return list.find(([each]) => each === patch)?.[1]
  // The last images of these have the newest of their pips.
  return `${major}.${minor}` === '2.7' || minor === '4' || minor === '5' ? list.at(-1)?.[1] : undefined
}

function isOlder(python: string): boolean {
  const [version, oldest] = [parseVersion(python), parseVersion('3.4')]
  return version !== undefined && oldest !== undefined && compareVersions(version, oldest) < 0
}
