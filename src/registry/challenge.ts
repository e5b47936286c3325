/** One way to log in that a WWW-Authenticate header offers. */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>
}

// RFC 9110, 11.6.1: several in one header, between commas, which separate their parameters, too.
const PART =
  /\s*,?\s*(?:([\w!#$%&'*.^`|~+-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|([\w!#$%&'*.^`|~+-]+)(?:\s+[\w.~+/-]+=*(?=\s*(?:,|$)))?)/y

/** What stands in the header; what is no challenge is left out. */
export function parseChallenges(header: string | undefined): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  const text = header ?? ''
  PART.lastIndex = 0
  for (let match = PART.exec(text); match; match = PART.exec(text)) {
    const [, name, quoted, plain, scheme] = match
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() })
    else if (name !== undefined)
      challenges.at(-1)?.parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '')
  }
  return challenges
}
