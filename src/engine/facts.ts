/** What is known of the image that a name means today. */
export type DigestFact =
  /** Of the index where there is one, so that it holds for every platform: `sha256:…`. */
  | { readonly kind: 'known'; readonly digest: string }
  /** Nobody can say, and why. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly unblock: string }

/** Why a name is none that a registry is asked about: the project builds the image itself, or has the build take something else for it. */
export interface OwnImage {
  readonly reason: string
  readonly unblock: string
}

/**
 * What transforms may be told of the world outside. It is gathered before they run: they are pure, and reach for nothing. Whoever has
 * none at hand rewrites without, and looks up what the result says that transforms asked for.
 */
export interface Facts {
  /** @param image with registry and tag, `docker.io/library/node:20`. @returns undefined where nobody looked yet */
  digest(image: string): DigestFact | undefined
  /** @param image with registry and tag, `latest` where none is written */
  own?(image: string): OwnImage | undefined
}

/** Nobody looked at anything. */
export const NO_FACTS: Facts = { digest: () => undefined }
