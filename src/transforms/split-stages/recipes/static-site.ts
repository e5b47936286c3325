// Sites that are built to files: nginx serves these, and Node and all else that built them stay behind.
import { posix } from 'node:path'
import { stateAt } from '../../../dockerfile/document.ts'
import { isAtOrBelow } from '../../../shell/path-values.ts'
import { walkFiles } from '../../../project/walk-files.ts'
import { writtenName } from '../../../catalog/image-name.ts'
import { EMPTY_PLAN, noSplit, type NoSplit, type Recipe, type SplitPlan } from '../split-plan.ts'
import { pathFrom, type Subject } from '../subject.ts'
import { healthOf, ownUser } from './static-site/face.ts'
import { accountSetup, hasSite, nginxImage, nginxSetup, WEB_ROOT } from './static-site/nginx.ts'
import { manifestOf, previewServer } from './static-site/preview.ts'
import { buildsSite, developmentServer } from './static-site/site-builders.ts'
import { behindRunner, startedPrograms, wordsOf, type StartedProgram } from './static-site/start-words.ts'
import { withoutServer } from './static-site/without-server.ts'
import { staticServer, type StaticServer } from './static-site/static-server.ts'

export const staticSite: Recipe = {
  name: 'static-site',
  plan(subject) {
    const programs = startedPrograms(subject).filter(({ words }) => words[0] !== 'serve' || hasNode(subject))
    const development = programs.flatMap((program) => {
      const found = developmentServer(program.words)
      return found ? { program, found } : []
    })[0]
    if (development) return forDevelopment(subject, development.program, development.found)
    const servers = programs.flatMap((program) => {
      const found = serverOf(subject, program)
      return found ? { program, found } : []
    })
    const [server, second] = servers
    if (!server || second) return undefined
    const other = programs.find((each) => each !== server.program)
    const { at } = server.program.call
    if ('reason' in server.found) return noSplit(server.found.reason, server.found.unblock, at)
    if (other)
      return noSplit(
        `${other.words.slice(0, 3).join(' ')} runs in each container in front of ${server.found.program}`,
        'do it in the RUN that builds the site, where nothing of it depends on the container',
        other.call.at,
      )
    return planOf(subject, server.program, server.found)
  },
}

/** `serve` is a program of npm; elsewhere it is a word for another program: `./app serve`. */
function hasNode({ image, stage }: Subject): boolean {
  return (
    /^(?:node|bun)$/.test(image.name) ||
    stage.instructions.some(
      ({ keyword, args }) => keyword === 'RUN' && /\b(?:npm|yarn|pnpm|bun|node(?:js)?)\b/.test(args.text),
    )
  )
}

function forDevelopment(
  subject: Subject,
  { words, call }: StartedProgram,
  { build, folder }: { readonly build: string; readonly folder: string },
): NoSplit {
  const image = nginxImage(subject) ?? 'nginx'
  const from = posix.join(subject.folder ?? '/', folder)
  return noSplit(
    `${namesOf(words)} is a server for development, which builds the site again in each container`,
    `where the image is for others than developers, build it with ${build} in a stage of its own, and copy ${from} to ${WEB_ROOT} of ${image}`,
    call.at,
  )
}

/** `ng serve` of `ng serve --host 0.0.0.0`. */
function namesOf(words: readonly string[]): string {
  const option = words.findIndex((word) => word.startsWith('-'))
  return words.slice(0, option === -1 ? 2 : Math.min(option, 2)).join(' ')
}

function serverOf(
  subject: Subject,
  { words, call }: StartedProgram,
): StaticServer | ReturnType<typeof staticServer> {
  const { document, stage } = subject
  const { variables, args } = stateAt(document, stage)
  const known = new Map(
    [...variables].flatMap(([name, { text }]) =>
      text === undefined || args.has(name) ? [] : [[name, text] as const],
    ),
  )
  return (
    staticServer(words, known) ??
    (call.folder === undefined
      ? undefined
      : previewServer(words, { folder: call.folder, files: call.files, variables: known }))
  )
}

function planOf(
  subject: Subject,
  { call }: StartedProgram,
  server: StaticServer,
): SplitPlan | NoSplit | undefined {
  const { document, stage, project, building } = subject
  const folder = pathFrom(call.folder, server.folder)
  const isBuilt = building.some((call) => buildsSite(behindRunner(wordsOf(call)) ?? wordsOf(call)))
  if (!isBuilt) return undefined
  if (!project.known)
    return noSplit(
      `what ${server.program} is told beside its command is not known without the build context`,
      'run dfopt where the build context is',
    )
  const obstacle =
    folderObstacle(subject, call.files.list(folder ?? '/'), folder, server) ?? stageObstacle(subject, server)
  if (obstacle) return obstacle
  if (folder === undefined) return undefined
  const runtime = nginxImage(subject)
  if (runtime === undefined)
    return noSplit(
      `which image of nginx goes with ${writtenName(subject.image)} is not known`,
      'name one under images in the configuration, as nginx',
    )
  const health = healthOf(subject)
  if ('reason' in health) return health
  const gone = withoutServer(subject)
  const dropped = gone.instructions
  const kept = stage.instructions.filter((each) => !dropped.has(each))
  const last = Math.max(
    ...kept.filter(({ keyword }) => /^(?:RUN|COPY|ADD)$/.test(keyword)).map(({ index }) => index),
  )
  const part = kept.filter((each) => OF_BUILD.test(each.keyword) && each.index <= last)
  // Nothing that nginx does depends on them.
  const behind = kept.filter((each) => OF_BUILD.test(each.keyword) && each.index > last)
  const user = ownUser(subject)
  const modules = hasModules(subject, call.folder ?? '/', call.files)
  const { port } = server
  const shown = port.kind === 'fixed' ? port.number : `${port.name}, else ${port.otherwise ?? 'none'}`
  return {
    ...EMPTY_PLAN,
    runtime,
    builds: new Set(part),
    drops: new Set([...dropped, ...behind]),
    edits: [...gone.edits, ...health.edits],
    removes: [...gone.removes, ...health.removes],
    lines: [
      ...nginxSetup(document, server, modules),
      ...(user === undefined ? [] : [accountSetup(document, server)]),
    ],
    closing: user === undefined ? [] : ['USER nginx'],
    artefacts: [{ from: folder, to: posix.join(WEB_ROOT, server.base), isFolder: true }],
    isForAll: true,
    configures: ['WorkingDir', 'User', 'ExposedPorts'],
    leaves: 'what built the site and its sources',
    notes: [
      `nginx takes the place of ${server.program}, on the same port (${shown})`,
      ...(user === undefined ? [] : [`it runs as nginx, the account of that image, in place of ${user}`]),
      ...(hasSite(server.missing) ? ['paths without a file get index.html as before'] : []),
      ...(/^(?:nothing|folder)$/.test(server.missing) ? ['folders without index.html are not listed'] : []),
    ],
  }
}

const OF_BUILD = /^(?:RUN|COPY|ADD|ENV|ARG|WORKDIR|SHELL|USER)$/

function folderObstacle(
  { folder: start, stage }: Subject,
  brought: readonly string[] | undefined,
  folder: string | undefined,
  server: StaticServer,
): NoSplit | undefined {
  if (folder === undefined)
    return noSplit(`which folder ${server.program} serves is not known`, 'name it by its path')
  const isStart = start === folder
  const isAround = start !== undefined && !isStart && isAtOrBelow(start, folder)
  if (folder === '/' || isAround || (isStart && brought !== undefined))
    return noSplit(
      `${server.program} serves ${folder}, in which there is more than what was built`,
      'name the folder that the build makes, such as dist',
    )
  if (brought?.includes('index.html') === true && !USUAL.test(posix.basename(folder)))
    return noSplit(
      `${posix.basename(folder)} is in the build context, and whether the build makes it is not known`,
      'leave it out by .dockerignore where it is built',
      stage.from.range,
    )
  return undefined
}

/** Usual names of what is built: such a folder in the context is one that somebody built there. */
const USUAL = /^(?:build|dist|out|_site|www)$/

function stageObstacle(subject: Subject, server: StaticServer): NoSplit | undefined {
  const { stage, project } = subject
  const volume = stage.instructions.find(({ keyword }) => /^(?:VOLUME|ONBUILD)$/.test(keyword))
  if (volume)
    return noSplit(
      `what ${volume.keyword} is for is not known`,
      'leave it out, or split the stage by hand',
      volume.range,
    )
  const exposed = stage.instructions
    .filter(({ keyword }) => keyword === 'EXPOSE')
    .flatMap(({ args }) => args.text.trim().split(/\s+/))
    .map((word) => word.replace(/\/tcp$/, ''))
  const number = server.port.kind === 'fixed' ? server.port.number : server.port.otherwise
  if (
    server.usualPort &&
    exposed.length > 0 &&
    number !== undefined &&
    !exposed.some((port) => port === number || port.includes('$'))
  )
    return noSplit(
      `${server.program} listens on ${number} where nothing names a port, and EXPOSE names ${exposed.join(' and ')}`,
      `name the port in the command of ${server.program}`,
    )
  return settingsObstacle(project, server)
}

const COMPOSE = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']

function settingsObstacle(project: Subject['project'], server: StaticServer): NoSplit | undefined {
  const compose = COMPOSE.find((name) =>
    /^\s*(?:command|entrypoint):.*\b(?:npm|npx|yarn|pnpm|node|serve|vite|ng|http-server)\b/m.test(
      project.read(name) ?? '',
    ),
  )
  if (compose !== undefined)
    return noSplit(
      `${compose} starts a container with a command that the image of nginx may not have`,
      'name the stage that it is for by target, or leave the command out there',
    )
  if (server.program !== 'serve') return undefined
  const { found } = walkFiles(project, [''], /^(?:node_modules|\.git)$/, ({ name, path }) =>
    /^(?:serve|now)\.json$/.test(name) ? path : undefined,
  )
  return found === undefined
    ? undefined
    : noSplit(
        `${found} tells serve what to do, and nginx does not read it`,
        'write a configuration of nginx that does the same, and split the stage by hand',
      )
}

/** True where the site is known to load modules from files with the ending .mjs. */
function hasModules({ project }: Subject, folder: string, files: StartedProgram['call']['files']): boolean {
  if (
    ['pdfjs-dist', 'react-pdf', 'ng2-pdf-viewer', 'ngx-extended-pdf-viewer'].some((name) =>
      manifestOf({ folder, files }).has(name),
    )
  )
    return true
  const { found } = walkFiles(project, ['public', 'static'], /^node_modules$/, ({ name }) =>
    name.endsWith('.mjs') ? true : undefined,
  )
  return found === true
}
