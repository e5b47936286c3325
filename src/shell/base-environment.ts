// ENV of official images that says where package managers keep their things; the Dockerfiles of
// https://github.com/docker-library (golang, ruby, jruby), rust-lang/docker-rust and composer/docker.
const ENVIRONMENTS: readonly {
  readonly names: RegExp
  readonly variables: Readonly<Record<string, string>>
}[] = [
  { names: /^golang$/, variables: { GOPATH: '/go' } },
  { names: /^rust$/, variables: { CARGO_HOME: '/usr/local/cargo' } },
  { names: /^(?:ruby|jruby)$/, variables: { GEM_HOME: '/usr/local/bundle' } },
  { names: /^composer$/, variables: { COMPOSER_HOME: '/tmp' } },
]

/** The name of an official image, without registry and tag: `golang` of `golang:1.24` and of `docker.io/library/golang`. */
export function officialName(base: string): string | undefined {
  return /^(?:(?:[^/]+\/)*library\/|docker\.io\/)?([a-z0-9_-]+)(?:[:@]|$)/.exec(base)?.[1]
}

/** What is known of the environment of a base image; empty for most. */
export function baseEnvironment(base: string): Readonly<Record<string, string>> {
  const name = officialName(base)
  return name === undefined ? {} : (ENVIRONMENTS.find(({ names }) => names.test(name))?.variables ?? {})
}
