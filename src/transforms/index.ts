import type { Transform } from '../engine/transform.ts'
import { findings } from './findings/index.ts'
import { cleanPackageCaches } from './clean-package-caches/index.ts'
import { collapseRuns } from './collapse-runs/index.ts'
import { joinAptUpdate } from './join-apt-update/index.ts'
import { removeDownloads } from './remove-downloads/index.ts'
import { mountCaches } from './mount-caches/index.ts'
import { noRecommends } from './no-recommends/index.ts'
import { tagBase } from './tag-base/index.ts'
import { upgradeBase } from './upgrade-base/index.ts'
import { upgradePackages } from './upgrade-packages/index.ts'
import { orderForCache } from './order-for-cache/index.ts'
import { pinBase } from './pin-base/index.ts'
import { modernizeSyntax } from './modernize-syntax/index.ts'
import { replaceDeprecatedBase } from './replace-deprecated-base/index.ts'
import { scopeCopy } from './scope-copy/index.ts'
import { shrinkBase } from './shrink-base/index.ts'
import { splitStages } from './split-stages/index.ts'
import { writeDockerignore } from './write-dockerignore/index.ts'
import { useAptGet } from './use-apt-get.ts'
import { useCopy } from './use-copy/index.ts'
import { useExecForm } from './use-exec-form/index.ts'
import { useHttps } from './use-https/index.ts'
import { usePipefail } from './use-pipefail/index.ts'
import { useWorkdir } from './use-workdir/index.ts'

/** Every transform, in the one order in which they run. */
export const transforms: readonly Transform[] = [
  // First: a CMD that it deletes may stand between two RUNs, and all others see one form of everything.
  modernizeSyntax,
  // In front of all that reads ADD and COPY: a form of writing, on which nothing else depends.
  useCopy,
  // In front of all that asks what a base is, as those do that ask what its entry point is.
  replaceDeprecatedBase,
  // Behind it: the new name is the one whose end is known. In front of what asks for a smaller variant of the same release.
  upgradeBase,
  // Behind both, which leave nothing for it where they change the base.
  tagBase,
  // In front of all that asks what a container starts: the answer is the same in both forms.
  useExecForm,
  // In front of all that reads calls of apt: installs of one program can become one.
  useAptGet,
  // In front of what asks what COPY brings from the build context.
  writeDockerignore,
  // Behind what says how a container starts, which it follows; in front of shrinkBase, which would install for the runtime what
  // only the build needs.
  splitStages,
  // Behind it, which is about the same COPY and follows the RUNs as they are; in front of collapseRuns, which would join the RUNs that
  // the sources come to stand between.
  orderForCache,
  // Behind both: what builds is in a stage of its own then, and manifests are copied in front of the install.
  scopeCopy,
  // In front of all that works on RUNs: it may add one, and what the base brings decides what the others do.
  shrinkBase,
  collapseRuns,
  // Behind collapseRuns: what fetches a file and what unpacks it may have stood in two RUNs.
  removeDownloads,
  // In front of joinAptUpdate, which makes one of installs with the same options.
  noRecommends,
  // Behind collapseRuns: what stands in one RUN already needs no update of its own.
  joinAptUpdate,
  // Behind those that say what is installed where: a download by https needs certificates in front of it.
  useHttps,
  // Behind joinAptUpdate, which says what RUN has an update; in front of the cleanups, which go behind it.
  upgradePackages,
  // Behind joinAptUpdate: lists that a later RUN still reads cannot be removed.
  cleanPackageCaches,
  // Only in stages that do not ship, where the one above does nothing.
  mountCaches,
  // Behind all that joins or fills RUNs: WORKDIR between two RUNs keeps them apart.
  useWorkdir,
  // The same holds for SHELL.
  usePipefail,
  // Behind all that writes names of images: the digest is that of the name that is left.
  pinBase,
  // Last: what can be mended is no longer there to be found.
  ...findings,
]

/** Those that run where nothing is said. */
export const defaultTransforms: readonly Transform[] = transforms.filter(
  (transform) => transform.byDefault !== 'off',
)
