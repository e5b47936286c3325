export const COMMANDS = ['fix', 'check', 'verify', 'graph', 'list', 'explain', 'schema'] as const

export type CommandName = (typeof COMMANDS)[number]

const config = {
  config: { type: 'string', describe: 'The configuration of all files [default: the nearest of each]' },
  'no-config': { type: 'boolean', describe: 'Heed no configuration' },
} as const

const bases = {
  variant: { type: 'string', describe: 'smallest, alpine, slim or distroless bases [default: smallest]' },
  mirror: { type: 'string', array: true, describe: 'A prefix that stands for docker.io/library/' },
  'refresh-digests': { type: 'boolean', describe: 'pin-base: let digests follow their tags' },
  'insecure-registry': {
    type: 'string',
    array: true,
    describe: 'A registry that has no TLS, or no true one',
  },
  offline: { type: 'boolean', describe: 'Ask no registry, whatever is asked for' },
} as const

const selection = {
  only: { type: 'string', array: true, describe: 'Run only these transforms or categories' },
  also: { type: 'string', array: true, describe: 'Run these as well, which are off by default' },
  skip: { type: 'string', array: true, describe: 'Leave out these transforms or categories' },
  safe: { type: 'boolean', describe: 'Make only changes after which the image is the same' },
  target: { type: 'string', array: true, describe: 'A stage that is built on its own, too' },
  ...bases,
  ...config,
} as const

const color = {
  color: { type: 'string', describe: 'Colours: auto, always or never [default: auto]' },
} as const

const reporting = {
  format: { type: 'string', describe: 'Output: auto, human or json [default: auto]' },
  patch: { type: 'string', describe: 'Write the diff to this file as well' },
  context: {
    type: 'string',
    array: true,
    describe:
      'A folder: the build context [default: as compose, bake or CI say, or found]; a number: lines of context in the diff [default: 3]',
  },
  ...color,
  quiet: { type: 'boolean', describe: 'Print the diff alone' },
  verbose: { type: 'boolean', describe: 'Tell also of refusals where nothing would be gained' },
  stats: { type: 'boolean', describe: 'Print how long it took' },
} as const

export const FIX_OPTIONS = {
  'dry-run': { type: 'boolean', describe: 'Show the changes and write nothing (the default)' },
  write: { type: 'boolean', describe: 'Apply the changes in place' },
  'allow-dirty': { type: 'boolean', describe: 'Write files with changes that git does not have' },
  'list-created': { type: 'boolean', describe: 'Print the paths of new files alone, one to a line' },
  'exit-code': { type: 'boolean', describe: 'Exit with 1 if anything is to be changed' },
  ...selection,
  ...reporting,
} as const

export const CHECK_OPTIONS = { ...selection, ...reporting } as const

export const VERIFY_OPTIONS = {
  builder: { type: 'string', describe: 'docker, podman or buildah [default: what works]' },
  context: { type: 'string', describe: 'Build context [default: as compose or bake say, or found]' },
  definition: { type: 'string', array: true, describe: 'These compose services or bake targets, or none' },
  'build-arg': { type: 'string', array: true, describe: 'NAME=value for the build; repeatable' },
  target: { type: 'string', array: true, describe: 'Build this stage; repeatable' },
  ...bases,
  ...config,
  platform: { type: 'string', describe: 'Platform to build for' },
  secret: { type: 'string', array: true, describe: 'Secret for the build, as docker build takes it' },
  ssh: { type: 'string', array: true, describe: 'SSH agent for the build, as docker build takes it' },
  'build-context': { type: 'string', array: true, describe: 'NAME=place, a further build context' },
  network: { type: 'string', describe: 'Network of the builds: default, none or host' },
  cache: { type: 'boolean', describe: 'Use what the builder has cached' },
  timeout: { type: 'string', describe: 'Seconds that a build may take [default: 1800]' },
  smoke: { type: 'string', array: true, describe: 'Run this command in both images and compare' },
  'smoke-start': { type: 'boolean', describe: 'Run both images as they start and compare' },
  'smoke-http': { type: 'string', array: true, describe: 'Start both, ask PORT/path and compare' },
  'smoke-network': { type: 'string', describe: 'Network of the smoke runs [default: none]' },
  'smoke-timeout': { type: 'string', describe: 'Seconds that a smoke run may take [default: 60]' },
  bisect: { type: 'boolean', describe: 'Find the change that breaks it' },
  apply: { type: 'boolean', describe: 'Write the files that were proven' },
  'allow-dirty': { type: 'boolean', describe: 'Write files with changes that git does not have' },
  scan: { type: 'string', describe: 'Scan both: trivy, grype, clair, snyk or scout' },
  only: selection.only,
  also: selection.also,
  skip: selection.skip,
  safe: selection.safe,
  format: { type: 'string', describe: 'auto, human, json or markdown [default: auto]' },
  'log-dir': { type: 'string', describe: 'Keep the output of the builds in this folder' },
  ...color,
  quiet: { type: 'boolean', describe: 'Print the verdicts alone' },
  verbose: { type: 'boolean', describe: 'Print the output of the builds and all details' },
} as const

export const GRAPH_OPTIONS = {
  before: { type: 'boolean', describe: 'Draw the file as it is alone' },
  after: { type: 'boolean', describe: 'Draw what fix would make of it alone' },
  format: { type: 'string', describe: 'auto, text, mermaid or svg [default: auto]' },
  context: {
    type: 'string',
    array: true,
    describe: 'Build context [default: as compose, bake or CI say, or found]',
  },
  ...selection,
  ...color,
  quiet: { type: 'boolean', describe: 'Print the graphs alone' },
} as const

export const LIST_OPTIONS = { ...config, ...color } as const

export const EXPLAIN_OPTIONS = color

export const SCHEMA_OPTIONS = {} as const
