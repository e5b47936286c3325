/** What can be told of a bake file without evaluating it. */
export interface BakeNames {
  /** The names of targets; a matrix makes several targets of one. */
  readonly targets: readonly string[]
  /** Those that say themselves what is built. */
  readonly explicit: readonly string[]
  /** Targets that others inherit from. */
  readonly inherited: readonly string[]
  /** Targets and groups that groups name. */
  readonly grouped: readonly string[]
}

/** The targets of a bake file in HCL, whose blocks have literal labels. */
export function hclNames(text: string): BakeNames {
  const blocks = topBlocks(text)
  const targets = blocks.filter(({ kind }) => kind === 'target')
  const groups = blocks.filter(({ kind }) => kind === 'group')
  return {
    targets: [...new Set(targets.map(({ label }) => label))],
    explicit: targets.flatMap(({ label, body }) =>
      /^\s*(?:context|dockerfile|target)\s*=/m.test(body) ? [label] : [],
    ),
    inherited: targets.flatMap(({ body }) => listed(body, 'inherits')),
    grouped: groups.flatMap(({ body }) => listed(body, 'targets')),
  }
}

interface Block {
  readonly kind: string
  readonly label: string
  readonly body: string
}

// Comments, heredocs, strings with the expressions in them, brackets, and all else, one character at a time.
const TOKEN =
  /(?:#|\/\/)[^\n]*|\/\*[^]*?\*\/|<<-?(\w+)\r?\n[^]*?^[ \t]*\1[ \t]*\r?$|"(?:\\.|\$\{(?:"[^"]*"|[^"}])*\}|[^"\\])*"|[^]/gm

function topBlocks(text: string): readonly Block[] {
  const blocks: Block[] = []
  let depth = 0
  let head = ''
  let body = ''
  for (const [token, heredoc] of text.matchAll(TOKEN)) {
    if (heredoc !== undefined || /^(?:#|\/[/*])/.test(token)) continue
    if (depth > 0) body += token
    else if (token === '\n') head = ''
    else if (token !== '{') head += token
    if (token === '{') {
      if (depth === 0) body = ''
      depth += 1
    } else if (token === '}') {
      depth -= 1
      const [, kind, quoted, bare] = /^\s*(\w+)\s+(?:"([\w-]+)"|([\w-]+))\s*$/.exec(head) ?? []
      if (depth === 0 && kind !== undefined) {
        blocks.push({ kind, label: quoted ?? bare ?? '', body: body.slice(0, -1) })
        head = ''
      }
    }
  }
  return blocks
}

function listed(body: string, attribute: string): readonly string[] {
  const list = new RegExp(`^\\s*${attribute}\\s*=\\s*\\[([^\\]]*)\\]`, 'm').exec(body)?.[1] ?? ''
  return [...list.matchAll(/"([^"]*)"/g)].map(([, name]) => name ?? '')
}

/** What the targets of a bake file in HCL are named by elsewhere, as far as it stands there as plain text. */
export interface BakeOutside {
  readonly tags: readonly string[]
  /** Names of build contexts. */
  readonly contexts: readonly string[]
}

export function hclOutside(text: string): BakeOutside {
  const bodies = topBlocks(text).flatMap(({ kind, body }) => (kind === 'target' ? [body] : []))
  return {
    tags: bodies.flatMap((body) => listed(body, 'tags')).filter((tag) => !tag.includes('${')),
    contexts: bodies.flatMap(contextNames),
  }
}

/** The keys of `contexts = { name = "…", "alpine:3.20" = "…" }`. */
function contextNames(body: string): readonly string[] {
  const start = /^\s*contexts\s*=\s*\{/m.exec(body)
  if (!start) return []
  const names: string[] = []
  let depth = 1
  let key: string | undefined = ''
  for (const [token] of body.slice(start.index + start[0].length).matchAll(TOKEN)) {
    if (/[[{(]/.test(token) && token.length === 1) depth += 1
    else if (/^[\]})]$/.test(token)) depth -= 1
    if (depth === 0) break
    if (depth === 1 && (token === ',' || token === '\n')) key = ''
    else if (depth === 1 && key !== undefined && (token === '=' || token === ':')) {
      const [, quoted, bare] = /^\s*(?:"([^"$]+)"|([\w.-]+))\s*$/.exec(key) ?? []
      const name = quoted ?? bare
      if (name !== undefined) names.push(name)
      key = undefined
    } else if (key !== undefined) key += token
  }
  return names
}
