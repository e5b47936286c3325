// What depends on what, as the lock files of poetry, uv and pdm have it. They are written by programs, one entry a line.

/** `name` or `name[extra]` with the names that it brings to a Linux, those of extras as `uvicorn[standard]`. */
export function edgesOf(text) {
  const edges = new Map()
  for (const block of text.split(/^\[\[package\]\]$/m).slice(1)) {
    const name = /^name = "([^"]+)"/m.exec(block)?.[1]
    // The project itself, and what has not come from an index under that name.
    if (
      name === undefined ||
      /^source = \{ (?!registry)|^\[package\.source\]|^(?:path|git|url) = /m.test(block)
    )
      continue
    const add = (key, found) => {
      const known = edges.get(key) ?? new Set()
      edges.set(key, new Set([...known, ...found]))
    }
    const key = normal(name)
    add(key, [])
    for (const [, section = '', body = ''] of `[]\n${block}`.matchAll(
      /^\[([^\]]*)\]\n([^]*?)(?=^\[|$(?![^]))/gm,
    )) {
      if (section === '') add(key, inLists(body, 'dependencies').flatMap(named))
      if (section === 'package.dependencies') add(key, ofPoetry(body))
      if (section === 'package.extras' || section === 'package.optional-dependencies') {
        for (const [, extra = '', list = ''] of body.matchAll(/^"?([\w.-]+)"? = \[([^]*?)\]$/gm))
          add(`${key}[${normal(extra)}]`, items(list).flatMap(named))
      }
    }
  }
  return edges
}

function inLists(body, field) {
  const list = new RegExp(`^${field} = \\[([^]*?)^\\]$`, 'm').exec(body)?.[1]
  return list === undefined ? [] : items(list)
}

function items(list) {
  return [...list.matchAll(/\{[^\n]*\}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/g)].map(([item]) => item)
}

/** An entry of a list: `{ name = "x", extra = ["y"], marker = "…" }` or `"x[y]>=1; marker"`. */
function named(item) {
  if (isElsewhere(item)) return []
  const name = /\bname = "([^"]+)"/.exec(item)?.[1] ?? /^["']([A-Za-z0-9][\w.-]*)/.exec(item)?.[1]
  const extras =
    /\bextra = \[([^\]]*)\]/.exec(item)?.[1] ?? /^["'][\w.-]+ ?\[([^\]]*)\]/.exec(item)?.[1] ?? ''
  return name === undefined ? [] : withExtras(name, extras, item)
}

function ofPoetry(body) {
  return [...body.matchAll(/^"?([\w.-]+)"? = ((?:\[\n[^]*?^\])|[^\n]*)$/gm)].flatMap(
    ([, name = '', value = '']) =>
      name === 'python' || /optional = true/.test(value) || isElsewhere(value)
        ? []
        : withExtras(name, /extras = \[([^\]]*)\]/.exec(value)?.[1] ?? '', value),
  )
}

function withExtras(name, extras, text) {
  const each = extras.split(',').flatMap((extra) => normal(extra.replace(/["'\s]/g, '')) || [])
  const bound = boundOf(text)
  if (bound < OLDEST_PYTHON + 1) return []
  const suffix = bound < Infinity ? `<${bound}` : ''
  return [normal(name), ...each.map((extra) => `${normal(name)}[${extra}]`)].map((key) => `${key}${suffix}`)
}

// What older ones bring is not asked.
const OLDEST_PYTHON = 307

/** The first Python without it, as 309 for 3.9; Infinity where nothing plain tells. */
function boundOf(text) {
  if (/ or /.test(text) || text.startsWith('[\n')) return Infinity
  const [, operator, major = '', minor = ''] =
    /python(?:_full)?_version (<=?|==) \\?["'](\d)\.(\d+)/.exec(text) ??
    /^\{?[^{}]*python = "(<=?|==)(\d)\.(\d+)/.exec(text) ??
    []
  if (operator === undefined) return Infinity
  const python = Number(major) * 100 + Number(minor)
  return operator === '<' ? python : python + 1
}

const OTHER =
  /(?:sys_platform|platform_system|os_name|platform_python_implementation|implementation_name|platform_machine) == \\?["'](?:win32|cygwin|emscripten|darwin|Windows|Darwin|nt|PyPy|pypy|Jython|arm64|aarch64|ppc64le|s390x)\\?["']/

/** Only what is plain: one condition that no x86_64 Linux fulfils, and no other that could stand for it. */
function isElsewhere(text) {
  return OTHER.test(text) && !/ or /.test(text) && !text.startsWith('[\n')
}

function normal(name) {
  return name.replace(/[-_.]+/g, '-').toLowerCase()
}
