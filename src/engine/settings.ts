/** What a user may choose, beside which transforms run. */
export interface Settings {
  /** `smallest`: alpine where all is proven, else slim. */
  readonly variant: 'smallest' | 'alpine' | 'slim'
  /** Prefixes that stand for `docker.io/library/`, each with the slash at its end: `registry.example.com/hub/`. */
  readonly mirrors: readonly string[]
  /** Digests that stand in the file follow their tags. */
  readonly refreshDigests: boolean
}

export const DEFAULT_SETTINGS: Settings = { variant: 'smallest', mirrors: [], refreshDigests: false }
