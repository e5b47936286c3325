import { isRecord, listIn, recordIn, stringIn } from '../../archive/json-fields.ts'
import type { Finding } from '../../verification.ts'
import { severityOf, type ScannerKind } from './scanner-kind.ts'

// Arguments: cmd/grype/cli/commands/root.go. Report: grype/presenter/models. Exit codes: cmd/grype/cli/cli.go.
export const grype: ScannerKind = {
  name: 'grype',
  program: 'grype',
  version: ['--version'],
  install: 'install it from https://oss.anchore.com/docs/installation/grype/',
  feed: 'archive',
  args: ({ archive, format, report }) => [`${format}-archive:${archive}`, '-o', 'json', '--file', report],
  report: 'file',
  // 2: its configuration asks it to fail on a severity that it found.
  successes: [0, 2],
  findings: findingsOf,
  remedies: [
    {
      says: /vulnerability (?:database|db)|\bdb could not be loaded/i,
      message: 'cannot load its vulnerability database',
      hint: 'run "grype db update" where there is a network, then verify again',
    },
  ],
}

function findingsOf(report: unknown): readonly Finding[] | undefined {
  if (!isRecord(report) || !Array.isArray(report['matches'])) return undefined
  return listIn(report, 'matches').map((match) => {
    const [found, artifact] = [recordIn(match, 'vulnerability'), recordIn(match, 'artifact')]
    return {
      id: stringIn(found, 'id'),
      package: stringIn(artifact, 'name'),
      version: stringIn(artifact, 'version'),
      severity: severityOf(stringIn(found, 'severity')),
    }
  })
}
