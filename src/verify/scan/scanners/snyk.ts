import { isRecord, listIn, recordIn, stringIn, stringsIn } from '../../archive/json-fields.ts'
import type { Finding } from '../../verification.ts'
import { severityOf, type ScannerKind } from './scanner-kind.ts'

// Arguments and exit codes: help/cli-commands/container-test.md. Report: src/lib/formatters/test/format-test-results.ts.
export const snyk: ScannerKind = {
  name: 'snyk',
  program: 'snyk',
  version: ['--version'],
  install: 'install it from https://docs.snyk.io/developer-tools/snyk-cli/install-or-update-the-snyk-cli',
  feed: 'archive',
  args: ({ archive, format, report }) => [
    ...['container', 'test', `${format}-archive:${archive}`],
    `--json-file-output=${report}`,
  ],
  report: 'file',
  // 1: there are vulnerabilities.
  successes: [0, 1],
  findings: findingsOf,
  remedies: [
    {
      says: /Invalid (?:Docker|OCI) archive/i,
      message: 'cannot read the archive that the builder wrote',
      hint: 'update snyk: old versions cannot read archives of Docker 25 and later',
    },
    {
      says: /snyk auth|authenticat|SNYK-0005|\b401\b/i,
      message: 'needs an account',
      hint: 'run "snyk auth", or set SNYK_TOKEN, then verify again',
    },
    {
      says: /network connection|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|no such host/i,
      message: 'cannot reach its service, which compares the packages',
      hint: 'see whether the network is there, and set the proxy if there is one',
    },
  ],
}

/** What it finds in the system's packages, and beside it one result for each application in the image. */
function findingsOf(report: unknown): readonly Finding[] | undefined {
  const results = Array.isArray(report) ? report : [report, ...listIn(report, 'applications')]
  if (!results.every((result) => isRecord(result) && Array.isArray(result['vulnerabilities'])))
    return undefined
  return results.flatMap((result) =>
    listIn(result, 'vulnerabilities')
      // Licences that a policy forbids stand in the same list.
      .filter((found) => stringIn(found, 'type') !== 'license')
      .map((found) => ({
        id: stringsIn(recordIn(found, 'identifiers'), 'CVE')[0] ?? stringIn(found, 'id'),
        package: stringIn(found, 'name') || stringIn(found, 'packageName'),
        version: stringIn(found, 'version'),
        severity: severityOf(stringIn(found, 'severityWithCritical') || stringIn(found, 'severity')),
      })),
  )
}
