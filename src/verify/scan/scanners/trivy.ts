import { isRecord, listIn, stringIn } from '../../archive/json-fields.ts'
import type { Finding } from '../../verification.ts'
import { severityOf, type ScannerKind } from './scanner-kind.ts'

// Arguments: docs/guide/references/configuration/cli/trivy_image.md. Report: pkg/types/report.go and vulnerability.go.
export const trivy: ScannerKind = {
  name: 'trivy',
  program: 'trivy',
  version: ['--version'],
  install: 'install it from https://trivy.dev/latest/getting-started/installation/',
  feed: 'archive',
  args: ({ archive, format, report, seconds }) =>
    format === 'docker'
      ? [
          ...['image', '--input', archive, '--format', 'json', '--output', report],
          // Only vulnerabilities are compared, and the list of all packages would make up most of the report.
          ...['--scanners', 'vuln', '--list-all-pkgs=false', '--no-progress'],
          // Whatever its own configuration says; its time limit would be five minutes.
          ...['--exit-code', '0', '--timeout', `${Math.ceil(seconds)}s`],
        ]
      : { reason: 'it reads archives as docker save writes them, and no OCI archives' },
  report: 'file',
  successes: [0],
  findings: findingsOf,
  remedies: [
    {
      says: /failed to (?:download|initialize) .*\bDB\b|\bDB error\b/i,
      message: 'cannot load its vulnerability database',
      hint: 'run "trivy image --download-db-only" where there is a network, then verify again',
    },
  ],
}

function findingsOf(report: unknown): readonly Finding[] | undefined {
  // There is no list of results where nothing was found that could be vulnerable.
  if (!isRecord(report) || typeof report['SchemaVersion'] !== 'number') return undefined
  return listIn(report, 'Results').flatMap((result) =>
    listIn(result, 'Vulnerabilities').map((found) => ({
      id: stringIn(found, 'VulnerabilityID'),
      package: stringIn(found, 'PkgName'),
      version: stringIn(found, 'InstalledVersion'),
      severity: severityOf(stringIn(found, 'Severity')),
    })),
  )
}
