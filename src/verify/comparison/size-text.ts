const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Bytes in three digits and decimal units, as docker prints them: 512 B, 19.2 MB, 1.14 GB. */
export function sizeText(bytes: number): string {
  let [value, place] = [bytes, 0]
  // What would be rounded to 1000 is 1 of the next unit.
  while (value >= 999.5 && place < UNITS.length - 1) {
    value /= 1000
    place += 1
  }
  return `${place === 0 || value >= 999.5 ? value.toFixed(0) : value.toPrecision(3)} ${UNITS[place] ?? ''}`
}
