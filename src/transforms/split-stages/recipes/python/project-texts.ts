// What the files of a Python project tell of what it needs beside its packages when it runs.
import { posix } from 'node:path'
import { sourcesFromContext } from '../../../../project/context-sources.ts'
import { walkFiles } from '../../../../project/walk-files.ts'
import type { Subject } from '../../subject.ts'

export interface ProjectText {
  /** Relative to the build context. */
  readonly path: string
  readonly text: string
}

export interface ProjectTexts {
  readonly sources: readonly ProjectText[]
  /** Scripts, settings and units. */
  readonly others: readonly ProjectText[]
  /** What says which packages are installed. */
  readonly manifests: readonly ProjectText[]
}

const MANIFESTS =
  /(?:^|[/_-])(?:requirements?[\w.-]*\.(?:txt|in|pip)|pyproject\.toml|Pipfile|setup\.(?:py|cfg))$|(?:^|\/)requirements\/[\w.-]+\.(?:txt|in)$/

const UNREAD =
  /^(?:\.git|\.github|\.gitlab-ci.*|node_modules|\.?venv|__pycache__|docs?|tests?|testdata|static|media|locale|migrations|.*\.(?:md|rst|lock|json|csv|svg|html?|css|js|map|po|mo|pyc|ipynb|parquet|onnx|bin|pdf|png|jpe?g|gif|ico|woff2?|ttf|xml)|LICEN[CS]E.*|(?:.*\.)?[Dd]ockerfile.*)$/
const READ =
  /(?:\.(?:sh|bash|ini|cfg|conf|toml|ya?ml|service|txt|env|in|crontab)|(?:^|\/)(?:[^.]+|\.env.*|\.condarc))$/

/** Undefined where there are too many to be read. */
export function projectTexts({ document, stage, project }: Subject): ProjectTexts | undefined {
  const roots = stage.instructions.flatMap((each) => sourcesFromContext(document, stage, each))
  const sources: ProjectText[] = []
  const others: ProjectText[] = []
  const manifests: ProjectText[] = []
  const plain = roots.filter((root) => !/[*?[]/.test(root))
  const wild = roots
    .filter((root) => /[*?[]/.test(root))
    .map((root) => posix.dirname(root).replace(/^\.$/, ''))
  const { isWhole } = walkFiles(project, [...plain, ...wild], UNREAD, ({ path, names, read }) => {
    if (names !== undefined) return undefined
    if (MANIFESTS.test(path)) manifests.push({ path, text: read() ?? '' })
    else if (path.endsWith('.py')) sources.push({ path, text: read() ?? '' })
    else if (READ.test(path)) others.push({ path, text: read() ?? '' })
    return undefined
  })
  // What starts containers asks them for their health.
  const whole = project.whole ?? project
  for (const name of whole.list('') ?? [])
    if (/compose.*\.ya?ml$|^Procfile$|^fly\.toml$/.test(name))
      others.push({ path: name, text: whole.read(name) ?? '' })
  return isWhole ? { sources, others, manifests } : undefined
}

/** A call of the compiler while the program runs: https://docs.pytorch.org/docs/stable/generated/torch.compile.html and its like. */
const COMPILES =
  /\b(?:pyximport|torch\.compile|cpp_extension|load_inline|cffi\.verify|ffi\.verify|weave\.inline|scipy\.weave|distutils\.ccompiler|_distutils\.ccompiler|numba\.pycc|cppimport|xla_extension)\b/

/**
 * Packages that call a compiler when they run: https://pytensor.readthedocs.io/en/latest/install.html,
 * https://brian2.readthedocs.io/en/stable/introduction/install.html, https://github.com/triton-lang/triton (its launcher),
 * https://mc-stan.org/cmdstanpy/installation.html, https://documen.tician.de/pycuda/install.html and their like.
 */
const COMPILING: readonly string[] = [
  ...[
    'theano',
    'theano-pymc',
    'pytensor',
    'pymc',
    'pymc3',
    'brian2',
    'triton',
    'vllm',
    'deepspeed',
    'cmdstanpy',
  ],
  ...['pystan', 'cppimport', 'pycuda', 'devito'],
]

export function compilesAtStart({ sources }: ProjectTexts): ProjectText | undefined {
  return sources.find(({ text }) => COMPILES.test(text))
}

/** The package that does, among those that files of requirements and manifests name. */
export function compilingPackage({ manifests }: ProjectTexts): string | undefined {
  return COMPILING.find((name) => manifests.some(({ text }) => names(text, name)))
}

function names(text: string, name: string): boolean {
  // What pip freeze writes down for torch, which calls it for torch.compile alone.
  if (name === 'triton' && names(text, 'torch')) return false
  return new RegExp(`(?:^|["'\\s])${name}(?=["'\\s=<>~!;,[]|$)`, 'im').test(text)
}

/** Packages that work with repositories by calling git, each by its documentation. */
const OF_GIT =
  /(?:^|["'\s])(?:gitpython|dvc|pydriller|dulwich|nbdime|commitizen|mkdocs-git-[\w-]+|git-filter-repo|gitdb|pre-commit|copier|cookiecutter|cruft)(?=["'\s=<>~!;,[]|$)/im

/** True where git fetches packages and the program is not seen to call it. */
export function gitIsForBuild({ manifests }: ProjectTexts): boolean {
  return (
    manifests.some(({ text }) => /\bgit\+(?:https?|ssh|git):|\bgit\s*=\s*["']/.test(text)) &&
    !manifests.some(({ text }) => OF_GIT.test(text))
  )
}

/** True where a file that is no source of Python has a word: what asks a container for its health calls curl. */
export function hasWord({ others, sources }: ProjectTexts, word: string): boolean {
  const pattern = new RegExp(`(?<![\\w-])${word}(?![\\w-])`)
  return [...others, ...sources].some(({ text }) => pattern.test(text))
}

/** A library by a name that its package with headers has, and not the one with the library alone. */
export function loadsBareLibrary({ sources }: ProjectTexts): ProjectText | undefined {
  return sources.find(({ text }) =>
    /\b(?:CDLL|LoadLibrary|dlopen)\(\s*[fr]?['"]lib[\w+-]+\.so['"]/.test(text),
  )
}

/** Programs that pip puts beside Python, by the path that a venv does not have. */
const FIXED =
  /\/usr\/local\/(?:lib\/python[\d.]*|(?:share|etc)\/jupyter|bin\/(?:python[\d.]*|pip[\d.]*|gunicorn|uvicorn|hypercorn|daphne|waitress-serve|uwsgi|celery|flask|django-admin|alembic|supervisord|circusd|streamlit|jupyter[\w-]*|ansible[\w-]*|scrapy|airflow|pytest|poetry|fastapi|litestar|sanic|rq|dramatiq|huey_consumer(?:\.py)?|honcho|mkdocs|sphinx-[\w-]+))(?![\w.-])/

export function fixedPath(text: string): string | undefined {
  return FIXED.exec(text)?.[0]
}

/** True where a file of the project names another one by its name. */
export function namesFile({ sources }: ProjectTexts, name: string): boolean {
  return sources.some(({ path, text }) => !/(?:^|\/)setup\.py$/.test(path) && text.includes(name))
}
