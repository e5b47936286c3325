// What a static file server is told to serve, by its command line.

/** `fixed`: the number; else the variable that a container may set, and what holds where it does not. */
export type Port =
  | { readonly kind: 'fixed'; readonly number: string }
  | { readonly kind: 'variable'; readonly name: string; readonly otherwise: string | undefined }

/**
 * What answers for a path that is no file: `page` is that of its name (`about.html` for /about, `docs/index.html` for /docs and /docs/),
 * `folder` the same, with a redirection from /docs to /docs/; `site` is the one page of the whole site.
 */
export type Missing = 'nothing' | 'page' | 'folder' | 'page, else site' | 'site'

export interface StaticServer {
  /** `serve -s build` as one names it: `serve`. */
  readonly program: string
  /** As written, relative to the folder that it starts in. */
  readonly folder: string
  readonly port: Port
  /** True where nothing names the port: it is that of the program's newest version. */
  readonly usualPort: boolean
  readonly missing: Missing
  /** The path that the site lies below: `/app`; empty for none. */
  readonly base: string
  readonly compresses: boolean
  /** `-c-1` of http-server. */
  readonly forbidsCaching: boolean
}

/** Why a server cannot be replaced. */
export interface NoServer {
  readonly reason: string
  readonly unblock: string
}

interface Program {
  /** Options that take a word and do not matter. */
  readonly valued: RegExp
  /** Options without one that do not matter. */
  readonly flags: RegExp
  readonly port: RegExp
  /** Where folders are named by an option: else by an operand. */
  readonly folder?: RegExp
  /** Variables of the environment are asked for the port where no option names it. */
  readonly asksPort: boolean
  readonly usualPort: string
  readonly single?: readonly [option: RegExp, missing: Missing]
  readonly missing: Missing
  readonly compresses: boolean
}

const NEVER = /^$/

// Their command lines as of serve 14.2, http-server 14.1, sirv-cli 3.0, angular-http-server 1.12 and Python 3.14.
const PROGRAMS: Readonly<Record<string, Program>> = {
  serve: {
    valued: NEVER,
    flags:
      /^(?:-[ndLu]|--(?:no-clipboard|debug|no-request-logging|no-compression|no-etag|no-port-switching))$/,
    port: /^(?:-l|-p|--listen|--port)$/,
    asksPort: true,
    usualPort: '3000',
    single: [/^(?:-s|--single)$/, 'site'],
    missing: 'page',
    compresses: true,
  },
  'http-server': {
    valued: /^-[actb]$/,
    flags: /^(?:-[sdirg]|--(?:silent|gzip|robots))$|^-c-?\d+$/,
    port: /^(?:-p|--port)$/,
    asksPort: true,
    usualPort: '8080',
    missing: 'folder',
    compresses: false,
  },
  sirv: {
    valued: /^(?:-[mH]|--(?:maxage|host))$/,
    flags: /^(?:-[eqGBiD]+|--(?:etag|quiet|gzip|brotli|immutable|dev|no-clear|host)|-H)$/,
    port: /^(?:-p|--port)$/,
    asksPort: true,
    usualPort: '8080',
    single: [/^(?:-s|--single)$/, 'page, else site'],
    missing: 'page',
    compresses: false,
  },
  'angular-http-server': {
    valued: NEVER,
    flags: /^--silent$/,
    port: /^(?:-p|--port)$/,
    folder: /^--path$/,
    asksPort: false,
    usualPort: '8080',
    missing: 'site',
    compresses: false,
  },
  python: {
    valued: /^(?:-b|--bind|-p|--protocol)$/,
    flags: NEVER,
    port: NEVER,
    folder: /^(?:-d|--directory)$/,
    asksPort: false,
    usualPort: '8000',
    missing: 'nothing',
    compresses: false,
  },
}

/** Undefined for another program. @param words the command with its name in front, as it is run */
export function staticServer(
  words: readonly string[],
  variables: ReadonlyMap<string, string>,
): StaticServer | NoServer | undefined {
  const [written = '', ...rest] = words
  const isPython = /^python[\d.]*$/.test(written)
  const args = isPython && rest[0] === '-m' && rest[1] === 'http.server' ? rest.slice(2) : rest
  const name = isPython ? (args === rest ? '' : 'python') : written === 'sirv-cli' ? 'sirv' : written
  const program = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined
  if (!program) return undefined
  const found = optionsOf(args, program)
  if (typeof found === 'string')
    return {
      reason: `${found} of ${isPython ? 'http.server' : name} has no counterpart that dfopt writes for nginx`,
      unblock: 'leave it out where it is not needed, or split the stage by hand',
    }
  const operands = isPython ? found.operands.filter((word) => !/^[\d$]/.test(word)) : found.operands
  const given = isPython ? found.operands.find((word) => /^[\d$]/.test(word)) : found.port
  const port = given === undefined ? usual(program, variables) : portIn(given, variables)
  if (!port)
    return {
      reason: `the port ${given ?? ''} is not known`,
      unblock: 'name it by its number',
    }
  return {
    program: isPython ? 'http.server' : name,
    folder: found.folder ?? operands[0] ?? '.',
    port,
    usualPort: given === undefined && !(program.asksPort && variables.has('PORT')),
    missing: (found.single ? program.single?.[1] : undefined) ?? program.missing,
    base: '',
    compresses: program.compresses,
    forbidsCaching: args.includes('-c-1') || args[args.indexOf('-c') + 1] === '-1',
  }
}

interface Options {
  readonly port: string | undefined
  readonly folder: string | undefined
  readonly single: boolean
  readonly operands: readonly string[]
}

/** The option that is not known, as a string. */
function optionsOf(given: readonly string[], program: Program): Options | string {
  const words = given.flatMap((word) => apart(word, program))
  let port: string | undefined
  let folder: string | undefined
  let single = false
  const operands: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const [, option = word, value] = /^(--[\w-]+)=(.*)$/.exec(word) ?? /^(-[a-z])([\d$].*)$/.exec(word) ?? []
    const next = words[at + 1]
    const isValue = value !== undefined || (next !== undefined && !next.startsWith('-'))
    if (!word.startsWith('-')) operands.push(word)
    else if (program.port.test(option) || program.folder?.test(option) === true) {
      if (!isValue) return word
      if (program.port.test(option)) {
        if (port !== undefined) return word
        port = value ?? next
      } else folder = value ?? next
      at += value === undefined ? 1 : 0
    } else if (program.single?.[0].test(word) === true) single = true
    else if (program.valued.test(option) && isValue) at += value === undefined ? 1 : 0
    else if (!program.flags.test(word) && !/^-c$/.test(word)) return word
  }
  if (operands.length > 2) return operands[1] ?? ''
  return { port, folder, single, operands }
}

/** `-sl 3000` is `-s -l 3000`. */
function apart(word: string, { flags, port, single }: Program): readonly string[] {
  const letters = /^-([A-Za-z]{2,})$/.exec(word)?.[1]
  if (letters === undefined || flags.test(word)) return [word]
  const options = [...letters].map((letter) => `-${letter}`)
  const areKnown = options.every(
    (each, index) =>
      flags.test(each) ||
      single?.[0].test(each) === true ||
      (port.test(each) && index === options.length - 1),
  )
  return areKnown ? options : [word]
}

function usual({ asksPort, usualPort }: Program, variables: ReadonlyMap<string, string>): Port {
  return asksPort
    ? { kind: 'variable', name: 'PORT', otherwise: variables.get('PORT') ?? usualPort }
    : { kind: 'fixed', number: usualPort }
}

/** `3000`, `tcp://0.0.0.0:3000`, `$PORT`, `${PORT:-3000}`; undefined for what is none, or another address. */
export function portIn(word: string, variables: ReadonlyMap<string, string>): Port | undefined {
  const text = word.replace(/^tcp:\/\/(?:0\.0\.0\.0|\[::\]):/, '').replace(/^0\.0\.0\.0:/, '')
  if (/^\d+$/.test(text)) return { kind: 'fixed', number: text }
  const [, plain, braced, fallback] =
    /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-(\d+))?\})$/.exec(text) ?? []
  const name = plain ?? braced
  return name === undefined
    ? undefined
    : { kind: 'variable', name, otherwise: variables.get(name) ?? fallback }
}
