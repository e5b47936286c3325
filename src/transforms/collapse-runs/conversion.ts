// A script that runs under errexit, as one that can stand left of `&&`.
import { withoutErrexit, type Conversion } from '../../shell/errexit.ts'
import type { Script } from '../../shell/script.ts'

// One layer less is not worth a diff that a reviewer has to read word by word.
const MAX_REWRITTEN = 6

/** The edits that let it stand left of `&&`, or why it has none. */
export function conversionOf(script: Script): Conversion | string {
  const conversion = withoutErrexit(script)
  if (typeof conversion === 'string') return conversion
  const rewritten = conversion.edits.filter(({ text }) => text.includes('&&')).length
  return rewritten > MAX_REWRITTEN
    ? `${rewritten} places in it would have to be rewritten for it`
    : conversion
}
