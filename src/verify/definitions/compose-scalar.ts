// What a word without quotes is in a compose file: resolve.go of go-yaml, and how Go's fmt writes the result.

const INTEGER = /^([-+]?)(0x[0-9a-f]+|0b[01]+|0o[0-7]+|0[0-7]*|[1-9]\d*)$/i
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$/i
const LEAST = -(2n ** 63n)
const MOST = 2n ** 64n - 1n

/** null for null; numbers as compose hands them on: 0755 is 493, and 1.10 is 1.1. */
export function plainScalar(word: string): string | null {
  if (/^(?:|~|null|Null|NULL)$/.test(word)) return null
  if (/^(?:true|True|TRUE)$/.test(word)) return 'true'
  if (/^(?:false|False|FALSE)$/.test(word)) return 'false'
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(word)) return word.startsWith('-') ? '-Inf' : '+Inf'
  if (/^\.(?:nan|NaN|NAN)$/.test(word)) return 'NaN'
  if (!/^[-+.\d]/.test(word)) return word
  const number = word.replaceAll('_', '')
  const integer = integerOf(number)
  if (integer !== undefined) return String(integer)
  return FLOAT.test(number) ? floatText(Number(number)) : word
}

function integerOf(text: string): bigint | undefined {
  const [, sign, digits] = INTEGER.exec(text) ?? []
  if (digits === undefined) return undefined
  const magnitude = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits)
  const value = sign === '-' ? -magnitude : magnitude
  return value < LEAST || value > MOST ? undefined : value
}

function floatText(value: number): string {
  const size = Math.abs(value)
  if (size === 0 || (size >= 1e-4 && size < 1e21)) return Object.is(value, -0) ? '-0' : String(value)
  return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2')
}
