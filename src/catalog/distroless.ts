// The distroless images of the newest release of Debian: what is in them and how they start.
import data from './data/distroless.json' with { type: 'json' }

export interface DistrolessImage {
  /** `gcr.io/distroless/nodejs24-debian13` */
  readonly reference: string
  /** The ENTRYPOINT that it has; empty for none. */
  readonly entrypoint: readonly string[]
  /** As Docker names them: `amd64`. */
  readonly architectures: readonly string[]
  /** Debian's names of its packages. */
  readonly packages: ReadonlySet<string>
}

/** @param name without the release of Debian: `static`, `nodejs24`; undefined for an image that is not built any more or not yet */
export function distrolessImage(name: string): DistrolessImage | undefined {
  const images: Readonly<
    Record<string, { readonly entrypoint: string; readonly architectures: string; readonly packages: string }>
  > = data.images
  const found = Object.hasOwn(images, name) ? images[name] : undefined
  return (
    found && {
      reference: `gcr.io/distroless/${name}-${data.release}`,
      entrypoint: found.entrypoint === '' ? [] : found.entrypoint.split(' '),
      architectures: found.architectures.split(' '),
      packages: new Set(found.packages.split(' ')),
    }
  )
}

/** The newest releases of a language that there are images for, such as 22, 24 and 26 of `nodejs`. */
export function distrolessMajors(language: 'nodejs' | 'java'): readonly string[] {
  return Object.keys(data.images).flatMap((name) => new RegExp(`^${language}(\\d+)$`).exec(name)?.[1] ?? [])
}

/** The version in an image on the day of the data: `24.19.0`; empty for images without a language. */
export function distrolessVersion(name: string): string {
  const versions: Readonly<Record<string, string>> = data.versions
  return Object.hasOwn(versions, name) ? (versions[name] ?? '') : ''
}

/** True for an account, or a group with `group`, that they have. */
export function hasAccount(name: string, kind: 'user' | 'group'): boolean {
  return (kind === 'user' ? data.users : data.groups).split(' ').includes(name)
}

/** The day of the commit that the data is from, as `2026-08-21`. */
export function distrolessDate(): string {
  return data.source.date
}
