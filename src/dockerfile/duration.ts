// Go's time.ParseDuration, as far as HEALTHCHECK needs it: whether BuildKit accepts a duration, and its words if not.

const NANOSECONDS: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  // Go knows µs too, but BuildKit reads flags byte by byte, which tears the letter apart.
  ['us', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 6e10],
  ['h', 36e11],
])
const MAX = 2 ** 63

/** What is wrong with the value of an interval flag of HEALTHCHECK; undefined where nothing is. */
export function intervalFault(flag: string, value: string): string | undefined {
  const duration = nanoseconds(value)
  if (typeof duration === 'string') return duration
  return duration !== 0 && duration < 1e6
    ? `Interval ${JSON.stringify(flag)} cannot be less than 1ms`
    : undefined
}

function nanoseconds(value: string): number | string {
  const sign = /^[+-]?/.exec(value)?.[0] ?? ''
  let rest = value.slice(sign.length)
  if (rest === '0') return 0
  const invalid = `time: invalid duration ${JSON.stringify(value)}`
  if (rest === '') return invalid
  let sum = 0
  while (rest !== '') {
    const [part = '', number = '', unit = ''] = /^(\d+\.?\d*|\.\d+)([^\d.]*)/.exec(rest) ?? []
    if (part === '') return invalid
    if (unit === '') return `time: missing unit in duration ${JSON.stringify(value)}`
    const scale = NANOSECONDS.get(unit)
    if (scale === undefined) {
      return `time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(value)}`
    }
    sum += Number(number) * scale
    rest = rest.slice(part.length)
  }
  if (sum >= MAX) return invalid
  return sign === '-' ? -sum : sum
}
