// The image of nginx that serves a site, and what it is told.
import { withTag, type NamedImage } from '../../../../catalog/image-name.ts'
import { cyclesOf, isOver } from '../../../../catalog/lifecycles.ts'
import { officialTag } from '../../../../catalog/official-images.ts'
import type { Document } from '../../../../dockerfile/document.ts'
import type { Subject } from '../../subject.ts'
import type { Missing, StaticServer } from './static-server.ts'

/** The folder that the images of nginx serve. */
export const WEB_ROOT = '/usr/share/nginx/html'

/** The newest stable release, which has an even number, in the smallest variant that is asked for; undefined where none is known. */
export function nginxImage({ image, settings, today }: Subject): string | undefined {
  const suffix = settings.variant === 'slim' ? '' : '-alpine'
  // Who builds on images of their own has one of nginx, too, or none.
  const own = Object.entries(settings.images).find(([, { as }]) => as === 'nginx')
  if (image.own && !own) return undefined
  const nginx: NamedImage = {
    prefix: image.prefix,
    name: 'nginx',
    tag: undefined,
    digest: undefined,
    ...(image.own && own && { own: { name: own[0], tags: own[1].tags } }),
  }
  for (const cycle of cyclesOf('nginx')) {
    if (!/^\d+\.\d*[02468]$/.test(cycle.cycle) || (today !== undefined && isOver(cycle, today))) continue
    const tag = officialTag('nginx', `${cycle.cycle}${suffix}`)
    const written = tag?.retired === undefined && tag ? withTag(nginx, tag.tag) : undefined
    if (written !== undefined) return written
  }
  return undefined
}

/** The instructions that set nginx up; none where it is right as it comes. */
export function nginxSetup(document: Document, server: StaticServer, hasModules: boolean): readonly string[] {
  const { port, missing } = server
  const isPlain = port.kind === 'fixed' && port.number === '80' && missing === 'nothing' && server.base === ''
  if (isPlain && !hasModules && !server.forbidsCaching && !server.compresses) return []
  const lines = configuration(server, hasModules)
  // https://hub.docker.com/_/nginx: variables are filled in where a container starts.
  const path =
    port.kind === 'fixed' ? '/etc/nginx/conf.d/default.conf' : '/etc/nginx/templates/default.conf.template'
  const variable =
    port.kind === 'variable' && port.otherwise !== undefined ? [`ENV ${port.name}=${port.otherwise}`] : []
  return [...variable, fileInstruction(document, path, lines)]
}

function configuration(server: StaticServer, hasModules: boolean): readonly string[] {
  const { port, missing, base, compresses, forbidsCaching } = server
  return [
    'server {',
    `    listen ${port.kind === 'fixed' ? port.number : `\${${port.name}}`};`,
    `    root ${WEB_ROOT};`,
    // Python's server names none.
    ...(missing === 'nothing' ? [] : ['    charset utf-8;']),
    ...(hasSite(missing) ? [] : ['    error_page 404 /404.html;']),
    // The port that nginx listens on need not be the one that is published.
    '    absolute_redirect off;',
    ...(compresses ? ['    gzip on;', `    gzip_types ${COMPRESSED};`] : []),
    ...(forbidsCaching ? ['    add_header Cache-Control "no-cache, no-store, must-revalidate";'] : []),
    ...(base === '' ? [] : [`    location = / { return 302 ${base}/; }`]),
    '    location / {',
    `        try_files ${TRIED[missing]}${hasSite(missing) ? `${base}/index.html` : '=404'};`,
    '    }',
    // Its table of types has .js alone, and browsers run no module of another type.
    ...(hasModules ? ['    location ~ \\.mjs$ {', '        default_type text/javascript;', '    }'] : []),
    '}',
  ]
}

// Compared with what serve 14.2 and http-server 14.1 answer.
const TRIED: Readonly<Record<Missing, string>> = {
  nothing: '$uri $uri/ ',
  page: '$uri $uri.html $uri/index.html ',
  folder: '$uri $uri.html $uri/ ',
  'page, else site': '$uri $uri.html $uri/index.html ',
  site: '$uri ',
}

/** True where one page answers for all paths that are no files. */
export function hasSite(missing: Missing): boolean {
  return missing.endsWith('site')
}

const COMPRESSED = 'text/css text/javascript application/javascript application/json image/svg+xml'

function fileInstruction(document: Document, path: string, lines: readonly string[]): string {
  const { newline, escape } = document
  if (knowsHeredocs(document)) return [`COPY <<'EOF' ${path}`, ...lines, 'EOF'].join(newline)
  const folder = path.slice(0, path.lastIndexOf('/'))
  const glue = ` ${escape}${newline}    `
  const made = path.includes('/templates/') ? `mkdir -p ${folder} && ` : ''
  const quoted = lines.map((line) => `'${line}'`)
  return `RUN ${made}printf '%s\\n'${glue}${quoted.join(glue)}${glue}> ${path}`
}

/**
 * What nginx needs to start without the rights of root: as https://hub.docker.com/_/nginx says, and as nginxinc/docker-nginx-unprivileged
 * does it.
 */
export function accountSetup({ newline, escape }: Document, { port }: StaticServer): string {
  const filled = port.kind === 'fixed' ? '' : ' /etc/nginx/conf.d'
  return `RUN sed -i 's,^pid .*,pid /tmp/nginx.pid;,' /etc/nginx/nginx.conf && ${escape}${newline}    chown -R nginx:nginx /var/cache/nginx${filled}`
}

/** True for a file that is built with BuildKit in a version that knows heredocs: docker/dockerfile since 1.4. */
function knowsHeredocs({ directives, instructions }: Document): boolean {
  const syntax = directives.find((each) => each.name === 'syntax')?.value
  if (syntax !== undefined)
    return /^(?:docker\.io\/)?docker\/dockerfile(?::(?:1|latest|labs|1\.(?:[4-9]|\d\d)(?:\.\d+)?(?:-labs)?|1-labs))?(?:@.*)?$/.test(
      syntax,
    )
  return instructions.some(({ heredocs }) => heredocs.length > 0)
}
