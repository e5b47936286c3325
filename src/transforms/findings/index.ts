import type { Transform } from '../../engine/transform.ts'
import { noAptKey } from './no-apt-key.ts'
import { noLastingFrontend } from './no-lasting-frontend.ts'
import { noLateChown } from './no-late-chown.ts'
import { noLateCleanup } from './no-late-cleanup.ts'
import { noLostState } from './no-lost-state.ts'
import { noPipedScript } from './no-piped-script.ts'
import { noSshServer } from './no-ssh-server.ts'
import { noSudo } from './no-sudo.ts'
import { noUnverifiedDownload } from './no-unverified-download.ts'
import { noUpgrade } from './no-upgrade.ts'
import { noWorldWritable } from './no-world-writable.ts'

/** What dfopt sees and cannot mend, in the order in which it is reported. */
export const findings: readonly Transform[] = [
  noUpgrade,
  noLateCleanup,
  noLateChown,
  noLostState,
  noLastingFrontend,
  noAptKey,
  noPipedScript,
  noUnverifiedDownload,
  noSudo,
  noWorldWritable,
  noSshServer,
]
