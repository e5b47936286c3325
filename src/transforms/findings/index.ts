import type { Transform } from '../../engine/transform.ts'
import { noLateChown } from './no-late-chown.ts'
import { noLateCleanup } from './no-late-cleanup.ts'
import { noPipedScript } from './no-piped-script.ts'
import { noSshServer } from './no-ssh-server.ts'
import { noSudo } from './no-sudo.ts'
import { noUpgrade } from './no-upgrade.ts'
import { tagBase } from './tag-base.ts'

/** What dfopt sees and cannot mend, in the order in which it is reported. */
export const findings: readonly Transform[] = [
  tagBase,
  noUpgrade,
  noLateCleanup,
  noLateChown,
  noPipedScript,
  noSudo,
  noSshServer,
]
