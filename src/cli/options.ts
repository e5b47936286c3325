export const COMMANDS = ['fix', 'check', 'list', 'explain'] as const

export type CommandName = (typeof COMMANDS)[number]

const selection = {
  only: { type: 'string', array: true, describe: 'Run only these transforms or categories' },
  skip: { type: 'string', array: true, describe: 'Leave out these transforms or categories' },
  safe: { type: 'boolean', describe: 'Make only changes after which the image is the same' },
  target: { type: 'string', array: true, describe: 'A stage that is built on its own, too' },
} as const

const color = {
  color: { type: 'string', describe: 'Colours: auto, always or never [default: auto]' },
} as const

const reporting = {
  format: { type: 'string', describe: 'Output: auto, human or json [default: auto]' },
  patch: { type: 'string', describe: 'Write the diff to this file as well' },
  context: { type: 'string', describe: 'Lines of context in the diff [default: 3]' },
  ...color,
  quiet: { type: 'boolean', describe: 'Print the diff alone' },
  verbose: { type: 'boolean', describe: 'Tell also of refusals where nothing would be gained' },
  stats: { type: 'boolean', describe: 'Print how long it took' },
} as const

export const FIX_OPTIONS = {
  'dry-run': { type: 'boolean', describe: 'Show the changes and write nothing (the default)' },
  write: { type: 'boolean', describe: 'Apply the changes in place' },
  'allow-dirty': { type: 'boolean', describe: 'Write files with changes that git does not have' },
  'exit-code': { type: 'boolean', describe: 'Exit with 1 if anything is to be changed' },
  ...selection,
  ...reporting,
} as const

export const CHECK_OPTIONS = { ...selection, ...reporting } as const

export const LIST_OPTIONS = color

export const EXPLAIN_OPTIONS = color
