import { isRecord, listIn, recordIn, stringIn, stringsIn } from '../../archive/json-fields.ts'
import type { Finding } from '../../verification.ts'
import { severityOf, type ScannerKind } from './scanner-kind.ts'

// Arguments: docs/scout_cves.md of docker/scout-cli. Of its formats only SARIF has all of id, package and severity.
export const scout: ScannerKind = {
  name: 'scout',
  program: 'docker',
  version: ['scout', 'version'],
  install: 'install the docker command and its plugin from https://docs.docker.com/scout/install/',
  feed: 'archive',
  args: ({ archive, format, report }) =>
    format === 'docker'
      ? ['scout', 'cves', '--format', 'sarif', '--output', report, `archive://${archive}`]
      : { reason: 'it reads archives as docker save writes them, and no OCI archives' },
  report: 'file',
  successes: [0],
  findings: findingsOf,
  remedies: [
    {
      says: /docker login|log in with your docker id|not (?:logged in|authenticated)|unauthorized/i,
      message: 'needs an account',
      hint: 'run "docker login", then verify again',
    },
  ],
}

/** A rule for each vulnerability, with the packages that have it; older versions name one of them (docker/scout-cli#47). */
function findingsOf(report: unknown): readonly Finding[] | undefined {
  if (!isRecord(report) || !Array.isArray(report['runs'])) return undefined
  return listIn(report, 'runs').flatMap((run) =>
    listIn(recordIn(recordIn(run, 'tool'), 'driver'), 'rules').flatMap((rule) => {
      const properties = recordIn(rule, 'properties')
      const purls = [...stringsIn(properties, 'purls'), ...stringsIn(properties, 'purl')]
      const severity = severityOf(stringIn(properties, 'cvssV3_severity'))
      return purls.map((purl) => ({ id: stringIn(rule, 'id'), ...packageOf(purl), severity }))
    }),
  )
}

/** Distributions stand in the namespace of their packages, and are not part of a name. */
const SYSTEM_TYPES = ['alpm', 'apk', 'deb', 'rpm']

/** pkg:type/namespace/name@version?qualifiers#subpath, each part percent-encoded (github.com/package-url/purl-spec). */
export function packageOf(purl: string): { readonly package: string; readonly version: string } {
  const match = /^pkg:([^/]+)\/([^?#]+?)(?:@([^@?#]*))?(?:[?#]|$)/.exec(purl)
  const path = (match?.[2] ?? purl).split('/').map(decoded)
  const system = SYSTEM_TYPES.includes(match?.[1] ?? '')
  return { package: system ? (path.at(-1) ?? '') : path.join('/'), version: decoded(match?.[3] ?? '') }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
