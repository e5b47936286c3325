/** `smallest`: alpine where all is proven, else slim. `distroless`: an image without a shell where all is proven, else slim. */
export const VARIANTS = ['smallest', 'alpine', 'slim', 'distroless'] as const

/** What a user may choose, beside which transforms run. */
export interface Settings {
  readonly variant: (typeof VARIANTS)[number]
  /** Prefixes that stand for `docker.io/library/`, each with the slash at its end: `registry.example.com/hub/`. */
  readonly mirrors: readonly string[]
  /**
   * Images that stand for official ones, by their names without a tag. `tags`: those that it has, as a list of official tags or with the
   * official tag that each stands for; without it, all. No other tag is written.
   */
  readonly images: Readonly<
    Record<
      string,
      {
        readonly as: string
        readonly tags?: readonly string[] | Readonly<Record<string, string>> | undefined
      }
    >
  >
  /** Digests that stand in the file follow their tags. */
  readonly refreshDigests: boolean
}

export const DEFAULT_SETTINGS: Settings = {
  variant: 'smallest',
  mirrors: [],
  images: {},
  refreshDigests: false,
}
