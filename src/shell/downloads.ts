// The files that a command fetches from elsewhere: curl, wget, aria2c.
import { hasOption, optionValues, readOptions, type OptionGrammar, type ReadOptions } from './option-words.ts'
import { baseName, joinPath } from './path-values.ts'
import type { Script } from './script.ts'
import type { Step, StepWord } from './steps.ts'

export interface Download {
  /** As `joinPath` makes it; undefined where nothing tells the name. */
  readonly path: string | undefined
  /** Where it comes from; undefined where that is not one address. */
  readonly url: string | undefined
}

// curl(1) 8.x: options with a value.
const CURL: OptionGrammar = {
  short: 'AbcCdDeEFHKmoPQrtTuUwxXyYz',
  long: (
    'output output-dir header user retry retry-delay retry-max-time max-time connect-timeout data data-raw data-binary ' +
    'data-urlencode cookie cookie-jar referer user-agent proxy request cacert capath cert key url range write-out resolve ' +
    'ciphers tls13-ciphers form limit-rate interface continue-at proto proto-redir proto-default config max-redirs netrc-file ' +
    'noproxy proxy-user speed-limit speed-time stderr time-cond upload-file dns-servers tls-max pass dump-header quote'
  ).split(' '),
}
// wget(1) 1.21 and the applet of BusyBox: options with a value. `-nv` and its like are two letters.
const WGET: OptionGrammar = {
  short: 'aABDeiIlnoOPQRStTUwXY',
  long: (
    'output-document directory-prefix output-file append-output tries timeout dns-timeout connect-timeout read-timeout ' +
    'header user password http-user http-password ftp-user ftp-password user-agent quota wait waitretry random-wait ' +
    'limit-rate ca-certificate ca-directory certificate private-key post-data post-file referer load-cookies save-cookies ' +
    'execute method body-data secure-protocol input-file base level accept reject cut-dirs progress'
  ).split(' '),
}
// aria2c(1): options with a value.
const ARIA2: OptionGrammar = {
  short: 'dijklmoOsStTux',
  long: [
    'out',
    'dir',
    'max-connection-per-server',
    'split',
    'min-split-size',
    'header',
    'checksum',
    'user-agent',
  ],
}

/** The downloads of a step; empty for one that fetches nothing into a file. */
export function downloadsOf(step: Step): readonly Download[] {
  switch (step.command.name) {
    case 'curl':
      return byCurl(step)
    case 'wget':
    case 'wget2':
      return byWget(step)
    case 'aria2c':
      return byAria2(step)
    default:
      return []
  }
}

const UNKNOWN: Download = { path: undefined, url: undefined }

function at(step: Step, name: string | undefined, folder?: string): string | undefined {
  if (name === undefined || name.includes('*')) return undefined
  return joinPath(folder ?? step.here, name)
}

function redirected(step: Step, urls: readonly StepWord[]): readonly Download[] {
  const [file] = step.writes
  // 2> is no file that anybody unpacks.
  return file ? [{ path: at(step, file.value?.text), url: urls[0]?.value?.text }] : []
}

function byCurl(step: Step): readonly Download[] {
  const read = readOptions(step.words, CURL)
  const urls = [...optionValues(read, 'url'), ...read.operands]
  if (hasOption(read, 'J', 'remote-header-name', 'K', 'config')) return [UNKNOWN]
  const outputs = outputsOfCurl(read, urls.length)
  const folder = optionValues(read, 'output-dir')[0]
  const here = folder ? joinPath(step.here, folder.value?.text ?? '') : step.here
  const files = urls.map((url, index): readonly Download[] => {
    const output = outputs[index]
    if (output === undefined) return []
    const name = output === 'remote' ? lastPart(url, 'curl') : output.value?.text
    if (name === '-' || (output !== 'remote' && output.text === '/dev/stdout')) return []
    // With a pattern in the address it is several files.
    const several =
      /[[{].*[\]}]/.test(url.text.replace(/\$\{[^}]*\}/g, '')) && !hasOption(read, 'g', 'globoff')
    return [{ path: several ? undefined : at(step, name, here), url: url.value?.text }]
  })
  return outputs.length === 0 ? redirected(step, urls) : files.flat()
}

/** One for each address, in their order: `-o name`, or `-O`. */
function outputsOfCurl({ options }: ReadOptions, urls: number): readonly (StepWord | 'remote')[] {
  if (options.some(({ name }) => name === 'remote-name-all'))
    return Array.from({ length: urls }, () => 'remote')
  return options.flatMap(({ name, value }): readonly (StepWord | 'remote')[] => {
    if (name === 'O' || name === 'remote-name') return ['remote']
    return (name === 'o' || name === 'output') && value ? [value] : []
  })
}

function byWget(step: Step): readonly Download[] {
  const read = readOptions(step.words, WGET)
  const urls = read.operands
  if (hasOption(read, 'i', 'input-file', 'r', 'recursive', 'm', 'mirror', 'p', 'page-requisites', 'x'))
    return [UNKNOWN]
  const output = optionValues(read, 'O', 'output-document').at(-1)
  if (output) {
    if (output.text === '-' || output.text === '/dev/stdout') return redirected(step, urls)
    return [{ path: at(step, output.value?.text), url: urls[0]?.value?.text }]
  }
  if (hasOption(read, 'content-disposition', 'trust-server-names', 'spider')) return [UNKNOWN]
  const prefix = optionValues(read, 'P', 'directory-prefix').at(-1)
  const folder = prefix ? joinPath(step.here, prefix.value?.text ?? '') : step.here
  return urls.map((url) => ({
    path: folder === undefined ? undefined : at(step, lastPart(url, 'wget'), folder),
    url: url.value?.text,
  }))
}

function byAria2(step: Step): readonly Download[] {
  const read = readOptions(step.words, ARIA2)
  const [url] = read.operands
  if (!url || read.operands.length > 1) return [UNKNOWN]
  const directory = optionValues(read, 'd', 'dir').at(-1)
  const folder = directory ? joinPath(step.here, directory.value?.text ?? '') : step.here
  const name = optionValues(read, 'o', 'out').at(-1)?.value?.text ?? lastPart(url, 'curl')
  return [{ path: folder === undefined ? undefined : at(step, name, folder), url: url.value?.text }]
}

/**
 * The name that a program gives a file: what follows the last slash of the address. curl leaves the query out
 * (curl(1), --remote-name), wget has it in the name, and changes escaped characters.
 */
function lastPart({ value }: StepWord, program: 'curl' | 'wget'): string | undefined {
  if (!value || value.glob) return undefined
  const address = value.text.replace(/(?<!\$\{[^}]*)#.*$/, '')
  const [path = ''] = program === 'curl' ? address.split('?') : [address]
  // A whole address in a variable ends with a name that nothing tells.
  if (/^\$\{[^}]*\}$/.test(path)) return undefined
  const host = path.replace(/^[a-z+]+:\/\//, '')
  const name = host.includes('/') && !host.endsWith('/') ? baseName(host) : ''
  return name === '' || /[%?&]/.test(name.replace(/\$\{[^}]*\}/g, '')) ? undefined : name
}

/** False for a script that fetches nothing: a look at its text, which costs less than its steps. */
export function mayFetch({ text }: Pick<Script, 'text'>): boolean {
  return /\b(?:curl|wget2?|aria2c|git|tar|unzip|mktemp)\b/.test(text)
}
