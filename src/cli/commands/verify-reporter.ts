import { styleFor } from '../../report/style.ts'
import { verificationText, verifySummaryText } from '../../report/verification/human.ts'
import { verifyJson } from '../../report/verification/json.ts'
import { verifyMarkdown } from '../../report/verification/markdown.ts'
import type { Verification } from '../../verify/verification.ts'
import type { VerifyCommand } from '../command.ts'
import type { Host } from '../host.ts'
import { terminalWidth, wantsColour } from '../terminal.ts'

/** Tells of each file as it is done, or of all at the end where the format wants it so. */
export interface VerifyReporter {
  file(verification: Verification): void
  end(): void
}

export function verifyReporter(command: VerifyCommand, { stdout, environment }: Host): VerifyReporter {
  const all: Verification[] = []
  const { format, verbose, quiet } = command
  if (format !== 'human') {
    return {
      file: (verification) => all.push(verification),
      end: () => {
        stdout.write(format === 'json' ? verifyJson(all) : verifyMarkdown(all))
      },
    }
  }
  const style = styleFor(wantsColour(command.color, environment, stdout.terminal))
  const layout = { style, width: terminalWidth(stdout), verbose }
  return {
    file(verification) {
      all.push(verification)
      stdout.write(
        quiet ? `${verification.path}: ${verification.verdict}\n` : verificationText(verification, layout),
      )
    },
    end() {
      if (!quiet) stdout.write(verifySummaryText(all, layout))
    },
  }
}
