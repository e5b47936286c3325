import type { BuildSettings } from '../builder.ts'

/** The flags of a build that docker, podman and buildah all write alike. */
export function settingFlags(settings: BuildSettings): readonly string[] {
  const { args, target, platform, secrets, ssh, buildContexts, network, hosts, shmSize } = settings
  return [
    ...args.map((value) => `--build-arg=${value}`),
    ...one('target', target),
    ...one('platform', platform),
    ...secrets.map((value) => `--secret=${value}`),
    ...ssh.map((value) => `--ssh=${value}`),
    ...buildContexts.map((value) => `--build-context=${value}`),
    ...one('network', network),
    ...hosts.map((value) => `--add-host=${value}`),
    ...one('shm-size', shmSize),
  ]
}

function one(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}=${value}`]
}

/** The first flag that a builder's --help does not name. */
export function unknownFlag(flags: readonly string[], help: string): string | undefined {
  return flags
    .filter((flag) => flag.startsWith('--'))
    .map((flag) => flag.replace(/=.*$/s, ''))
    .find((flag) => !knows(help, flag))
}

export function knows(help: string, flag: string): boolean {
  return new RegExp(`${flag}(?![\\w-])`).test(help)
}
