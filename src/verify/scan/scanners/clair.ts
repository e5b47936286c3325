import { isRecord, recordIn, stringIn, stringsIn } from '../../archive/json-fields.ts'
import type { Finding } from '../../verification.ts'
import { severityOf, type ScannerKind } from './scanner-kind.ts'

// Arguments: cmd/clairctl/report.go. Report: claircore's vulnerabilityreport.go, vulnerability.go and package.go. clairctl
// knows images by registry only: it reads their manifest there, and Clair fetches the layers from there.
export const clair: ScannerKind = {
  name: 'clair',
  program: 'clairctl',
  version: ['--version'],
  install:
    'install clairctl from https://github.com/quay/clair/releases, and have a Clair run on this machine',
  feed: 'registry',
  args: ({ reference }) => ['report', '--out', 'json', reference],
  report: 'stdout',
  successes: [0],
  findings: findingsOf,
  remedies: [
    {
      says: /connection refused|no such host|dial tcp/i,
      message: 'cannot reach Clair',
      hint: 'start Clair on this machine, or name its address in CLAIR_API',
    },
  ],
}

function findingsOf(report: unknown): readonly Finding[] | undefined {
  if (!isRecord(report) || typeof report['manifest_hash'] !== 'string') return undefined
  const [packages, vulnerabilities] = [recordIn(report, 'packages'), recordIn(report, 'vulnerabilities')]
  const affected = recordIn(report, 'package_vulnerabilities')
  return Object.keys(affected).flatMap((key) => {
    const found = recordIn(packages, key)
    return stringsIn(affected, key).map((id) => {
      const vulnerability = recordIn(vulnerabilities, id)
      return {
        id: idOf(stringIn(vulnerability, 'name')),
        package: stringIn(found, 'name'),
        version: stringIn(found, 'version'),
        severity: severityOf(stringIn(vulnerability, 'normalized_severity')),
      }
    })
  })
}

/** Some updaters write more than the id: "RHSA-2024:0001: bash update", "CVE-2024-0001 on Ubuntu 22.04". */
function idOf(name: string): string {
  return (/^\S+/.exec(name)?.[0] ?? name).replace(/:$/, '')
}
