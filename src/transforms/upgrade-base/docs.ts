import { lifecyclesDate } from '../../catalog/lifecycles.ts'
import type { TransformDocs } from '../../engine/transform.ts'

export const docs: TransformDocs = {
  why:
    'A release that is over gets no more security fixes, and its image is not built again: what is found in it tomorrow stays in it. The ' +
    'distribution in a tag counts as well: node:22-buster has had no new packages of Debian 10 since its LTS ended. The next release that is ' +
    'kept up for half a year at least is named, with a tag that the image has; where the project has long-term releases, the next one of those.',
  risks:
    'A new release of a language can break the program, and a new one of a distribution renames packages. The tag is changed only ' +
    'where the manifests of the project allow the new version and at least one of them says so: engines and volta in package.json, .nvmrc, ' +
    '.node-version, requires-python, python_requires, Pipfile, runtime.txt, .python-version, go.mod, Gemfile, .ruby-version, composer.json, ' +
    'rust-version, rust-toolchain, pom.xml, build.gradle, .tool-versions, mise.toml; where go.mod names no module that is known to build with some releases of Go alone; and where the release of the distribution below changes with it, only where that is known to have every package that the file installs. All other bases are reported, those of ' +
    'databases with a word on their data. Debian counts as over when its LTS is; what is sold as longer support is left aside. ' +
    'Tags that move on by themselves (lts, stable, 3) are never over. Compilers and build tools of which every release ends the one before are left out.',
  references: [
    'https://endoflife.date',
    'https://wiki.debian.org/LTS',
    'https://github.com/nodejs/Release#release-schedule',
    'https://devguide.python.org/versions/',
    'https://reproducible-builds.org/specs/source-date-epoch/',
  ],
  details: () =>
    `What is over is judged by the day of the run, or by SOURCE_DATE_EPOCH where that is set, and by the data of endoflife.date as of ${lifecyclesDate()}.`,
}
