import { posix } from 'node:path'
import type { ConfigField } from '../../engine/effect.ts'
import type { Healthcheck, Image, ImageConfig } from '../image.ts'
import type { ConfigDifference } from '../verification.ts'

/** A difference that nobody has judged yet. */
export type FoundConfig = Omit<ConfigDifference, 'transforms'>

/** One field of the configuration. */
interface Reading {
  readonly field: ConfigField
  /** As it is shown; '' where the image does not have it. */
  readonly text: (config: ImageConfig) => string
  /** Equal for whatever makes no difference to a container; `text` where that is missing. */
  readonly meaning?: (config: ImageConfig, image: Image) => string
}

// What Docker takes for the same, from the source of its engine (github.com/moby/moby, as of version 28).
const READINGS: readonly Reading[] = [
  { field: 'Platform', text: (config) => config.platform },
  // An empty list is as good as none (container.go and commit.go ask for the length).
  { field: 'Entrypoint', text: (config) => listText(config.entrypoint) },
  { field: 'Cmd', text: (config) => listText(config.cmd) },
  // Run through filepath.Clean, and '' is the root of the file system (SetupWorkingDirectory in container.go).
  {
    field: 'WorkingDir',
    text: (config) => config.workingDir,
    meaning: (config) => withoutSlash(posix.join('/', config.workingDir)),
  },
  { field: 'User', text: (config) => config.user, meaning: userMeaning },
  { field: 'ExposedPorts', text: (config) => listText(config.exposedPorts) },
  // Run through filepath.Clean (create_unix.go).
  {
    field: 'Volumes',
    text: (config) => listText(config.volumes),
    meaning: (config) =>
      JSON.stringify(config.volumes.map((volume) => withoutSlash(posix.normalize(volume))).sort()),
  },
  {
    field: 'Healthcheck',
    text: ({ healthcheck }) =>
      healthcheck
        ? JSON.stringify(healthcheck, (_, value: unknown) => (value === 0 ? undefined : value))
        : '',
    meaning: ({ healthcheck }) => JSON.stringify(healthMeaning(healthcheck)),
  },
  {
    field: 'StopSignal',
    text: (config) => config.stopSignal,
    meaning: (config) => signalMeaning(config.stopSignal),
  },
  { field: 'OnBuild', text: (config) => listText(config.onBuild) },
  // getShell in health.go, and the same default in BuildKit for RUN and CMD.
  {
    field: 'Shell',
    text: (config) => listText(config.shell),
    meaning: ({ shell, platform }) =>
      listText(shell) || (platform.startsWith('windows/') ? '["cmd","/S","/C"]' : '["/bin/sh","-c"]'),
  },
]

const FIELDS: readonly ConfigField[] = [
  'Platform',
  'User',
  'WorkingDir',
  'Entrypoint',
  'Cmd',
  'Env',
  'ExposedPorts',
  'Volumes',
  'Healthcheck',
  'StopSignal',
  'Shell',
  'OnBuild',
  'Labels',
]

/** What differs between two configurations: field by field, Env and Labels key by key. */
export function configDifferences(before: Image, after: Image): readonly FoundConfig[] {
  const fields = READINGS.flatMap(({ field, text, meaning = text }): FoundConfig[] => {
    if (meaning(before.config, before) === meaning(after.config, after)) return []
    return [difference(field, '', text(before.config), text(after.config))]
  })
  const found = [
    ...fields,
    ...keyDifferences('Env', variablesOf(before.config.env), variablesOf(after.config.env)),
    ...keyDifferences('Labels', labelsOf(before.config), labelsOf(after.config)),
  ]
  return found.sort((left, right) => FIELDS.indexOf(left.field) - FIELDS.indexOf(right.field))
}

function difference(field: ConfigField, key: string, before: string, after: string): FoundConfig {
  return { kind: 'configuration', field, key, before, after }
}

function keyDifferences(
  field: ConfigField,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly FoundConfig[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => difference(field, key, valueText(before.get(key)), valueText(after.get(key))))
}

/** Quotes where there is a value that cannot be seen. */
function valueText(value: string | undefined): string {
  return value === '' ? '""' : (value ?? '')
}

/** Values by name. The order of names means nothing; that of the values of one name does. */
function variablesOf(env: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const each of env) {
    const equals = each.indexOf('=')
    const [name, value] = equals === -1 ? [each, ''] : [each.slice(0, equals), each.slice(equals + 1)]
    const earlier = values.get(name)
    values.set(name, earlier === undefined ? value : `${earlier}, then ${value}`)
  }
  return values
}

function labelsOf({ labels }: ImageConfig): ReadonlyMap<string, string> {
  return new Map(Object.entries(labels))
}

function listText(list: readonly string[] | undefined): string {
  return list && list.length > 0 ? JSON.stringify(list) : ''
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

/**
 * Without a user the engine looks for uid 0 (GetExecUser of github.com/moby/sys/user). A name needs a passwd file to be
 * found in; with one, root is that user.
 */
function userMeaning({ user }: ImageConfig, { files }: Image): string {
  return user === '0' || (user === 'root' && files.has('/etc/passwd')) ? '' : user
}

/** NONE and a check without a test are no check, and 0 stands for a default (health.go). */
function healthMeaning(check: Healthcheck | undefined): Healthcheck | undefined {
  const kind = check?.test[0]
  if (!check || kind === undefined || kind === 'NONE') return undefined
  const second = 1e9
  return {
    test: check.test,
    interval: check.interval || 30 * second,
    timeout: check.timeout || 30 * second,
    startPeriod: check.startPeriod,
    startInterval: check.startInterval || 5 * second,
    retries: check.retries || 3,
  }
}

// Of Linux on every architecture that is built for.
const SIGNALS: ReadonlyMap<string, string> = new Map([
  ['1', 'HUP'],
  ['2', 'INT'],
  ['3', 'QUIT'],
  ['9', 'KILL'],
  ['10', 'USR1'],
  ['12', 'USR2'],
  ['15', 'TERM'],
  ['28', 'WINCH'],
])

/** A number or a name with or without SIG (ParseSignal of github.com/moby/sys/signal); TERM where there is none. */
function signalMeaning(signal: string): string {
  const name = signal.toUpperCase().replace(/^SIG/, '')
  return SIGNALS.get(name) ?? (name === '' ? 'TERM' : name)
}
